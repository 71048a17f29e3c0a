"""Keeps the encoder at what uplinks and computer can take, and tells when the picture is less than was asked for."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.domain.fault import Fault, FaultCode
from app.engine.figures import UplinkFigures
from app.engine.rate.governor import Governor
from app.engine.rate.line import Line
from app.engine.rate.load import Ticks
from app.engine.rate.notice import Notice
from app.engine.rate.rung import Aim, words_of
from app.engine.rate.total import Total

if TYPE_CHECKING:
    from app.engine.messages import Configure
    from app.engine.program import Program

Beside = Callable[[float, "Program"], Governor | None]

LOOK_S = 0.1
_STOP_S = 1.0
_log = logging.getLogger(__name__)


class Regulator:
    """Looks ten times a second on its own thread, `rate`; `begin` and `stop` belong to the control thread."""

    def __init__(
        self,
        lines: Callable[[], tuple[Line, ...]],
        on_fault: Callable[[Fault], None],
        on_cleared: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
        second: Beside | None = None,
    ) -> None:
        """`second` judges the second programme, and gives its governor, if there is one."""
        self._lines = lines
        self._on_fault = on_fault
        self._on_cleared = on_cleared
        self._clock = clock
        self._second = second
        self._excused = self._seen = 0
        self._lock = threading.Lock()
        self._running: tuple[Program, Governor, Configure] | None = None
        self._aim: Aim | None = None
        self._total = Total()
        self._upload = Notice("upload", FaultCode.PICTURE_LOWERED)
        self._computer = Notice("computer", FaultCode.ENCODER_OVERLOADED)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rate", daemon=True)

    @property
    def uplink(self) -> UplinkFigures:
        """Of this programme; from any thread."""
        return self._total.figures

    def start(self) -> None:
        self._thread.start()

    def begin(self, program: Program | None, configure: Configure | None) -> None:
        """Another programme, at its full picture; None: there is none."""
        with self._lock:
            self._aim = None
            self._excused = self._seen = 0
            self._total = Total() if program else self._total
            self._running = (program, Governor(configure), configure) if program and configure else None

    def stop(self) -> None:
        self._is_over.set()
        if self._thread.is_alive():
            self._thread.join(_STOP_S)

    def _run(self) -> None:
        while not self._is_over.wait(LOOK_S):
            try:
                with self._lock:
                    self.look()
            except Exception:  # noqa: BLE001  # a show whose rate stands still is better than one without sound
                _log.exception("the rate could not be looked at")

    def look(self) -> None:
        """One look; public for tests."""
        if not self._running:
            return
        program, governor, configure = self._running
        now_s = self._clock()
        beside = self._second(now_s, program) if self._second else None
        aim = governor.look(now_s, self._lines(), self._ticks(program, is_alone=beside is None))
        if aim != self._aim:
            self._aim = aim
            program.set_aim(aim)
        if governor.wants_key_frame:
            program.want_key_frame()
        is_narrow = governor.is_line_narrow
        self._add_up(now_s, [governor, beside] if beside else [governor])
        self._tell(self._upload.look(now_s, is_narrow, words_of(aim, configure)))
        self._tell(self._computer.look(now_s, governor.is_overloaded, ""))

    def _add_up(self, now_s: float, governors: Sequence[Governor]) -> None:
        """Destinations of either picture share one upload."""
        live = [one for one in governors if one.need_kbps]
        carried = [one.carried_kbps for one in live if one.carried_kbps is not None]
        self._total.look(
            now_s,
            sum(one.need_kbps for one in live),
            sum(carried) if live and len(carried) == len(live) else None,
            is_narrow=any(one.is_line_narrow for one in live),
        )

    def _ticks(self, program: Program, *, is_alone: bool) -> Ticks:
        """What the first programme loses while there is a second one shall not lower it: the second one goes first."""
        ticks = program.ticks()
        if not is_alone:
            self._excused = ticks.lost - self._seen
        self._seen = ticks.lost - self._excused
        return Ticks(ticks.due, self._seen)

    def _tell(self, news: Fault | str | None) -> None:
        if isinstance(news, Fault):
            self._on_fault(news)
        elif news:
            self._on_cleared(news)
