"""Which rung of the ladder a bitrate stands on: down soon, up only when that has held, ever later after a slip."""

from __future__ import annotations

from collections.abc import Sequence

from app.engine.rate.rung import Rung

_DOWN_S = 0.6
_UP_S, _MOST_UP_S = 3.0, 24.0
_MARGIN = 1.25
_SLIP_S = 15.0


class Footing:
    """`stand` is told the bitrate several times a second and answers with the index of the rung."""

    def __init__(self, rungs: Sequence[Rung]) -> None:
        self._rungs = rungs
        self._index = 0
        self._low_since_s: float | None = None
        self._high_since_s: float | None = None
        self._climbed_s: float | None = None
        self._up_s = _UP_S

    def stand(self, now_s: float, kbps: float) -> int:
        """At once two rungs down where one would not do; one at a time up."""
        fitting = self._fitting(kbps)
        if fitting > self._index:
            self._low_since_s = now_s if self._low_since_s is None else self._low_since_s
            if now_s - self._low_since_s >= _DOWN_S:
                self._descend(now_s, fitting)
        else:
            self._low_since_s = None
        if self._may_climb(kbps):
            self._high_since_s = now_s if self._high_since_s is None else self._high_since_s
            if now_s - self._high_since_s >= self._up_s:
                self._climb(now_s)
        else:
            self._high_since_s = None
        return self._index

    def _fitting(self, kbps: float) -> int:
        fits = (index for index, rung in enumerate(self._rungs) if kbps >= rung.least_kbps)
        return next(fits, len(self._rungs) - 1)

    def _may_climb(self, kbps: float) -> bool:
        return self._index > 0 and kbps >= self._rungs[self._index - 1].least_kbps * _MARGIN

    def _descend(self, now_s: float, index: int) -> None:
        has_slipped = self._climbed_s is not None and now_s - self._climbed_s < _SLIP_S
        self._up_s = min(self._up_s * 2, _MOST_UP_S) if has_slipped else _UP_S
        self._index = index
        self._low_since_s = self._high_since_s = None

    def _climb(self, now_s: float) -> None:
        self._index -= 1
        self._climbed_s = now_s
        self._high_since_s = None
