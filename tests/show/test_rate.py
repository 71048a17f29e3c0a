"""How many orders became paid a moment ago."""

from __future__ import annotations

from app.broadcast import Rate
from app.domain.facts import Event, OrderUpserted
from app.domain.order import OrderVersion
from app.domain.state import ShowState, folded


def paid(seq: int, order_id: str, at: str, *, is_test: bool = False) -> Event:
    order = OrderVersion(
        source="till", order_id=order_id, number=order_id, version=seq, updated_at=at, created_at=at,
        currency="CNY", total_minor=100, paid_minor=100, refunded_minor=0, is_cancelled=False, is_test=is_test,
        buyer_name="", lines=(),
    )  # fmt: skip
    return Event(
        seq=seq,
        show_id="s",
        received_at=at,
        source="t",
        key=str(seq),
        occurred_at=at,
        fact=OrderUpserted(order=order),
    )


def test_each_order_counts_once_and_only_for_its_time() -> None:
    rate = Rate()
    rate.take((paid(1, "a", "2026-11-24T10:00:00.000Z"), paid(2, "b", "2026-11-24T10:04:30.000Z")))
    rate.take(
        (paid(3, "a", "2026-11-24T10:04:40.000Z"), paid(4, "c", "2026-11-24T10:04:50.000Z", is_test=True))
    )
    assert rate.within(60, "2026-11-24T10:05:00.000Z") == 1
    assert rate.within(300, "2026-11-24T10:05:00.000Z") == 2
    assert rate.within(300, "2026-11-24T10:05:00.001Z") == 1


def test_after_a_restart_the_newest_orders_of_the_log_count_too() -> None:
    events = paid(1, "a", "2026-11-24T10:00:00.000Z"), paid(2, "b", "2026-11-24T10:04:30.000Z")
    rate = Rate()
    rate.take_up(folded(ShowState(), events).orders)
    rate.take((paid(3, "b", "2026-11-24T10:04:40.000Z"), paid(4, "c", "2026-11-24T10:04:50.000Z")))
    assert (rate.within(60, "2026-11-24T10:05:00.000Z"), rate.within(300, "2026-11-24T10:05:00.000Z")) == (
        2,
        3,
    )
