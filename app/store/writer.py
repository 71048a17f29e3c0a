"""The one thread that writes a database: gathers drafts for 20 ms, commits them as one group, then tells."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, ProgrammingError, SQLAlchemyError

from app.domain.facts import Event, Outcome
from app.domain.fault import Fault, FaultCode
from app.domain.totals import Totals
from app.store import queries
from app.store.codec import CodecError
from app.store.database import READING, reason, settle
from app.store.group import Group, begun
from app.store.job import Job, Ready, is_one_of, ready_of, refuse
from app.store.trouble import StoreError

GATHER_S = 0.02
ENOUGH_IN_GROUP = 64
MOST_IN_GROUP = 2_000
MOST_WAITING = 20_000
MOST_KEPT = 10_000
TOTALS_EVERY_S = 0.1
TOTALS_SHARE = 0.2
RETRY_S = 1.0
_IDLE_S = 5.0
# The database is well, the rows are not: waiting would not help them.
_POISON = (DataError, IntegrityError, InterfaceError, ProgrammingError)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What one commit added; `totals` are the counter's query at `totals_at`."""

    events: tuple[Event, ...]
    totals: Totals
    totals_at: str


@dataclass(frozen=True, slots=True)
class _Unsure:
    """A commit that was asked for and not answered well: the database has all of it or nothing."""

    group: Group
    jobs: tuple[Job, ...]


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
        self._door = threading.Lock()
        self._waiting = 0
        self._is_closed = False
        self._is_troubled = False
        self._unsure: _Unsure | None = None
        with engine.connect().execution_options(**READING) as connection:
            self.head = queries.head(connection)
            self._totals = queries.totals(connection, self.head.show_id)
        self._totals_at = utc_now()
        self._totals_due_s = 0.0
        self._are_totals_old = False
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    def put(self, job: Job) -> None:
        """Never blocks: what comes after the end, or while `MOST_WAITING` drafts wait, is refused at once."""
        with self._door:
            is_welcome = not self._is_closed and self._waiting + len(job.drafts) <= MOST_WAITING
            if is_welcome:
                self._waiting += len(job.drafts)
                self._jobs.put(job)
        if is_welcome:
            return
        if job.future is None:
            self._lost += len(job.drafts)
        why = (
            "the database is closed" if self._is_closed else "too much waits for the database; send it again"
        )
        refuse(job, StoreError(why))

    def stop(self, deadline_s: float) -> bool:
        """Writes what waits and ends; False when the deadline passed first."""
        with self._door:
            self._is_closed = True
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
        if self._kept:
            _log.error("%d entries of the log could not be written before the end", len(self._kept))

    def _gathered(self) -> tuple[list[Job], bool]:
        """Waits for work, then up to 20 ms for more unless it is enough already; True when the writer shall end."""
        jobs: list[Job] = []
        drafts = 0
        until = time.monotonic() + self._patience_s()
        while drafts < MOST_IN_GROUP:
            try:
                wait_s = 0.0 if drafts >= ENOUGH_IN_GROUP else max(0.0, until - time.monotonic())
                job = self._jobs.get(timeout=wait_s)
            except queue.Empty:
                break
            if job is None:
                return jobs, True
            until = until if jobs else time.monotonic() + GATHER_S
            jobs.append(job)
            drafts += len(job.drafts)
            with self._door:
                self._waiting -= len(job.drafts)
        return jobs, False

    def _patience_s(self) -> float:
        if self._are_totals_old:
            return TOTALS_EVERY_S
        return RETRY_S if self._kept else _IDLE_S

    def _written(self, jobs: Sequence[Job]) -> tuple[Event, ...]:
        """One transaction; futures are answered after the commit, with the error when there was none.

        What the database refuses for its content is found by writing job by job, and fails alone.
        """
        ready = [one for job in jobs if (one := ready_of(job)) is not None]
        if not ready:
            return ()
        before: tuple[Event, ...] = ()
        try:
            before, ready = self._sure_again(ready)
            if not ready:
                return before
            group, outcomes = self._commit(ready)
        except _POISON as error:
            return before + self._apart(ready, error)
        except (SQLAlchemyError, OSError) as error:
            self._fail([one.job for one in ready], error)
            return before
        except Exception as bug:  # noqa: BLE001  # a bug in one draft must not end the log of the whole show
            return before + self._apart(ready, bug)
        self.head = group.head
        self._are_totals_old |= group.has_orders
        self._mend()
        for one, answer in zip(ready, outcomes, strict=True):
            if one.job.future is not None and one.job.future.set_running_or_notify_cancel():
                one.job.future.set_result(answer)
        return before + tuple(group.events)

    def _sure_again(self, ready: list[Ready]) -> tuple[tuple[Event, ...], list[Ready]]:
        """After a commit whose outcome is not known, asks the database where its log ends, and answers with what was
        written by it after all and what is left to write.

        What can be read may not be on the disk yet, so it is put there first. One group is one transaction and nobody
        else writes, so the hash at the end says whether the whole group is there: what had no key, and could not be
        told from its own copy, is not written a second time.
        """
        unsure = self._unsure
        if unsure is None:
            return (), ready
        settle(self._engine)
        with self._engine.connect().execution_options(**READING) as connection:
            self.head = queries.head(connection)
        self._unsure = None
        if self.head.hash != unsure.group.head.hash:
            return (), ready
        self._kept = deque(job for job in self._kept if not is_one_of(job, unsure.jobs))
        self._are_totals_old |= unsure.group.has_orders
        self._mend()
        return tuple(unsure.group.events), [one for one in ready if not is_one_of(one.job, unsure.jobs)]

    def _mend(self) -> None:
        if self._is_troubled:
            self._is_troubled = False
            self._report(None)

    def _apart(self, ready: Sequence[Ready], error: Exception) -> tuple[Event, ...]:
        if len(ready) > 1:
            return tuple(event for one in ready for event in self._written([one.job]))
        # Neither the error's words nor its trace: both quote the row.
        _log.error("a fact was refused by the database (%s)", type(error).__name__)
        refuse(ready[0].job, CodecError(f"the database refuses it ({type(error).__name__})"))
        return ()

    def _commit(self, ready: Sequence[Ready]) -> tuple[Group, list[tuple[Outcome, ...]]]:
        with self._engine.begin() as connection:
            drafts = [one.draft for each in ready for one in each.drafts]
            group = begun(connection, self.head, self._utc_now(), drafts)
            outcomes = [tuple([group.take(draft) for draft in one.drafts]) for one in ready]
            cursors = {
                one.job.connector: one.job.cursor
                for one in ready
                if one.job.connector and one.job.cursor is not None
            }
            group.write(connection, cursors)
            self._unsure = _Unsure(group, tuple(one.job for one in ready))
        self._unsure = None
        return group, outcomes

    def _fail(self, jobs: Sequence[Job], error: Exception) -> None:
        words = reason(error)
        _log.error("the database cannot be written: %s", words)
        code = FaultCode.DISK_FULL if "disk is full" in words else FaultCode.STORE_FAILED
        self._is_troubled = True
        for job in jobs:
            if job.future is not None:
                refuse(job, StoreError(words))
            elif len(self._kept) < MOST_KEPT:
                self._kept.append(job)
            else:
                self._lost += 1
        detail = f"{words}; {self._lost} entries of the log are lost" if self._lost else words
        self._report(Fault(code, "store", retrying=True, detail=detail))

    def _report(self, fault: Fault | None) -> None:
        try:
            self._on_trouble(fault)
        except Exception:  # noqa: BLE001  # the writer outlives whoever listens
            _log.exception("who hears of the database's trouble failed")

    def _tell(self, events: tuple[Event, ...], *, is_last: bool) -> None:
        """The counter's query runs at most ten times a second, but always once after the last order."""
        if self._are_totals_old and (is_last or time.monotonic() >= self._totals_due_s):
            self._count()
        committed = Committed(events=events, totals=self._totals, totals_at=self._totals_at)
        for callback in self.subscribers:
            try:
                callback(committed)
            except Exception:  # noqa: BLE001  # the writer outlives whoever listens
                _log.exception("who listens to the log failed")

    def _count(self) -> None:
        """Asks for the totals; a long query is asked less often, so that it takes a fifth of the time at most."""
        began_s = time.monotonic()
        try:
            with self._engine.connect().execution_options(**READING) as connection:
                self._totals = queries.totals(connection, self.head.show_id)
            self._totals_at, self._are_totals_old = self._utc_now(), False
        except SQLAlchemyError as error:
            _log.error("the totals could not be read: %s", reason(error))
        now_s = time.monotonic()
        self._totals_due_s = began_s + max(TOTALS_EVERY_S, (now_s - began_s) / TOTALS_SHARE)
