"""One rehearsal or one live show: its database, its connectors and the state folded from its events."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from typing import Protocol

from app.domain.clock import Clock
from app.domain.facts import Draft, Event, Fact, Mode, OrderUpserted
from app.domain.fault import Fault, FaultCode
from app.domain.order import OrderStatus, OrderVersion
from app.domain.product import Product
from app.domain.sold import Sold, sold_in
from app.domain.state import OrderSeen, ShowState, folded
from app.domain.totals import Totals
from app.faults import FaultBoard
from app.store.trouble import StoreError

_LONGEST_S = 300.0
_MOST_WAITING = 10_000
_RETRY_NS = 3_000_000_000
_log = logging.getLogger(__name__)


class Committed(Protocol):
    """What a store tells after a commit; the totals come from its query."""

    @property
    def events(self) -> tuple[Event, ...]: ...

    @property
    def totals(self) -> Totals: ...

    @property
    def totals_at(self) -> str: ...


class Log(Protocol):
    """The part of a store that a broadcast needs."""

    def record(self, draft: Draft) -> None: ...

    def subscribe(self, callback: Callable[[Committed], None]) -> None: ...

    def replayed(self, products: Mapping[str, Product]) -> ShowState: ...

    def paid_orders(self) -> tuple[OrderVersion, ...]: ...

    def close(self, deadline_s: float) -> None: ...


class Sources(Protocol):
    """The running connectors."""

    def start(self) -> None: ...

    def stop(self, deadline_s: float) -> object: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A database that is open and the connectors that write into it, not started yet."""

    log: Log
    sources: Sources


@dataclass(frozen=True, slots=True)
class _Ready:
    """An open database and the state that it holds."""

    opened: Opened
    state: ShowState


class Rate:
    """Orders that became paid, by when; for the figures of the last minute and the last five."""

    def __init__(self) -> None:
        self._paid: set[tuple[str, str]] = set()
        self._times_s: deque[float] = deque(maxlen=100_000)

    def take(self, events: tuple[Event, ...]) -> None:
        for event in events:
            if isinstance(event.fact, OrderUpserted):
                self._take(event.fact.order, event.received_at)

    def take_up(self, orders: Iterable[OrderSeen]) -> None:
        """After a restart: the newest orders of the log, in the order of their arrival."""
        for seen in orders:
            self._take(seen.order, seen.received_at)

    def _take(self, order: OrderVersion, received_at: str) -> None:
        key = (order.source, order.order_id)
        if order.status is OrderStatus.PAID and not order.is_test and key not in self._paid:
            self._paid.add(key)
            self._times_s.append(_seconds(received_at))

    def within(self, seconds: float, utc_now: str) -> int:
        """Asked twenty times a second, so the newest come first and the first that is too old ends the count."""
        now_s = _seconds(utc_now)
        while self._times_s and now_s - self._times_s[0] > _LONGEST_S:
            self._times_s.popleft()
        return sum(1 for _ in takewhile(lambda time_s: now_s - time_s <= seconds, reversed(self._times_s)))


def _seconds(moment: str) -> float:
    """An RFC 3339 moment as seconds since 1970."""
    return datetime.fromisoformat(moment).timestamp()


