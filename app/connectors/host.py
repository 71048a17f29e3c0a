"""Runs all connectors of a show beside the window, each in a thread of its own."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from app.connectors.connector import Context, Kind
from app.connectors.loop import Loop
from app.connectors.runner import ConnectorHealth, Runner, Timing
from app.connectors.storage import Append
from app.domain.fault import Fault

STOP_WITHIN_S = 3.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One connector of a show: what it is and what it gets. `context.name` is its name."""

    kind: Kind
    context: Context


class ConnectorHost:
    """The connectors of one show: one thread and asyncio loop each, named `connector-NAME`.

    Nothing of a connector runs on the loop of the window, so that one that is slow, hung or flooded can delay neither
    a click nor another connector. `on_fault(where, fault)` is called in a connector's thread when its trouble changes;
    None: mended. `last_cursor(name)` reads the stored cursor, in that thread, when it starts.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        append: Append,
        last_cursor: Callable[[str], str | None],
        on_fault: Callable[[str, Fault | None], None],
        timing: Timing | None = None,
    ) -> None:
        self._threads = [
            _ConnectorThread(entry, append, last_cursor, on_fault, timing or Timing()) for entry in entries
        ]

    def start(self) -> None:
        """Returns at once; call it once."""
        for thread in self._threads:
            thread.start()

    def health(self) -> tuple[ConnectorHealth, ...]:
        """How each connector is, in the order of the entries; from any thread."""
        return tuple(thread.runner.health for thread in self._threads)

    def retry_now(self) -> None:
        """Every connector that waits after a failure tries again at once; from any thread."""
        for thread in self._threads:
            thread.retry_now()

    def stop(self, deadline_s: float = STOP_WITHIN_S) -> tuple[str, ...]:
        """Ends all connectors; returns the names of those that did not end in time and were left behind."""
        for thread in self._threads:
            thread.cancel()
        until = time.monotonic() + deadline_s
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        left = tuple(thread.runner.health.name for thread in self._threads if thread.is_alive())
        for name in left:
            _log.error("connector:%s did not stop in %.1f s and is left behind", name, deadline_s)
        return left


class _ConnectorThread:
    """The thread and loop of one runner. A daemon: a connector that hangs must not keep the program from ending."""

    def __init__(
        self,
        entry: Entry,
        append: Append,
        last_cursor: Callable[[str], str | None],
        on_fault: Callable[[str, Fault | None], None],
        timing: Timing,
    ) -> None:
        self._loop = Loop()
        self._loop.set_exception_handler(_log_trouble)
        self.runner = Runner(
            entry.kind,
            entry.context,
            append=append,
            last_cursor=last_cursor,
            on_fault=on_fault,
            timing=timing,
        )
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name=f"connector-{entry.context.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def cancel(self) -> None:
        if self._thread.ident is None:
            self._loop.close()
        self._call(self._cancel)

    def retry_now(self) -> None:
        self._call(self.runner.retry_now)

    def join(self, seconds: float) -> None:
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def _call(self, what: Callable[[], object]) -> None:
        try:
            self._loop.call_soon_threadsafe(what)
        except RuntimeError:
            return  # The loop is closed: the connector has ended, so there is nothing to tell it.

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _run(self) -> None:
        try:
            self._task = self._loop.create_task(self.runner.run())
            self._loop.run_until_complete(asyncio.wait((self._task,)))
            self._loop.run_until_complete(_quiet(self._loop))
        finally:
            self._loop.close()


async def _quiet(loop: asyncio.AbstractEventLoop) -> None:
    """Lets what is being closed be closed: a transport frees its socket a turn of the loop later."""
    await loop.shutdown_asyncgens()
    for _ in range(3):
        await asyncio.sleep(0)


def _log_trouble(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What asyncio has to say, without the error's own text, which may quote a viewer."""
    error = context.get("exception")
    _log.error("in a connector's loop: %s (%s)", context.get("message", ""), type(error).__name__)
