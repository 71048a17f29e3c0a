"""Whether the computer can carry two programmes, judged by carrying both for some seconds; the clock is passed in."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.rate.load import Ticks

_WARM_UP_S, _TRIAL_S = 2.0, 4.0
# In the first seconds a codec opens and sprites are converted; who loses so many afterwards is watched no longer.
_HOPELESS_S, _HOPELESS_SHARE = 1.0, 0.25
_MOST_LOST = 0.05
# What is left must do for layouts, cards that move, the window, and everything else on this computer.
_MOST_CPU, _MOST_BUSY = 0.8, 0.75


@dataclass(frozen=True, slots=True)
class Effort:
    """So far: frames due and lost of both programmes, CPU seconds of this process, shares of the ticks' time that were
    used (`busy`, added up over `ticks`)."""

    frames: Ticks
    cpu_s: float
    busy: float
    ticks: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """`reason`: what was measured, in figures that need no language; empty when both can be carried."""

    reason: str = ""

    @property
    def is_carried(self) -> bool:
        return not self.reason


class Trial:
    """Told several times a second how both fare; says nothing until it knows."""

    def __init__(self, now_s: float, fps: int, cores: int) -> None:
        self._began_s = now_s
        self._fps = fps
        self._cores = cores
        self._first: tuple[float, Effort] | None = None

    def look(self, now_s: float, effort: Effort) -> Verdict | None:
        if now_s - self._began_s < _WARM_UP_S:
            return None
        if self._first is None:
            self._first = (now_s, effort)
            return None
        since_s, before = self._first
        lost = (effort.frames.lost - before.frames.lost) / max(1, effort.frames.due - before.frames.due)
        if now_s - since_s >= _HOPELESS_S and lost >= _HOPELESS_SHARE:
            return Verdict(self._late(lost))
        if now_s - since_s < _TRIAL_S:
            return None
        cpu = (effort.cpu_s - before.cpu_s) / (now_s - since_s) / self._cores
        busy = (effort.busy - before.busy) / max(1, effort.ticks - before.ticks)
        if lost > _MOST_LOST:
            return Verdict(self._late(lost))
        if cpu > _MOST_CPU or busy > _MOST_BUSY:
            return Verdict(f"CPU {min(100, round(max(cpu, busy) * 100))} %")
        return Verdict()

    def _late(self, lost: float) -> str:
        return f"{min(self._fps - 1, round(self._fps * (1 - lost)))}/{self._fps} fps"
