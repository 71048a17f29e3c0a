"""One rehearsal or one live show: its database, its connectors and the state folded from its events."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
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
from app.domain.state import ShowState, folded
from app.domain.totals import Totals
from app.faults import FaultBoard
from app.store.trouble import StoreError

_LONGEST_S = 300.0
_MOST_WAITING = 10_000


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


class Rate:
    """Orders that became paid, by when; for the figures of the last minute and the last five."""

    def __init__(self) -> None:
        self._paid: set[tuple[str, str]] = set()
        self._times_s: deque[float] = deque(maxlen=100_000)

    def take(self, events: tuple[Event, ...]) -> None:
        for event in events:
            fact = event.fact
            if not isinstance(fact, OrderUpserted) or fact.order.is_test:
                continue
            if fact.order.status is OrderStatus.PAID:
                key = (fact.order.source, fact.order.order_id)
                if key not in self._paid:
                    self._paid.add(key)
                    self._times_s.append(_seconds(event.received_at))

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
    """Main thread only. What is recorded before the database is open waits, so that no click waits for a disk."""

    def __init__(
        self,
        mode: Mode,
        opening: Future[Opened],
        products: Mapping[str, Product],
        clock: Clock,
        faults: FaultBoard,
    ) -> None:
        self.mode = mode
        self.state = ShowState(products=products)
        self.rate = Rate()
        self._opening = opening
        self._opened: Opened | None = None
        self._closing: Future[tuple[Sold, ...]] | None = None
        self._clock = clock
        self._faults = faults
        self._waiting: deque[Draft] = deque(maxlen=_MOST_WAITING)
        self._committed: deque[Committed] = deque()
        self._committed_order = 0

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
        batches = list(self._drained())
        events = tuple(event for batch in batches for event in batch.events if event.seq > self.state.seq)
        if events:
            self.rate.take(events)
            self.state = folded(self.state, events)
        if batches:
            last = batches[-1]
            self.state = replace(self.state, totals=last.totals, totals_at=last.totals_at)
        return self.state

    def close(self, executor: Executor, deadline_s: float) -> Future[tuple[Sold, ...]]:
        """Stops the connectors, then the database, in a worker; answers with what was sold, item by item."""
        self._closing = executor.submit(self._close, tuple(self.state.products.values()), deadline_s)
        return self._closing

    @property
    def sold(self) -> tuple[Sold, ...]:
        """Item by item, once the database is closed."""
        closing = self._closing
        is_known = closing is not None and closing.done() and closing.exception() is None
        return closing.result() if closing is not None and is_known else ()

    def _close(self, products: tuple[Product, ...], deadline_s: float) -> tuple[Sold, ...]:
        opened = self._opened or self._opening.result(timeout=deadline_s)
        opened.sources.stop(deadline_s)
        while self._waiting:
            opened.log.record(self._waiting.popleft())
        try:
            return sold_in(opened.log.paid_orders(), products)
        finally:
            opened.log.close(deadline_s)

    def _open_if_ready(self) -> None:
        if self._opened is not None or self._closing is not None or not self._opening.done():
            return
        error = self._opening.exception()
        if error is not None:
            self._faults.set("store", Fault(FaultCode.STORE_FAILED, "store", detail=str(error)))
            return
        self._opened = self._opening.result()
        self._opened.log.subscribe(self._committed.append)
        try:
            self.state = self._opened.log.replayed(self.state.products)
        except StoreError as trouble:
            self._faults.set("store", Fault(FaultCode.STORE_FAILED, "store", detail=str(trouble)))
        while self._waiting:
            self._opened.log.record(self._waiting.popleft())
        self._opened.sources.start()

    def _drained(self) -> Iterator[Committed]:
        while self._committed:
            yield self._committed.popleft()
