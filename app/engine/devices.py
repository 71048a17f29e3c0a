"""Which cameras and microphones this computer has."""

from __future__ import annotations

from app.engine.capture.source import camera_kinds, microphone_kinds
from app.engine.messages import Devices


def listed() -> Devices:
    """May take seconds, since drivers are asked."""
    return Devices(cameras=camera_kinds.devices(), microphones=microphone_kinds.devices())