class Broadcast:
    """Main thread only. What is recorded before the database is open waits, so that no click waits for a disk.

    A database that does not open is tried again every three seconds until it does or the show ends.
    """

    def __init__(
        self,
        mode: Mode,
        open_log: Callable[[Mode], Opened],
        products: Mapping[str, Product],
        executor: Executor,
        clock: Clock,
        faults: FaultBoard,
    ) -> None:
        self.mode = mode
        self.state = ShowState(products=products)
        self.rate = Rate()
        self._open_log = open_log
        self._products = products
        self._executor = executor
        self._clock = clock
        self._faults = faults
        self._opened: Opened | None = None
        self._again_ns: int | None = None
        self._closing: Future[tuple[Sold, ...]] | None = None
        self._waiting: deque[Draft] = deque(maxlen=_MOST_WAITING)
        self._committed: deque[Committed] = deque()
        self._opening = executor.submit(self._open)

    def record(self, fact: Fact, source: str = "host") -> None:
        """Logs a fact of the host or the engine; never blocks, never raises."""
        draft = Draft(source=source, key="", occurred_at=self._clock.utc_now(), fact=fact)
        if self._opened is None:
            self._waiting.append(draft)
        else:
            self._opened.log.record(draft)

    def fold(self) -> ShowState:
        """The state after everything that became durable since the last call."""
        self._open_if_ready()
        if self._opened is None:
            return self.state
        batches = list(self._drained())
        events = tuple(event for batch in batches for event in batch.events if event.seq > self.state.seq)
        if events:
            self.rate.take(events)
            self.state = folded(self.state, events)
        if batches:
            last = batches[-1]
            self.state = replace(self.state, totals=last.totals, totals_at=last.totals_at)
        return self.state

    def close(self, deadline_s: float) -> Future[tuple[Sold, ...]]:
        """Stops the connectors, then the database, in a worker; answers with what was sold, item by item."""
        self._closing = self._executor.submit(self._close, tuple(self.state.products.values()), deadline_s)
        return self._closing

    @property
    def sold(self) -> tuple[Sold, ...]:
        """Item by item, once the database is closed."""
        closing = self._closing
        is_known = closing is not None and closing.done() and closing.exception() is None
        return closing.result() if closing is not None and is_known else ()

    def _open(self) -> _Ready:
        """In a worker, since a long log takes seconds to replay. Heard from first: nothing committed is missed."""
        opened = self._open_log(self.mode)
        self._faults.set("store", None)
        opened.log.subscribe(self._committed.append)
        try:
            state = opened.log.replayed(self._products)
        except StoreError as trouble:
            self._tell_failure(trouble, is_retrying=False)
            state = ShowState(products=self._products)
        return _Ready(opened, state)

    def _close(self, products: tuple[Product, ...], deadline_s: float) -> tuple[Sold, ...]:
        opened = self._opened or self._opened_at_last(deadline_s)
        opened.sources.stop(deadline_s)
        while self._waiting:
            opened.log.record(self._waiting.popleft())
        try:
            return sold_in(opened.log.paid_orders(), products)
        finally:
            opened.log.close(deadline_s)

    def _opened_at_last(self, deadline_s: float) -> Opened:
        """The show is over before its database was open: what waits is written if it can be, at the last moment."""
        done, _ = wait([self._opening], deadline_s)
        if not done:
            self._opening.add_done_callback(_close_late)
            raise StoreError("the database did not open before the end")
        try:
            if self._opening.exception() is not None:
                again: Future[_Ready] = Future()
                again.set_result(self._open())
                self._opening = again
            return self._opening.result().opened
        except Exception:
            _log.error("%d entries of the log are lost: the database never opened", len(self._waiting))
            raise

    def _open_if_ready(self) -> None:
        opening = self._opening
        if self._opened is not None or not opening.done() or opening.cancelled():
            return
        error = opening.exception()
        if error is not None:
            if self._closing is None:
                self._try_again(error)
            return
        ready = opening.result()
        self._opened, self.state = ready.opened, ready.state
        self.rate.take_up(ready.state.orders)
        if self._closing is None:
            while self._waiting:
                ready.opened.log.record(self._waiting.popleft())
            ready.opened.sources.start()

    def _try_again(self, error: BaseException) -> None:
        now_ns = self._clock.monotonic_ns()
        if self._again_ns is None:
            self._tell_failure(error, is_retrying=True)
            self._again_ns = now_ns + _RETRY_NS
        elif now_ns >= self._again_ns:
            self._again_ns = None
            self._opening = self._executor.submit(self._open)

    def _tell_failure(self, error: BaseException, *, is_retrying: bool) -> None:
        fault = Fault(FaultCode.STORE_FAILED, "store", retrying=is_retrying, detail=str(error))
        self._faults.set("store", fault)

    def _drained(self) -> Iterator[Committed]:
        while self._committed:
            yield self._committed.popleft()


def _close_late(opening: Future[_Ready]) -> None:
    """Nobody waits for it any more, and the next show needs its lock."""
    if not opening.cancelled() and opening.exception() is None:
        opening.result().opened.log.close(0.0)
