"""The demo: the same play in every process, and a truth that can be computed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.connectors.connector import Batch, kinds
from app.connectors.demo.feed import expected
from app.connectors.demo.phrases import CHINESE
from app.connectors.demo.shop import Shop
from app.domain.facts import CommentPosted, OrderUpserted, ProductUpserted
from app.domain.order import OrderStatus, OrderVersion
from app.domain.totals import totals_of
from tests.connectors.rig import PRODUCTS, UTC, MemoryStore, context, drawn


def play(batches: int, cursor: str | None = None, utc: str = UTC, **settings: int) -> list[Batch]:
    connector = kinds()["demo"].open(context("demo", settings, lambda: utc))
    return asyncio.run(drawn(connector, cursor, batches))


def stored(batches: list[Batch]) -> MemoryStore:
    store = MemoryStore()
    for batch in batches:
        store.append(batch.drafts, connector="demo", cursor=batch.cursor)
    return store


def test_the_same_seed_plays_the_same_show() -> None:
    assert play(300) == play(300)
    assert play(300) != play(300, seed=2)


def test_the_expected_truth_is_what_a_store_finds() -> None:
    store = stored(play(4000, orders_per_minute=200))
    truth = expected(context("demo", {"orders_per_minute": 200}), store.cursors["demo"])
    facts = [draft.fact for draft in store.drafts]
    orders = [fact.order for fact in facts if isinstance(fact, OrderUpserted)]
    assert truth.totals == totals_of(orders)
    assert truth.orders == len({order.order_id for order in orders}) > 500
    assert truth.comments == sum(isinstance(fact, CommentPosted) for fact in facts)


def test_orders_of_every_fate_come_with_duplicates_and_late_versions() -> None:
    batches = play(6000, orders_per_minute=200)
    orders = [
        draft.fact.order
        for batch in batches
        for draft in batch.drafts
        if isinstance(draft.fact, OrderUpserted)
    ]
    keys = Counter(draft.key for batch in batches for draft in batch.drafts)
    assert {order.status for order in orders} == set(OrderStatus)
    assert any(0 < order.refunded_minor < order.paid_minor for order in orders)
    assert max(keys.values()) > 1
    assert any(_overtaken(orders))


def _overtaken(orders: list[OrderVersion]) -> Iterator[OrderVersion]:
    """Versions that arrive for the first time when a newer one is there already."""
    seen: dict[str, set[int]] = {}
    for order in orders:
        versions = seen.setdefault(order.order_id, set())
        if order.version not in versions and max(versions, default=0) > order.version:
            yield order
        versions.add(order.version)


def test_every_order_is_the_exact_sum_of_its_lines() -> None:
    for batch in play(2000):
        for draft in batch.drafts:
            if isinstance(draft.fact, OrderUpserted):
                order = draft.fact.order
                sums = sum(line.unit_price_minor * int(line.quantity) for line in order.lines)
                assert order.total_minor == sums
                assert order.refunded_minor <= order.paid_minor <= order.total_minor


def test_stock_falls_is_never_negative_and_comes_back() -> None:
    facts = [draft.fact for batch in play(6000, orders_per_minute=120) for draft in batch.drafts]
    mugs = [fact.stock for fact in facts if isinstance(fact, ProductUpserted) and fact.product_id == "MUG"]
    known = [stock for stock in mugs if stock is not None]
    assert min(known) == 0
    assert max(known) == 12
    assert not any(fact.product_id == "PEN" for fact in facts if isinstance(fact, ProductUpserted))


def test_nobody_buys_more_than_there_is() -> None:
    left = {product.id: product.stock for product in PRODUCTS}
    shop = Shop("demo", "1", PRODUCTS, str, seed=3)
    for moment in range(2000):
        facts = [delivery.fact for delivery in shop.order(moment * 2.0)]
        (order, *_) = [fact.order for fact in facts if isinstance(fact, OrderUpserted)]
        stocks = [fact for fact in facts if isinstance(fact, ProductUpserted)]
        for line in order.lines:
            said = [fact.stock for fact in stocks if fact.product_id == line.sku]
            known = left[line.sku]
            if known is not None:
                assert said[0] == known - int(line.quantity) >= 0
                left[line.sku] = said[-1]


def test_every_viewer_keeps_to_one_language() -> None:
    facts = [draft.fact for batch in play(3000) for draft in batch.drafts]
    for fact in facts:
        if isinstance(fact, CommentPosted) and fact.author_name in CHINESE.names:
            assert not any(word in fact.text.split() for word in ("the", "is", "you", "Just"))


def test_a_restart_goes_on_where_the_cursor_stands() -> None:
    whole = play(400)
    later = play(200, whole[199].cursor, "2026-11-24T09:00:00.000Z")
    assert [[draft.key for draft in batch.drafts] for batch in later] == [
        [draft.key for draft in batch.drafts] for batch in whole[200:]
    ]
    assert later[-1].cursor == whole[-1].cursor
    assert later[0].drafts[0].occurred_at.startswith("2026-11-24T09:00")


def test_a_second_show_has_ids_of_its_own() -> None:
    first = {draft.key for batch in play(100) for draft in batch.drafts}
    second = {draft.key for batch in play(100, utc="2026-11-25T02:00:00.000Z") for draft in batch.drafts}
    assert not first & second


@pytest.mark.parametrize("cursor", ["", "x", "a:b:c", ":::", "0" * 5000, "deadbeef0000:1:-4"])
def test_a_damaged_cursor_begins_a_new_run(cursor: str) -> None:
    assert play(3, cursor) == play(3)
    with pytest.raises(ValueError):
        expected(context("demo"), cursor)


def test_the_pace_is_the_one_that_was_set() -> None:
    batches = play(2000, comments_per_minute=600, orders_per_minute=0)
    seconds = sum(batch.poll_after_s or 0.0 for batch in batches)
    keys = {draft.key for batch in batches for draft in batch.drafts if isinstance(draft.fact, CommentPosted)}
    assert len(keys) / seconds == pytest.approx(10.0, rel=0.1)


def test_a_show_without_products_still_has_comments() -> None:
    connector = kinds()["demo"].open(replace(context("demo"), products=()))
    facts = [draft.fact for batch in asyncio.run(drawn(connector, None, 200)) for draft in batch.drafts]
    assert any(isinstance(fact, CommentPosted) for fact in facts)
    assert not any(isinstance(fact, OrderUpserted) for fact in facts)
