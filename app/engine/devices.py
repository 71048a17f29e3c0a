"""Which cameras and microphones this computer has."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.engine.capture.source import camera_kinds, microphone_kinds
from app.engine.messages import Device, Devices

_log = logging.getLogger(__name__)


def listed() -> Devices:
    """May take seconds, since drivers are asked."""
    return Devices(cameras=_safely(camera_kinds.devices), microphones=_safely(microphone_kinds.devices))


def _safely(devices: Callable[[], tuple[Device, ...]]) -> tuple[Device, ...]:
    try:
        return devices()
    except Exception:  # noqa: BLE001  # a driver that fails to list cameras must not hide the microphones
        _log.exception("devices could not be listed")
        return ()
