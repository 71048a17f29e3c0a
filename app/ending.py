"""The end of a console's show, with a window or without: when it is due, off the air in order, the report."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from app import report
from app.composition import Parts
from app.domain.clock import Clock
from app.engine import stats
from app.snapshot import ShowPhase, Snapshot

_FIRST_FRAME_WITHIN_NS = 30_000_000_000
CLOSE_WITHIN_S = 5.0


class Due:
    """When it is over: somebody asked, or `seconds` have gone by since the first frame, of the preview until a show has
    its own.

    Without anybody who could see it (`is_unseen`) also when there is no frame at all; `could_not` says so then.
    `was_live`: a destination took the stream, if only for a moment.
    """

    def __init__(self, seconds: float | None, clock: Clock, *, is_unseen: bool) -> None:
        self.could_not = ""
        self.was_live = False
        self._seconds = seconds
        self._clock = clock
        self._is_unseen = is_unseen
        self._is_asked = False
        self._began_ns = clock.monotonic_ns()
        self._first_ns: int | None = None

    def ask(self) -> None:
        """Safe in a signal's handler."""
        self._is_asked = True

    def is_due(self, snapshot: Snapshot) -> bool:
        """Asked with each snapshot."""
        now_ns = self._clock.monotonic_ns()
        self.was_live = self.was_live or snapshot.was_live
        self._look(snapshot, now_ns)
        if self._is_unseen and self._first_ns is None and now_ns - self._began_ns > _FIRST_FRAME_WITHIN_NS:
            self.could_not = "the engine gave no picture; its log says why"
        return self._is_asked or bool(self.could_not) or self._has_run(now_ns)

    def _look(self, snapshot: Snapshot, now_ns: int) -> None:
        since_s, health = snapshot.state.programme_since_s, snapshot.health
        if since_s is not None and snapshot.phase is not ShowPhase.ENDED:
            self._first_ns = now_ns - round((snapshot.at_s - since_s) * 1e9)
        elif self._first_ns is None and health is not None and health.frames.encoded:
            self._first_ns = now_ns

    def _has_run(self, now_ns: int) -> bool:
        if self._seconds is None or self._first_ns is None:
            return False
        return now_ns - self._first_ns >= self._seconds * 1e9


def end(parts: Parts, sleep: Callable[[float], None] = time.sleep) -> None:
    """Off air, engine flushed, log closed; then the figures are final. Blocks, since nothing is left to be shown.

    The engine does not wait for the log: a disk or a connector that hangs keeps no camera and no process on the air.
    """
    parts.show.end_live()
    parts.engine.finish()
    until_ns = parts.clock.monotonic_ns() + CLOSE_WITHIN_S * 1e9
    while not parts.show.is_closed() and parts.clock.monotonic_ns() < until_ns:
        parts.show.tick()
        sleep(0.01)
    parts.close(CLOSE_WITHIN_S)
    parts.show.tick()


def write_report(parts: Parts, folder: Path, loop_late_ms: Mapping[str, float]) -> str:
    """Why there is no report of the latest show, or an empty text; nothing is written when there was no show."""
    if parts.show.broadcast is None:
        return ""
    processes: dict[str, Mapping[str, object]] = {
        "console": {**stats.figures(), "loop_late_ms": loop_late_ms},
        "engine": report.engine_figures(parts.programme),
    }
    head = parts.store.chain_head() if parts.store else ""
    state, faults = parts.show.broadcast.state, parts.faults.all()
    figures = report.report(parts.programme, state, head, processes, faults)
    try:
        report.write(folder, figures)
    except OSError as error:
        return f"the report could not be written: {error.strerror}; the show was ended"
    return ""
