"""Small real fakes that connector tests stand on: a store in memory, a clock that is told the time, a context."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from types import MappingProxyType

from app.connectors.connector import Batch, Connector, Context, Value
from app.connectors.runner import Timing
from app.domain.facts import Draft, OrderUpserted, Outcome
from app.domain.fault import Fault
from app.domain.money import Money
from app.domain.order import OrderVersion
from app.domain.product import Product

UTC = "2026-11-24T02:00:00.000Z"
UTC_S = 1795485600
PRODUCTS = (
    Product(id="MUG", number=1, title="Hand-thrown mug", price=Money(8900, "CNY"), stock=12),
    Product(id="TEE", number=2, title="纯棉T恤", price=Money(9950, "CNY"), stock=40),
    Product(id="PEN", number=3, title="Pen", price=Money(1, "CNY")),
)


def context(
    name: str = "shop",
    settings: Mapping[str, Value] = MappingProxyType({}),
    utc_now: Callable[[], str] = lambda: UTC,
) -> Context:
    return Context(name=name, currency="CNY", utc_now=utc_now, products=PRODUCTS, settings=settings)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class MemoryStore:
    """What the database promises a connector: unique keys, stale versions, cursor and rows together. Any thread.

    `failures` errors are given first; `is_holding` keeps answers until `release`.
    """

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.cursors: dict[str, str] = {}
        self.failures: list[Exception] = []
        self.is_holding = False
        self.appends = 0
        self.given = 0
        self._held: list[Callable[[], None]] = []
        self._keys: set[tuple[str, str]] = set()
        self._newest: dict[tuple[str, str], OrderVersion] = {}
        self._changed = threading.Condition()

    def append(
        self, drafts: Sequence[Draft], *, connector: str, cursor: str | None
    ) -> Future[tuple[Outcome, ...]]:
        future: Future[tuple[Outcome, ...]] = Future()
        with self._changed:
            self.appends += 1
            self.given += len(drafts)
            if self.failures:
                future.set_exception(self.failures.pop(0))
                return future
            outcomes = tuple(self._store(draft) for draft in drafts)
            if cursor is not None:
                self.cursors[connector] = cursor
            if self.is_holding:
                self._held.append(lambda: future.set_result(outcomes))
            self._changed.notify_all()
        if not self.is_holding:
            future.set_result(outcomes)
        return future

    def release(self) -> None:
        """Gives the answers that were held, and holds none from now on."""
        self.is_holding = False
        for answer in self._held:
            answer()

    def cursor(self, connector: str) -> str | None:
        return self.cursors.get(connector)

    def wait_for(self, is_reached: Callable[[], bool], within_s: float = 10.0) -> bool:
        """Until `is_reached` after an append; False when it took too long."""
        with self._changed:
            return self._changed.wait_for(is_reached, within_s)

    def _store(self, draft: Draft) -> Outcome:
        key = (draft.source, draft.key)
        if draft.key and key in self._keys:
            return Outcome.DUPLICATE
        self._keys.add(key)
        self.drafts.append(draft)
        if isinstance(draft.fact, OrderUpserted):
            order = draft.fact.order
            known = self._newest.get((order.source, order.order_id))
            if known is not None and known.rank >= order.rank:
                return Outcome.STALE
            self._newest[order.source, order.order_id] = order
        return Outcome.ACCEPTED


class FaultLog:
    """Remembers what the host was told about faults; None is a mended one."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Fault | None]] = []
        self._was_told = threading.Event()

    def __call__(self, where: str, fault: Fault | None) -> None:
        self.told.append((where, fault))
        self._was_told.set()

    def wait(self, within_s: float = 10.0) -> bool:
        """Until the first word."""
        return self._was_told.wait(within_s)

    @property
    def codes(self) -> list[str]:
        return [fault.code.value if fault else "mended" for _, fault in self.told]


class Pauses:
    """A sleep that takes next to no time and remembers how long it should have taken."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.now_s = 0.0

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.now_s += seconds
        await asyncio.sleep(0.001)

    def timing(self, chance: float = 1.0) -> Timing:
        return Timing(clock=lambda: self.now_s, sleep=self.sleep, chance=lambda: chance)


async def drawn(connector: Connector, cursor: str | None, batches: int) -> list[Batch]:
    """The first batches of a connector."""
    found: list[Batch] = []
    stream = connector.batches(cursor)
    try:
        async for batch in stream:
            found.append(batch)
            if len(found) == batches:
                return found
    finally:
        await stream.aclose()
    return found
