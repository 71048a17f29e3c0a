"""Tries, lowers and gives up the second programme, so that the first one never has to give way to it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.fault import Fault, FaultCode
from app.engine import stats
from app.engine.canvas_messages import WHERE
from app.engine.program import Program
from app.engine.rate.governor import Governor
from app.engine.rate.line import Line
from app.engine.rate.load import Ticks
from app.engine.rate.notice import Notice
from app.engine.rate.rung import Aim, words_of
from app.engine.rate.trial import Effort, Trial
from app.engine.second import Second
from app.engine.second_canvas import SecondCanvas

# Looks, four seconds of them: a codec that fails is opened anew within half a second, and what stands still for longer
# does not come back by itself.
_LOOKS_OF_HANGING = 40


@dataclass(slots=True)
class _Watched:
    """One second programme under judgement."""

    second: Second
    governor: Governor
    trial: Trial | None
    aim: Aim | None = None
    handed_on: int = 0
    still: int = 0


class SecondRegulator:
    """Used by the regulator, under its lock. `cores` are those that this process may use."""

    def __init__(
        self,
        canvas: SecondCanvas,
        lines: Callable[[], tuple[Line, ...]],
        on_fault: Callable[[Fault], None],
        on_cleared: Callable[[str], None],
        cpu_s: Callable[[], float] = stats.cpu_s,
        cores: int = 0,
    ) -> None:
        self._canvas = canvas
        self._lines = lines
        self._on_fault = on_fault
        self._on_cleared = on_cleared
        self._cpu_s = cpu_s
        self._cores = cores or _cores()
        self._watched: _Watched | None = None
        self._notice = Notice("second-picture", FaultCode.SECOND_PICTURE_LOWERED)

    def look(self, now_s: float, program: Program) -> Governor | None:
        """Of the second programme that runs: then the computer's overload is its affair, and not the first one's."""
        second = program.second
        watched = self._watched
        if second is None:
            if watched is not None:
                self._watched = None
                self._tell(self._notice.end())
            return None
        if watched is None or watched.second is not second:
            watched = self._watched = self._begun(now_s, second)
        frames = program.ticks()
        frames = Ticks(frames.due, frames.lost + second.dropped)
        if fault := self._judged(now_s, watched, frames):
            self._canvas.lose(program, second, fault)
        return watched.governor

    def _begun(self, now_s: float, second: Second) -> _Watched:
        fps = second.configure.fps
        trial = Trial(now_s, fps, self._cores) if second.is_on_trial else None
        return _Watched(second, Governor(second.configure, may_give_up=True), trial)

    def _judged(self, now_s: float, watched: _Watched, frames: Ticks) -> Fault | None:
        """Why it must go, or nothing."""
        second, governor = watched.second, watched.governor
        watched.still = watched.still + 1 if second.handed_on == watched.handed_on else 0
        watched.handed_on = second.handed_on
        if watched.still >= _LOOKS_OF_HANGING:
            return Fault(FaultCode.SECOND_PICTURE_GIVEN_UP, WHERE)
        if watched.trial:
            verdict = watched.trial.look(now_s, Effort(frames, self._cpu_s(), second.busy, second.ticks))
            if verdict and not verdict.is_carried:
                return Fault(FaultCode.SECOND_PICTURE_REFUSED, WHERE, detail=verdict.reason)
            if verdict:
                watched.trial = None
                self._canvas.carry(second)
        # What is tried is the whole picture: one that was lowered meanwhile would prove nothing.
        aim = governor.look(now_s, self._lines(), Ticks() if watched.trial else frames)
        if governor.is_spent:
            return Fault(FaultCode.SECOND_PICTURE_GIVEN_UP, WHERE)
        if aim != watched.aim:
            watched.aim = aim
            second.set_aim(aim)
        if governor.wants_key_frame:
            second.want_key_frame()
        is_less = governor.is_line_narrow or governor.is_overloaded
        self._tell(self._notice.look(now_s, is_less, words_of(aim, second.configure)))
        return None

    def _tell(self, news: Fault | str | None) -> None:
        if isinstance(news, Fault):
            self._on_fault(news)
        elif news:
            self._on_cleared(news)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
