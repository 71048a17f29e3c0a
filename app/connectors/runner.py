"""Keeps one connector going: draws its batches, has them stored, and starts it again after every trouble."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from random import SystemRandom

from app.connectors.connector import Batch, Connector, Context, Kind
from app.connectors.recent import Recent
from app.connectors.storage import Append, Outcomes, Storage
from app.connectors.trouble import backoff_s, judged
from app.domain.facts import Draft, Outcome
from app.domain.fault import Fault, FaultCode

MOST_IN_FLIGHT = 32
STEADY_S = 30.0
LAST_ANSWERS_S = 0.5


class ConnectorPhase(enum.StrEnum):
    """What a connector is doing. ENDED: its source has no more; STOPPED: we stopped it."""

    STARTING = "starting"
    RUNNING = "running"
    WAITING = "waiting"
    ENDED = "ended"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorHealth:
    """How one connector is. `heard_at_s` is the clock's reading when it last spoke, or None; counts are of drafts."""

    name: str
    kind: str
    phase: ConnectorPhase = ConnectorPhase.STARTING
    heard_at_s: float | None = None
    stored: int = 0
    duplicates: int = 0
    restarts: int = 0
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Clock (monotonic seconds), sleep and chance (0 to 1), so that tests wait for nothing."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = SystemRandom().random


