"""The log of a show: facts in, durable events out, every projection in the same transaction."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from app.domain.facts import Draft, Event, Outcome
from app.domain.fault import Fault
from app.domain.order import OrderVersion
from app.domain.product import Product
from app.domain.state import ShowState
from app.store import queries
from app.store.codec import CodecError as CodecError
from app.store.database import READING, opened, reason
from app.store.job import Job
from app.store.lock import Lock
from app.store.queries import ShowRow
from app.store.trouble import StoreError as StoreError
from app.store.writer import Committed, Writer

R = TypeVar("R")
_log = logging.getLogger(__name__)


class Store:
    """One database and its writer. Every method is safe from any thread."""

    def __init__(self, path: Path, engine: Engine, lock: Lock, writer: Writer) -> None:
        self.path = path
        self._engine = engine
        self._lock = lock
        self._writer = writer

    @classmethod
    def open(
        cls, path: Path, *, utc_now: Callable[[], str], on_trouble: Callable[[Fault | None], None]
    ) -> Store:
        """Makes or opens the database at `path`; raises `StoreError` with one sentence for the person.

        `on_trouble` is called in the writer's thread when writing fails, and with None when it works again.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = Lock(path)
        except BlockingIOError:
            raise StoreError(f"{path}: another Storecast has this show open; close it first") from None
        except OSError as error:
            raise StoreError(f"{path}: cannot be written ({error.strerror}); choose another folder") from None
        try:
            engine = opened(path)
            return cls(path, engine, lock, Writer(engine, utc_now, on_trouble))
        except SQLAlchemyError as error:
            lock.release()
            raise StoreError(f"{path}: {reason(error)}") from None
        except StoreError:
            lock.release()
            raise

    def append(
        self, drafts: Sequence[Draft], *, connector: str = "", cursor: str | None = None
    ) -> Future[tuple[Outcome, ...]]:
        """Resolves after the commit, with an outcome a draft; `cursor` is stored in the same transaction.

        Order is kept. A stale order version is an event too, but changes no newest version; a duplicate adds nothing.
        Never blocks. The future raises `CodecError` when one of the drafts can never be stored (then none of them is;
        their neighbours in the same commit are), and `StoreError` when it may be tried again: the database cannot be
        written, is closed, or 20,000 drafts wait already. Who waits for the future before it sends more, as every
        connector does, never sees the latter.
        """
        future: Future[tuple[Outcome, ...]] = Future()
        self._writer.put(Job(tuple(drafts), connector, cursor, future))
        return future

    def record(self, draft: Draft) -> None:
        """Fire and forget, for the host's commands: never blocks, never raises; kept and tried again on trouble."""
        self._writer.put(Job((draft,)))

    def subscribe(self, callback: Callable[[Committed], None]) -> None:
        """Called in the writer's thread after each commit that added events, and when newer totals are known."""
        self._writer.subscribers.append(callback)

    def cursor(self, connector: str) -> str | None:
        """The connector's last stored cursor."""
        return self._read(lambda connection: queries.cursor(connection, connector))

    def latest_show(self) -> ShowRow | None:
        """The show that was opened last in this database."""
        return self._read(queries.latest_show)

    def replayed(self, products: Mapping[str, Product]) -> ShowState:
        """The latest show's state as its events tell it."""
        return self._read(lambda connection: queries.replayed(connection, products))

    def paid_orders(self) -> tuple[OrderVersion, ...]:
        """The paid orders of the latest show, without their buyers."""
        return self._read(
            lambda connection: tuple(queries.paid_orders(connection, self._writer.head.show_id))
        )

    def events(self, after_seq: int, limit: int) -> tuple[Event, ...]:
        """At most `limit` events after `after_seq`, oldest first."""
        return self._read(lambda connection: tuple(islice(queries.all_events(connection, after_seq), limit)))

    def chain_head(self) -> str:
        """The newest event's hash in hex. It stands in the report, since a log cannot see its own tail cut off."""
        return self._writer.head.hash.hex()

    def show_ids(self) -> tuple[str, ...]:
        """Every show of the database, newest first."""
        return self._read(queries.show_ids)

    def erase_personal(self, *, show_id: str = "", before: str = "", author_id: str = "") -> int:
        """Erases names and texts for good and returns how many rows; `verify` still holds. All that is given must fit.

        `before` is RFC 3339 in UTC: what was received earlier; `author_id` a platform's own id of one viewer, of
        whom comments go and deletions stay. Call it in a worker: it reads every personal row that fits.
        """
        chosen = queries.Erasure(show_id=show_id, before=before, author_id=author_id)
        rows = self._write(lambda connection: queries.erase_personal(connection, chosen))
        with self._engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return rows

    def close(self, deadline_s: float) -> None:
        """Writes what is waiting, then closes; what is left after the deadline is abandoned."""
        if not self._writer.stop(deadline_s):
            _log.error("the store did not close within %.1f s", deadline_s)
            return
        self._engine.dispose()
        self._lock.release()

    def _write(self, change: Callable[[Connection], R]) -> R:
        try:
            with self._engine.begin() as connection:
                return change(connection)
        except SQLAlchemyError as error:
            raise StoreError(f"{self.path}: {reason(error)}") from None

    def _read(self, query: Callable[[Connection], R]) -> R:
        try:
            with self._engine.connect().execution_options(**READING) as connection:
                return query(connection)
        except (SQLAlchemyError, sqlite3.Error, CodecError) as error:
            raise StoreError(f"{self.path}: {reason(error)}") from None
