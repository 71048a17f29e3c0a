"""Shifts the ticks slowly to just after the moments when a camera device delivers."""

from __future__ import annotations

import math

# Between a picture's arrival and the tick that takes it: more than the jitter of USB, less than anyone sees.
_MARGIN_NS = 4_000_000
_SHARE = 0.05
_MOST_STEP_NS = 300_000.0
_SLACK = 0.2


class Slew:
    """An offset of about 0 to one frame interval that follows the camera's phase, at most 0.3 ms a picture.

    Without it a camera whose pictures arrive as the tick strikes is seen twice and not at all in turn. One that runs
    a little slower or faster than the programme goes once round, which is one picture repeated or left out.
    """

    def __init__(self, interval_ns: float) -> None:
        self._interval_ns = interval_ns
        self.offset_ns = 0.0

    def note(self, arrived_ns: int, due_ns: int) -> None:
        """A new picture; one made for its tick, as files and test cards do, arrives as it is due."""
        if arrived_ns == due_ns:
            away_ns = -self.offset_ns
        else:
            half_ns = self._interval_ns / 2
            ahead_ns = arrived_ns - due_ns + _MARGIN_NS - self.offset_ns
            away_ns = (ahead_ns + half_ns) % self._interval_ns - half_ns
        self.offset_ns += max(-_MOST_STEP_NS, min(_MOST_STEP_NS, away_ns * _SHARE))
        # A whole turn is taken back only well beyond its ends, or jitter there would go round and round.
        if not -_SLACK * self._interval_ns <= self.offset_ns <= (1 + _SLACK) * self._interval_ns:
            self.offset_ns -= math.copysign(self._interval_ns, self.offset_ns)
