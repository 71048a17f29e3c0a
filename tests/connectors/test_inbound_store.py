"""The inbound door on the real store: whatever is sent, however often and in any order, the cent is right."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from random import Random
from typing import Any

from app.connectors.connector import Value, kinds
from app.connectors.demo.feed import expected
from app.connectors.host import ConnectorHost, Entry
from app.connectors.runner import Timing
from app.domain.facts import Draft, Mode, Outcome, ShowOpened
from app.domain.totals import as_table
from app.store import totals, verify
from app.store.store import Store
from tests.connectors.inbound_rig import opened, order
from tests.connectors.rig import UTC, FaultLog, Pauses, context

ORDERS = 1000


@contextlib.contextmanager
def stored(path: Path) -> Iterator[Store]:
    """A store with a show in it."""
    store = Store.open(path, utc_now=lambda: UTC, on_trouble=lambda _fault: None)
    show = ShowOpened(show_id="s", title="t", currency="CNY", mode=Mode.LIVE, epoch_utc=UTC)
    store.append([Draft(source="host", key="", occurred_at=UTC, fact=show)]).result(10)
    try:
        yield store
    finally:
        store.close(10)


def versions(number: int, chance: Random) -> list[dict[str, Any]]:
    """An order's events: placed, paid, and for some cancelled or refunded; 20 % of them twice."""
    base: dict[str, Any] = {
        "id": f"A-{number}",
        "number": str(number),
        "total": f"{number}.99",
        "paid": "0",
        "status": "unpaid",
    }
    paid = {**base, "paid": f"{number}.99", "status": "paid"}
    life = [base, paid]
    if number % 20 == 0:
        life.append({**paid, "status": "refunded", "refunded": f"{number}.99"})
    elif number % 50 == 1:
        life = [base, {**base, "status": "cancelled"}]
    events = [
        order(f"{number}-{version}", **{**data, "version": version}) for version, data in enumerate(life)
    ]
    return events + [event for event in events if chance.random() < 0.2]


def test_thousands_of_shuffled_and_repeated_versions_give_the_exact_sum(tmp_path: Path) -> None:
    chance = Random(7)
    events = [event for number in range(1, ORDERS + 1) for event in versions(number, chance)]
    chance.shuffle(events)
    with stored(tmp_path / "show.db") as store, opened(append=store.append) as door:
        answers = [
            status
            for start in range(0, len(events), 100)
            for status in door.statuses(events[start : start + 100])
        ]
    assert set(answers) == {"accepted", "duplicate", "stale"}
    cents = {number: number * 100 + 99 for number in range(1, ORDERS + 1)}
    refunded = [number for number in cents if number % 20 == 0]
    cancelled = [number for number in cents if number % 50 == 1]
    paid = [number for number in cents if number not in cancelled]
    expected_row = {
        "currency": "CNY",
        "paid_minor": sum(cents[number] for number in paid),
        "refunded_minor": sum(cents[number] for number in refunded),
        "net_minor": sum(cents[number] for number in paid if number not in refunded),
        "orders": {
            "paid": len(paid) - len(refunded),
            "unpaid": 0,
            "cancelled": len(cancelled),
            "refunded": len(refunded),
        },
    }
    assert totals.figures(tmp_path / "show.db") == {"totals": [expected_row], "comments": 0}
    assert verify.verified(tmp_path / "show.db") > 2 * ORDERS


class Counting:
    """Forwards to a store and tells when so many batches were given to it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._left = 0
        self.is_reached = threading.Event()

    def begin(self, batches: int) -> None:
        self._left = batches
        self.is_reached.clear()

    def append(
        self, drafts: Sequence[Draft], *, connector: str, cursor: str | None
    ) -> Future[tuple[Outcome, ...]]:
        self._left -= 1
        if self._left == 0:
            self.is_reached.set()
        return self._store.append(drafts, connector=connector, cursor=cursor)


def test_the_demo_in_a_real_database_is_exactly_what_its_script_says_through_restarts(tmp_path: Path) -> None:
    settings: dict[str, Value] = {"orders_per_minute": 6000, "comments_per_minute": 6000}
    kind, given = kinds()["demo"], context("demo", settings)
    timing = Timing(sleep=Pauses().sleep)
    with stored(tmp_path / "show.db") as store:
        counting = Counting(store)
        for _ in range(3):
            counting.begin(25)
            host = ConnectorHost([Entry(kind, given)], counting.append, store.cursor, FaultLog(), timing)
            host.start()
            assert counting.is_reached.wait(20)
            assert host.stop(5.0) == ()
        # What a stopped connector had handed over is still written: wait for the end of the queue.
        store.append([], connector="", cursor=None).result(10)
        cursor = store.cursor("demo")
    assert cursor is not None
    truth = expected(given, cursor)
    assert truth.orders > 300
    figures = {"totals": as_table(truth.totals), "comments": truth.comments}
    assert totals.figures(tmp_path / "show.db") == figures
    verify.verified(tmp_path / "show.db")
