"""How late the main loop is: a beat that asks to be called in 50 ms, and counts when it was."""

from __future__ import annotations

import asyncio

BEAT_S = 0.05
_MOST_MS = 1000


class LoopDelay:
    """A histogram of whole milliseconds with a thousand places, for as long a show as you like.

    A loop that is blocked keeps every click and every painting waiting for as long as it keeps this beat; up to a
    beat's length of one block may fall between two beats, and is not seen. The times are the loop's own clock; all
    of it belongs to the loop's thread.
    """

    def __init__(self) -> None:
        self._counts = [0] * (_MOST_MS + 1)
        self._max_s = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._due_s = 0.0

    def start(self) -> None:
        """Beats on the running loop until `stop`."""
        self._ask(asyncio.get_running_loop())

    def stop(self) -> None:
        """May be called twice."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None

    def add(self, late_s: float) -> None:
        """Counts one beat; one that came early was not late, one over a second counts as a second but for `max`."""
        self._counts[min(max(0, int(late_s * 1000)), _MOST_MS)] += 1
        self._max_s = max(self._max_s, late_s)

    def figures(self) -> dict[str, float]:
        """p50 and p99 in whole milliseconds, rounded down; the maximum as measured. All zero before a beat."""
        return {
            "p50": self._percentile(0.50),
            "p99": self._percentile(0.99),
            "max": round(self._max_s * 1000, 1),
        }

    def _percentile(self, share: float) -> int:
        left = sum(self._counts) * share
        for late_ms, count in enumerate(self._counts):
            left -= count
            if left <= 0:
                return late_ms
        return _MOST_MS

    def _ask(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due_s = loop.time() + BEAT_S
        self._timer = loop.call_later(BEAT_S, self._beat, loop)

    def _beat(self, loop: asyncio.AbstractEventLoop) -> None:
        self.add(loop.time() - self._due_s)
        self._ask(loop)
