"""The one thread that writes a database: gathers drafts for 20 ms, commits them as one group, then tells."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.domain.facts import Draft, Event, Outcome
from app.domain.fault import Fault, FaultCode
from app.domain.totals import Totals
from app.store import queries
from app.store.codec import CodecError
from app.store.database import StoreError, reason
from app.store.group import Group, begun

GATHER_S = 0.02
MOST_IN_GROUP = 2_000
MOST_KEPT = 10_000
TOTALS_EVERY_S = 0.1
RETRY_S = 1.0
_IDLE_S = 5.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What one commit added; `totals` are the counter's query at `totals_at`."""

    events: tuple[Event, ...]
    totals: Totals
    totals_at: str


@dataclass(frozen=True, slots=True)
class Job:
    """Drafts that wait for one commit. Without a future nobody waits, and they are tried again on trouble."""

    drafts: tuple[Draft, ...]
    connector: str = ""
    cursor: str | None = None
    future: Future[tuple[Outcome, ...]] | None = None


@dataclass(frozen=True, slots=True)
class _Done:
    """A job's fate, told after the commit."""

    job: Job
    outcomes: tuple[Outcome, ...] = ()
    error: CodecError | None = None


class Writer:
    """Owns the engine's writing. `put` is safe from any thread; `subscribers` are called in the writer's thread."""

    def __init__(
        self, engine: Engine, utc_now: Callable[[], str], on_trouble: Callable[[Fault | None], None]
    ) -> None:
        self.subscribers: list[Callable[[Committed], None]] = []
        self._engine = engine
        self._utc_now = utc_now
        self._on_trouble = on_trouble
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._kept: deque[Job] = deque()
        self._lost = 0
        self._is_troubled = False
        with engine.connect() as connection:
            self.head = queries.head(connection)
            self._totals = queries.totals(connection, self.head.show_id)
        self._totals_at = utc_now()
        self._totals_read_s = -TOTALS_EVERY_S
        self._are_totals_old = False
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def put(self, job: Job) -> None:
        self._jobs.put(job)

    def stop(self, deadline_s: float) -> bool:
        """Writes what waits and ends; False when the deadline passed first."""
        self._jobs.put(None)
        self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        is_last = False
        while not is_last:
            jobs, is_last = self._gathered()
            jobs = [*self._kept, *jobs]
            self._kept.clear()
            events = self._written(jobs) if jobs else ()
            if events or self._are_totals_old:
                self._tell(events, is_last=is_last)

    def _gathered(self) -> tuple[list[Job], bool]:
        """Waits for work, then up to 20 ms for more of it; True when the writer shall end."""
        jobs: list[Job] = []
        drafts = 0
        until = time.monotonic() + self._patience_s()
        while drafts < MOST_IN_GROUP:
            try:
                job = self._jobs.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            until = until if jobs else time.monotonic() + GATHER_S
            jobs.append(job)
            drafts += len(job.drafts)
        return jobs, False

    def _patience_s(self) -> float:
        if self._are_totals_old:
            return TOTALS_EVERY_S
        return RETRY_S if self._kept else _IDLE_S

    def _written(self, jobs: Sequence[Job]) -> tuple[Event, ...]:
        """One transaction; futures are answered after the commit, with the error when there was none."""
        try:
            group, done = self._commit(jobs)
        except (SQLAlchemyError, OSError) as error:
            self._fail(jobs, error)
            return ()
        self.head = group.head
        self._are_totals_old |= group.has_orders
        if self._is_troubled:
            self._is_troubled = False
            self._on_trouble(None)
        for one in done:
            _answer(one)
        return tuple(group.events)

    def _commit(self, jobs: Sequence[Job]) -> tuple[Group, list[_Done]]:
        with self._engine.begin() as connection:
            drafts = [draft for job in jobs for draft in job.drafts]
            group = begun(connection, self.head, self._utc_now(), drafts)
            done = [_taken(group, job) for job in jobs]
            cursors = {
                one.job.connector: one.job.cursor
                for one in done
                if one.job.connector and one.job.cursor is not None and one.error is None
            }
            group.write(connection, cursors)
        return group, done

    def _fail(self, jobs: Sequence[Job], error: Exception) -> None:
        words = reason(error)
        _log.error("the database cannot be written: %s", words)
        code = FaultCode.DISK_FULL if "disk is full" in words else FaultCode.STORE_FAILED
        self._is_troubled = True
        for job in jobs:
            if job.future is not None:
                job.future.set_exception(StoreError(words))
            elif len(self._kept) < MOST_KEPT:
                self._kept.append(job)
            else:
                self._lost += 1
        detail = f"{words}; {self._lost} entries of the log are lost" if self._lost else words
        self._on_trouble(Fault(code, "store", retrying=True, detail=detail))

    def _tell(self, events: tuple[Event, ...], *, is_last: bool) -> None:
        """The counter's query runs at most ten times a second, but always once after the last order."""
        now = time.monotonic()
        if self._are_totals_old and (is_last or now - self._totals_read_s >= TOTALS_EVERY_S):
            try:
                with self._engine.connect() as connection:
                    self._totals = queries.totals(connection, self.head.show_id)
                self._totals_at, self._totals_read_s, self._are_totals_old = self._utc_now(), now, False
            except SQLAlchemyError:
                _log.exception("the totals could not be read")
                self._totals_read_s = now
        committed = Committed(events=events, totals=self._totals, totals_at=self._totals_at)
        for callback in self.subscribers:
            callback(committed)


def _taken(group: Group, job: Job) -> _Done:
    """A job that cannot be stored fails alone; the drafts of it that came first stay, as with two jobs."""
    try:
        return _Done(job, tuple([group.take(draft) for draft in job.drafts]))
    except CodecError as error:
        return _Done(job, error=error)


def _answer(done: _Done) -> None:
    future = done.job.future
    if done.error is not None:
        _log.error("a fact was refused: %s", done.error)
    if future is None or not future.set_running_or_notify_cancel():
        return
    if done.error is not None:
        future.set_exception(done.error)
    else:
        future.set_result(done.outcomes)
