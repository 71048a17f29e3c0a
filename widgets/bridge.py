"""The one place where Qt meets the core: ticks the show, presents overlays, draws the window."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable
from typing import Protocol

from app.show import Show
from app.snapshot import Snapshot
from widgets.loop_delay import LoopDelay

TICK_S = 0.05
_log = logging.getLogger(__name__)


class Canvas(Protocol):
    """Whoever draws a snapshot: the window, the overlays' presenter."""

    def draw(self, snapshot: Snapshot) -> None: ...


class Bridge:
    """Twenty snapshots a second to everyone who draws, and one at once after each of the host's clicks."""

    def __init__(self, show: Show, *canvases: Canvas) -> None:
        self._show = show
        self._canvases = canvases
        self._last = Snapshot()
        self.delay = LoopDelay()
        self._wake = asyncio.Event()
        show.on_change = self._wake.set

    async def run(self, is_over: Callable[[Snapshot], bool]) -> None:
        """Returns after the first snapshot of which `is_over` is true. A bug in a drawing or a tick ends no show."""
        # What was built until now lives as long as the program: a full collection over it holds a turn up by 50 ms.
        gc.freeze()
        loop = asyncio.get_running_loop()
        self.delay.start()
        try:
            while not is_over(self._turn()):
                self._wake.clear()
                # `wait_for` would make a task and five calls of the loop for each turn, a third of an idle console.
                next_tick = loop.call_later(TICK_S, self._wake.set)
                await self._wake.wait()
                next_tick.cancel()
        finally:
            self.delay.stop()

    def _turn(self) -> Snapshot:
        snapshot = self._last = self._ticked()
        for canvas in self._canvases:
            try:
                canvas.draw(snapshot)
            except Exception:  # noqa: BLE001  # a bug anywhere in painting: the show goes on, the trace is kept
                _log.exception("%s could not draw", type(canvas).__name__)
        return snapshot

    def _ticked(self) -> Snapshot:
        """The last snapshot once more when a tick fails."""
        try:
            return self._show.tick()
        except Exception:  # noqa: BLE001  # a bug anywhere in the core: viewers still get the picture, the trace is kept
            _log.exception("a tick failed")
            return self._last
