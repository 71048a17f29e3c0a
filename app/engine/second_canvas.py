"""Whether there is a second programme: as the console asks, until this computer cannot carry it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from msgspec import structs

from app.domain.fault import Fault
from app.engine.canvas_messages import WHERE, SetSecondCanvas
from app.engine.messages import Configure
from app.engine.planes import Planes
from app.engine.program import Program
from app.engine.second import Second, SecondOutlets, canvas_of
from app.engine.tag import Tag

_STOP_S = 0.5
_log = logging.getLogger(__name__)


class Takers(Protocol):
    """Those who get what is encoded."""

    def offer_second(self, tag: Tag) -> None: ...

    def set_second(self, is_there: bool) -> None: ...


class SecondCanvas:
    """`choose` and `begin` belong to the control thread, `lose` and `carry` to the one that judges.

    What was carried once is not tried again by the next programme, and what was lost not begun, until the console takes
    it away and asks once more. An engine that takes another one's place hears of both from the console.
    """

    def __init__(
        self,
        publisher: Takers,
        on_frame: Callable[[Planes, int], None],
        on_fault: Callable[[Fault], None],
        on_cleared: Callable[[str], None],
    ) -> None:
        self._publisher = publisher
        self._on_frame = on_frame
        self._on_fault = on_fault
        self._on_cleared = on_cleared
        self._lock = threading.Lock()
        self._wanted = SetSecondCanvas()
        self._running: Second | None = None
        self._is_carried = self._is_lost = False

    def choose(self, wanted: SetSecondCanvas, program: Program | None, configure: Configure | None) -> bool:
        """Whether a second programme has begun, which knows no sprite yet."""
        with self._lock:
            asked = structs.replace(wanted, is_carried=False, lost=None)
            if asked == self._wanted:
                return False
            self._wanted = asked
            self._is_carried, self._is_lost = wanted.is_carried, wanted.lost is not None
            if program:
                self._end(program)
            self._on_cleared(WHERE)
            if lost := wanted.lost:
                self._on_fault(Fault(lost.code, lost.where, retrying=lost.retrying, detail=lost.detail))
        return self.begin(program, configure)

    def begin(self, program: Program | None, configure: Configure | None) -> bool:
        """With another first programme, as it was asked for."""
        with self._lock:
            wanted = self._wanted
            is_due = wanted.width > 0 and not self._is_lost
            self._running = None
            self._publisher.set_second(is_due)
            if not (is_due and program and configure):
                return False
            mine = structs.replace(
                configure, width=wanted.width, height=wanted.height, video_kbps=wanted.video_kbps
            )
            outlets = SecondOutlets(
                on_tag=self._publisher.offer_second,
                on_frame=self._on_frame,
                on_fault=self._on_fault,
                on_cleared=self._on_cleared,
            )
            view = program.scenery.other_view(canvas_of(mine))
            program.second = self._running = Second(mine, view, outlets, is_on_trial=not self._is_carried)
            return True

    def want_key_frame(self) -> None:
        """From any thread; without a second programme nothing happens."""
        if running := self._running:
            running.want_key_frame()

    def carry(self, second: Second) -> None:
        """The trial is over, and both go on."""
        _log.info("both canvases can be carried")
        second.is_on_trial = False
        self._is_carried = True

    def lose(self, program: Program, second: Second, fault: Fault) -> None:
        """Its destinations get the first picture from the next key frame on."""
        with self._lock:
            if program.second is not second:
                return
            _log.warning("the second canvas ends: %s %s", fault.code, fault.detail)
            self._is_lost = True
            self._end(program)
            # In here: one that is asked for anew waits for it, and its answer comes behind this word.
            self._on_fault(fault)

    def _end(self, program: Program) -> None:
        second, program.second, self._running = program.second, None, None
        program.scenery.leave_other_view()
        if second:
            # First it falls silent: none of its pictures may follow the headers of the first programme.
            second.stop(_STOP_S)
        self._publisher.set_second(False)
        if second:
            for where in ("second-encoder", "second-encoder-choice"):
                self._on_cleared(where)
