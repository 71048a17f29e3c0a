"""Whether the computer keeps up, from the frames that it lost: how many rungs down, and for how long."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import pairwise

_WINDOW_S, _PARTS = 2.0, 4
_LOST_SHARE = 0.1
_WARM_UP_S = 2.0
_QUIET_S, _MOST_QUIET_S = 10.0, 160.0
_SLIP_S = 10.0


@dataclass(frozen=True, slots=True)
class Ticks:
    """Of one programme so far: frames that were due, and those that were late or that the encoder had no room for."""

    due: int = 0
    lost: int = 0


class Load:
    """Down a rung when a tenth of two seconds was lost, in every half second some of it; up after ten quiet seconds.

    Less is a hiccup. A rung that proves too much within ten seconds is tried again only after twice the
    quiet, and so on up to a few minutes.
    """

    def __init__(self, rungs: int) -> None:
        self._last = rungs - 1
        self._looks: deque[tuple[float, Ticks]] = deque()
        self._began_s: float | None = None
        self._lost_s = 0.0
        self._climbed_s: float | None = None
        self._quiet_s = _QUIET_S
        self.rung = 0
        self.is_overloaded = False

    def look(self, now_s: float, ticks: Ticks) -> None:
        """Several times a second, always with the same programme's ticks."""
        self._began_s = now_s if self._began_s is None else self._began_s
        self._looks.append((now_s, ticks))
        while now_s - self._looks[0][0] > _WINDOW_S:
            self._looks.popleft()
        if now_s - self._began_s < _WARM_UP_S:
            return
        if self._is_losing(now_s):
            self._descend(now_s)
        elif self.is_overloaded and now_s - self._lost_s >= self._quiet_s:
            self._climb(now_s)

    def _is_losing(self, now_s: float) -> bool:
        first, last = self._looks[0], self._looks[-1]
        if now_s - first[0] < _WINDOW_S * 0.9:
            return False
        part_s = _WINDOW_S / _PARTS
        marks = [
            next(ticks for at_s, ticks in self._looks if at_s >= first[0] + part * part_s - 1e-6)
            for part in range(_PARTS)
        ]
        is_steady = all(after.lost > before.lost for before, after in pairwise([*marks, last[1]]))
        return is_steady and _share(first[1], last[1]) >= _LOST_SHARE

    def _descend(self, now_s: float) -> None:
        if self._climbed_s is not None and now_s - self._climbed_s < _SLIP_S:
            self._quiet_s = min(self._quiet_s * 2, _MOST_QUIET_S)
        elif not self.is_overloaded:
            self._quiet_s = _QUIET_S
        self._climbed_s = None
        self._lost_s = now_s
        self.is_overloaded = True
        self.rung = min(self.rung + 1, self._last)
        self._looks.clear()

    def _climb(self, now_s: float) -> None:
        self._lost_s = self._climbed_s = now_s
        self.rung = max(self.rung - 1, 0)
        self.is_overloaded = self.rung > 0


def _share(before: Ticks, after: Ticks) -> float:
    return (after.lost - before.lost) / max(after.due - before.due, 1)
