"""Holds a camera's exposure and white balance where they are, so that a bright coat does not darken the host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import cv2


class Controls(Protocol):
    """As much of `cv2.VideoCapture` as is used."""

    def set(self, propId: int, value: float) -> bool: ...  # noqa: N803  # OpenCV's names
    def get(self, propId: int) -> float: ...  # noqa: N803


@dataclass(frozen=True, slots=True)
class Locks:
    """What the camera shall not change by itself."""

    is_exposure_locked: bool = False
    is_white_balance_locked: bool = False


@dataclass(frozen=True, slots=True)
class _Control:
    """A switch, the value that it rules, and the switch's words for by hand and by itself, the better one first."""

    switch: int
    value: int
    by_hand: int
    by_itself: tuple[int, ...]


# V4L2 counts the modes of exposure (1 by hand, 3 aperture priority, 0 all by itself); the others switch it.
_V4L2_EXPOSURE = _Control(cv2.CAP_PROP_AUTO_EXPOSURE, cv2.CAP_PROP_EXPOSURE, 1, (3, 0))
_EXPOSURE = _Control(cv2.CAP_PROP_AUTO_EXPOSURE, cv2.CAP_PROP_EXPOSURE, 0, (1,))
_WHITE_BALANCE = _Control(cv2.CAP_PROP_AUTO_WB, cv2.CAP_PROP_WB_TEMPERATURE, 0, (1,))


class Lens:
    """The locks of one opened camera; belongs to the thread that reads it."""

    def __init__(self, controls: Controls, is_v4l2: bool) -> None:
        self._controls = controls
        self._exposure = _V4L2_EXPOSURE if is_v4l2 else _EXPOSURE
        self._applied = Locks()

    def apply(self, locks: Locks) -> bool | None:
        """Whether the camera did as it was told; None: nothing was new. One that was never locked is left alone."""
        before, self._applied = self._applied, locks
        if before == locks:
            return None
        is_done = True
        if before.is_exposure_locked != locks.is_exposure_locked:
            is_done &= self._switch(self._exposure, locks.is_exposure_locked)
        if before.is_white_balance_locked != locks.is_white_balance_locked:
            is_done &= self._switch(_WHITE_BALANCE, locks.is_white_balance_locked)
        return is_done

    def _switch(self, control: _Control, is_locked: bool) -> bool:
        if not is_locked:
            return any(self._controls.set(control.switch, word) for word in control.by_itself)
        # Read first: with the switch, some drivers go back to a value of their own.
        value = self._controls.get(control.value)
        if not self._controls.set(control.switch, control.by_hand):
            return False
        self._controls.set(control.value, value)
        return True
