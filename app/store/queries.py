"""What is asked of a database: the counter, the latest show, the events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Column, ColumnElement, Connection, bindparam, case, delete, func, select

from app.domain.facts import CommentPosted, Event, Mode, OrderUpserted
from app.domain.order import OrderStatus, OrderVersion
from app.domain.product import Product
from app.domain.state import ShowState, folded
from app.domain.totals import CurrencyTotals, Totals
from app.store import chain
from app.store.codec import decoded
from app.store.group import Head
from app.store.schema import cursors, events, orders, personal, shows

_BATCH = 5_000
_PART = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowRow:
    """The latest show of a database."""

    show_id: str
    opened_seq: int
    title: str
    currency: str
    mode: Mode
    epoch_utc: str
    has_ended: bool


def totals(connection: Connection, show_id: str) -> Totals:
    """The counter: a sum over the newest versions of the show's orders, per currency; test orders do not count.

    Each amount is added in two parts, millions and the rest: a sum of 64 bits would overflow, and be no sum at all.
    """
    is_unpaid = orders.c.status == OrderStatus.UNPAID.value
    query = (
        select(
            orders.c.currency,
            *_parts(orders.c.paid_minor),
            *_parts(orders.c.refunded_minor),
            *_parts(case((is_unpaid, orders.c.total_minor), else_=0)),
            *(func.sum(case((orders.c.status == status.value, 1), else_=0)) for status in OrderStatus),
        )
        .where(orders.c.show_id == show_id, orders.c.is_test.is_(False))
        .group_by(orders.c.currency)
        .order_by(orders.c.currency)
    )
    return Totals(tuple(_summed(*row) for row in connection.execute(query)))


def _parts(amount: Column[int] | ColumnElement[int]) -> tuple[ColumnElement[int], ColumnElement[int]]:
    return func.sum(amount // _PART), func.sum(amount % _PART)


def _summed(currency: str, *figures: int) -> CurrencyTotals:
    paid, refunded, unpaid = (int(figures[at]) * _PART + int(figures[at + 1]) for at in (0, 2, 4))
    return CurrencyTotals(
        currency=currency,
        paid_minor=paid,
        refunded_minor=refunded,
        unpaid_minor=unpaid,
        **{status.value: int(count) for status, count in zip(OrderStatus, figures[6:], strict=True)},
    )


def latest_show(connection: Connection) -> ShowRow | None:
    """The show that was opened last."""
    row = connection.execute(select(shows).order_by(shows.c.opened_seq.desc()).limit(1)).first()
    if row is None:
        return None
    return ShowRow(
        show_id=row.show_id,
        opened_seq=row.opened_seq,
        title=row.title,
        currency=row.currency,
        mode=Mode(row.mode),
        epoch_utc=row.epoch_utc,
        has_ended=bool(row.has_ended),
    )


def show_ids(connection: Connection) -> tuple[str, ...]:
    """Every show of the database, newest first."""
    return tuple(connection.execute(select(shows.c.show_id).order_by(shows.c.opened_seq.desc())).scalars())


def head(connection: Connection) -> Head:
    """Where the log ends."""
    query = select(events.c.seq, events.c.hash, events.c.show_id).order_by(events.c.seq.desc()).limit(1)
    row = connection.execute(query).first()
    return Head(row[0], row[1], row[2]) if row else Head(0, chain.GENESIS, "")


def cursor(connection: Connection, connector: str) -> str | None:
    """The last cursor that was stored with a connector's rows."""
    found = connection.execute(select(cursors.c.cursor).where(cursors.c.connector == connector)).scalar()
    return None if found is None else str(found)


def comment_count(connection: Connection, show_id: str) -> int:
    """How many comments the show received."""
    where = (events.c.show_id == show_id, events.c.kind == CommentPosted.kind)
    return int(connection.execute(select(func.count()).where(*where)).scalar() or 0)


def paid_orders(connection: Connection, show_id: str) -> Iterator[OrderVersion]:
    """The newest version of each paid order of the show, without the buyer; test orders are left out."""
    query = (
        select(events.c.kind, events.c.payload)
        .join(orders, orders.c.seq == events.c.seq)
        .where(
            orders.c.show_id == show_id,
            orders.c.status == OrderStatus.PAID.value,
            orders.c.is_test.is_(False),
        )
    )
    for kind, payload in connection.execute(query):
        fact = decoded(kind, payload, None)
        if isinstance(fact, OrderUpserted):
            yield fact.order


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """Whose personal data goes; all that is given must fit, and something must be."""

    show_id: str = ""
    before: str = ""
    author_id: str = ""


def erase_personal(connection: Connection, chosen: Erasure) -> int:
    """Deletes the personal rows; SQLite overwrites them (`secure_delete`)."""
    if chosen == Erasure():
        raise ValueError("say whose personal data is to be erased")
    mine = select(events.c.seq)
    if chosen.show_id:
        mine = mine.where(events.c.show_id == chosen.show_id)
    if chosen.before:
        mine = mine.where(events.c.received_at < chosen.before)
    if not chosen.author_id:
        return connection.execute(delete(personal).where(personal.c.seq.in_(mine))).rowcount
    mine = mine.where(events.c.kind == CommentPosted.kind)
    rows = connection.execute(select(personal.c.seq, personal.c.payload).where(personal.c.seq.in_(mine)))
    gone = [{"gone": seq} for seq, payload in rows if json.loads(payload)["author_id"] == chosen.author_id]
    if gone:
        connection.execute(delete(personal).where(personal.c.seq == bindparam("gone")), gone)
    return len(gone)


def all_events(connection: Connection, after_seq: int = 0) -> Iterator[Event]:
    """Every event after `after_seq` in order; the driver's own rows, since a log may hold a million."""
    query = (
        "SELECT e.seq, e.show_id, e.received_at, e.source, e.key, e.occurred_at, e.kind, e.payload, p.payload"
        " FROM events e LEFT JOIN personal p ON p.seq = e.seq WHERE e.seq > ? ORDER BY e.seq LIMIT ?"
    )
    while True:
        rows = connection.connection.cursor().execute(query, (after_seq, _BATCH)).fetchall()
        for seq, show_id, received_at, source, key, occurred_at, kind, payload, about in rows:
            yield Event(
                seq=seq,
                show_id=show_id,
                received_at=received_at,
                source=source,
                key=key or "",
                occurred_at=occurred_at,
                fact=decoded(kind, payload, about),
            )
        if len(rows) < _BATCH:
            return
        after_seq = rows[-1][0]


def replayed(connection: Connection, products: Mapping[str, Product]) -> ShowState:
    """The latest show's state, folded from its events, with the totals of the query."""
    show = latest_show(connection)
    if show is None:
        return ShowState(products=products)
    state = ShowState(products=products, seq=show.opened_seq - 1)
    state = folded(state, all_events(connection, show.opened_seq - 1))
    return replace(state, totals=totals(connection, show.show_id))
