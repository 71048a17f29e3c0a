"""What all live lines carry together while the show is too much for them, held still so that it can be read."""

from __future__ import annotations

from collections import deque

from app.engine.figures import UplinkFigures

_MEAN_S, _SHORTEST_S = 2.0, 0.8
_ANOTHER = 0.15
_LASTING_S = 3.0
_STEP_KBPS = 10


class Total:
    """`look` several times a second. The figure changes when it was another one for three seconds, and is none while
    the lines are wide enough.
    """

    def __init__(self) -> None:
        self._samples: deque[tuple[float, float]] = deque()
        self._shown: int | None = None
        self._another_s: float | None = None
        self.figures = UplinkFigures()

    def look(self, now_s: float, need_kbps: int, carried_kbps: float | None, *, is_narrow: bool) -> None:
        """`carried_kbps` as last measured while the lines were full; None when one of them was not."""
        need = max(need_kbps, self.figures.need_kbps)
        least = self.figures.least_kbps
        mean = self._mean(now_s, carried_kbps if is_narrow else None)
        if mean is not None:
            least = mean if least is None else min(least, mean)
        self._show(now_s, mean)
        self.figures = UplinkFigures(need_kbps=need, carried_kbps=self._shown, least_kbps=least)

    def _mean(self, now_s: float, carried_kbps: float | None) -> int | None:
        if carried_kbps is None:
            self._samples.clear()
            return None
        self._samples.append((now_s, carried_kbps))
        while now_s - self._samples[0][0] > _MEAN_S:
            self._samples.popleft()
        if now_s - self._samples[0][0] < _SHORTEST_S:
            return None
        mean = sum(kbps for _, kbps in self._samples) / len(self._samples)
        return round(mean / _STEP_KBPS) * _STEP_KBPS

    def _show(self, now_s: float, mean: int | None) -> None:
        if mean is None and not self._samples:
            self._shown = self._another_s = None
        if mean is None:
            return
        if self._shown is not None and abs(mean - self._shown) <= _ANOTHER * self._shown:
            self._another_s = None
            return
        self._another_s = now_s if self._another_s is None else self._another_s
        if self._shown is None or now_s - self._another_s >= _LASTING_S:
            self._shown, self._another_s = mean, None
