"""Drafts and databases for the store's tests."""

from __future__ import annotations

from pathlib import Path

from app.domain.clock import SystemClock
from app.domain.facts import CommentPosted, Draft, Mode, OrderUpserted, ProductUpserted, ShowOpened
from app.domain.fault import Fault
from app.domain.order import OrderVersion
from app.store.store import Store

ORDER = OrderVersion(
    source="shop",
    order_id="1",
    number="1",
    version=1,
    updated_at="2026-11-24T12:00:00.000Z",
    created_at="2026-11-24T12:00:00.000Z",
    currency="CNY",
    total_minor=10_000,
    paid_minor=10_000,
    refunded_minor=0,
    buyer_name="王小明",
)


def opened_at(path: Path, troubles: list[Fault | None] | None = None) -> Store:
    """A store whose troubles are kept in the list, with the machine's own clock."""
    told = [] if troubles is None else troubles
    return Store.open(path, utc_now=SystemClock().utc_now, on_trouble=told.append)


def show(show_id: str = "s") -> Draft:
    fact = ShowOpened(
        show_id=show_id, title="t", currency="CNY", mode=Mode.LIVE, epoch_utc="2026-11-24T12:00:00Z"
    )
    return Draft(source="host", key="", occurred_at="2026-11-24T12:00:00Z", fact=fact)


def sold(order: OrderVersion, key: str = "") -> Draft:
    return Draft(source="connector:x", key=key, occurred_at=order.updated_at, fact=OrderUpserted(order=order))


def said(text: str, key: str = "", author_id: str = "u") -> Draft:
    comment = CommentPosted(
        connector="x",
        room="r",
        comment_id=key or text,
        author_id=author_id,
        author_name="Li",
        text=text,
        sent_at="",
    )
    return Draft(source="connector:x", key=key, occurred_at="", fact=comment)


def stated(variant_id: str, stock: int | None) -> Draft:
    fact = ProductUpserted(
        source="shop",
        product_id="coat",
        variant_id=variant_id,
        sku="",
        title="Coat",
        price_minor=5,
        currency="CNY",
        stock=stock,
    )
    return Draft(source="connector:x", key="", occurred_at="", fact=fact)
