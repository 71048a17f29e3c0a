"""Which cameras, microphones and encoders this computer has."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache

from app.engine.capture.source import camera_kinds, microphone_kinds
from app.engine.encode.hardware import HARDWARE, X264
from app.engine.encode.probe import working
from app.engine.messages import Device, Devices

_log = logging.getLogger(__name__)


def listed() -> Devices:
    """May take seconds, since drivers are asked."""
    return Devices(
        cameras=_safely(camera_kinds.devices),
        microphones=_safely(microphone_kinds.devices),
        encoders=_safely(encoders),
    )


@cache
def encoders() -> tuple[Device, ...]:
    """x264, and the chips that work; tried once, since no driver comes while we run."""
    chips = tuple(Device(id=name, name=HARDWARE[name].name) for name in working())
    return (Device(id=X264, name="x264"), *chips)


def _safely(devices: Callable[[], tuple[Device, ...]]) -> tuple[Device, ...]:
    try:
        return devices()
    except Exception:  # noqa: BLE001  # a driver that fails to list cameras must not hide the microphones
        _log.exception("devices could not be listed")
        return ()
