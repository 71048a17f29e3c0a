"""Tells a device that runs at another rate than it said from one whose crystal is a little off."""

from __future__ import annotations

_WINDOW_NS = 3_000_000_000
# 44.1 and 48 kHz are 9 % apart, a bad crystal 0.1 %; a hiccup of the computer is one window and not two.
_MOST_OFF = 0.04


class Pace:
    """Belongs to the thread that reads."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._frames = 0
        self._since_ns: int | None = None
        self._before = 0.0

    def is_wrong(self, frames: int, end_ns: int) -> bool:
        """After a delivery whose last sample was heard at `end_ns`: whether two windows running were off alike."""
        if self._since_ns is None:
            self._since_ns = end_ns
            return False
        self._frames += frames
        length_ns = end_ns - self._since_ns
        if length_ns < _WINDOW_NS:
            return False
        off = self._frames * 1e9 / length_ns / self._rate - 1
        before, self._before = self._before, off
        self._frames, self._since_ns = 0, end_ns
        return abs(off) > _MOST_OFF and abs(before) > _MOST_OFF and off * before > 0