class Runner:
    """One connector in the loop that calls `run`; `health` may be read from any thread.

    A batch with `settle` has a sender that waits: many are stored at a time, in order, and a failure is told to the
    sender. Any other is stored before the next is drawn, again and again until the store takes it, so that a failing
    disk loses nothing and memory stays bounded.
    """

    def __init__(
        self,
        kind: Kind,
        context: Context,
        *,
        append: Append,
        last_cursor: Callable[[str], str | None],
        on_fault: Callable[[str, Fault | None], None],
        timing: Timing,
    ) -> None:
        self.health = ConnectorHealth(name=context.name, kind=kind.name)
        self._kind = kind
        self._context = context
        self._storage = Storage(append, context.name)
        self._last_cursor = last_cursor
        self._on_fault = on_fault
        self._timing = timing
        self._where = f"connector:{context.name}"
        self._recent = Recent()
        self._in_flight = asyncio.Semaphore(MOST_IN_FLIGHT)
        self._pending: set[asyncio.Future[Outcomes]] = set()
        self._wake = asyncio.Event()
        self._cursor: str | None = None
        self._failures = 0
        self._started_at_s = 0.0

    async def run(self) -> None:
        """Until the source ends or the task is cancelled."""
        connector: Connector | None = None
        try:
            while True:
                try:
                    if connector is None:
                        self._cursor = self._last_cursor(self._context.name)
                        connector = self._kind.open(self._context)
                    await self._follow(connector)
                except Exception as error:  # noqa: BLE001 - whatever a connector throws, it is started again
                    await self._recover(error)
                else:
                    self._mend()
                    self.health = replace(self.health, phase=ConnectorPhase.ENDED)
                    return
        finally:
            if self._pending:
                await asyncio.wait(self._pending, timeout=LAST_ANSWERS_S)
            if self.health.phase is not ConnectorPhase.ENDED:
                self.health = replace(self.health, phase=ConnectorPhase.STOPPED)

    def retry_now(self) -> None:
        """Ends the pause after a failure; from this loop only."""
        self._wake.set()

    async def _follow(self, connector: Connector) -> None:
        self._started_at_s = self._timing.clock()
        async with contextlib.aclosing(connector.batches(self._cursor)) as batches:
            async for batch in batches:
                self._heard()
                await self._take(batch)
                if batch.poll_after_s:
                    await self._timing.sleep(batch.poll_after_s)

    def _heard(self) -> None:
        self._mend()
        self.health = replace(self.health, phase=ConnectorPhase.RUNNING, heard_at_s=self._timing.clock())

    def _mend(self) -> None:
        if self.health.fault is not None:
            self.health = replace(self.health, fault=None)
            self._on_fault(self._where, None)

    async def _take(self, batch: Batch) -> None:
        keys: set[tuple[str, str]] = set()
        is_known = [self._is_known(draft, keys) for draft in batch.drafts]
        fresh = [draft for draft, known in zip(batch.drafts, is_known, strict=True) if not known]
        if not fresh and batch.cursor in (None, self._cursor):
            self._stored(batch, is_known, (), ())
        elif batch.settle is None:
            await self._store_surely(batch, is_known, fresh)
        else:
            await self._store_once(batch, is_known, fresh)

    def _is_known(self, draft: Draft, keys: set[tuple[str, str]]) -> bool:
        """Whether the draft is durable already, or was in this batch before; `keys` collects those of the batch."""
        key = (draft.source, draft.key)
        if not draft.key:
            return False
        if key in keys or key in self._recent:
            return True
        keys.add(key)
        return False

    async def _store_surely(self, batch: Batch, is_known: list[bool], fresh: list[Draft]) -> None:
        tries = 0
        while True:
            try:
                outcomes = await self._storage.submit(fresh, batch.cursor)
            except ValueError:
                fresh = await self._storage.storable(fresh)
            except Exception as error:  # noqa: BLE001 - whatever the database throws, the rows are kept
                tries += 1
                self._fail(Fault(FaultCode.STORE_FAILED, self._where, True, type(error).__name__))
                await self._pause(backoff_s(1.0, 10.0, tries, self._timing.chance))
            else:
                self._mend()
                self._stored(batch, is_known, fresh, outcomes)
                return

    async def _store_once(self, batch: Batch, is_known: list[bool], fresh: list[Draft]) -> None:
        await self._in_flight.acquire()
        future = self._storage.submit(fresh, batch.cursor)
        self._pending.add(future)

        def done(finished: asyncio.Future[Outcomes]) -> None:
            self._pending.discard(finished)
            self._in_flight.release()
            if finished.cancelled() or finished.exception() is not None:
                self._settle(batch, is_known, None)
            else:
                self._stored(batch, is_known, fresh, finished.result())

        future.add_done_callback(done)

    def _stored(
        self, batch: Batch, is_known: list[bool], fresh: Sequence[Draft], outcomes: Sequence[Outcome]
    ) -> None:
        for draft in fresh:
            if draft.key:
                self._recent.add((draft.source, draft.key))
        if batch.cursor is not None:
            self._cursor = batch.cursor
        accepted = sum(outcome is not Outcome.DUPLICATE for outcome in outcomes)
        self.health = replace(
            self.health,
            stored=self.health.stored + accepted,
            duplicates=self.health.duplicates + len(is_known) - accepted,
        )
        self._settle(batch, is_known, outcomes)

    @staticmethod
    def _settle(batch: Batch, is_known: list[bool], outcomes: Sequence[Outcome] | None) -> None:
        if batch.settle is None:
            return
        if outcomes is None:
            batch.settle(None)
            return
        rest = iter(outcomes)
        batch.settle(tuple(Outcome.DUPLICATE if known else next(rest) for known in is_known))

    async def _recover(self, error: Exception) -> None:
        has_lasted = self._timing.clock() - self._started_at_s > STEADY_S
        self._failures = 1 if has_lasted else self._failures + 1
        fault, pause_s = judged(error, self._where, self._failures, self._timing.chance)
        self._fail(fault)
        self.health = replace(self.health, phase=ConnectorPhase.WAITING, restarts=self.health.restarts + 1)
        await self._pause(pause_s)

    def _fail(self, fault: Fault) -> None:
        if fault != self.health.fault:
            self.health = replace(self.health, fault=fault)
            self._on_fault(self._where, fault)

    async def _pause(self, seconds: float) -> None:
        """Sleeps `seconds`, or until `retry_now`."""
        self._wake.clear()
        sleep = asyncio.ensure_future(self._timing.sleep(seconds))
        wake = asyncio.ensure_future(self._wake.wait())
        try:
            await asyncio.wait((sleep, wake), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sleep, wake):
                task.cancel()
