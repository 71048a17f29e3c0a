"""One transaction: drafts become events, and every projection follows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert

from app.domain.facts import Draft, Event, OrderUpserted, Outcome, ProductUpserted, ShowEnded, ShowOpened
from app.domain.order import OrderVersion
from app.store import chain
from app.store.codec import encoded
from app.store.schema import catalogue, cursors, events, ledger, orders, personal, shows

Row = dict[str, Any]  # a row for SQLAlchemy: any column type
OrderKey = tuple[str, str]
Rank = tuple[int, str, str]
_CHUNK = 400  # SQLite takes 999 parameters in old builds


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain and the numbering stand, and which show is the latest."""

    seq: int
    hash: bytes
    show_id: str


@dataclass
class Group:
    """Collects one transaction's rows; `head` moves on as drafts are taken, and is kept only after the commit."""

    head: Head
    utc_now: str
    keys: set[tuple[str, str]]
    ranks: dict[OrderKey, Rank]
    events: list[Event] = field(default_factory=list)
    has_orders: bool = False
    _events: list[Row] = field(default_factory=list)
    _personal: list[Row] = field(default_factory=list)
    _orders: dict[OrderKey, Row] = field(default_factory=dict)
    _ledger: dict[str, Row] = field(default_factory=dict)
    _catalogue: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    _shows: list[Row] = field(default_factory=list)
    _ended: list[str] = field(default_factory=list)

    def take(self, draft: Draft) -> Outcome:
        """Raises `CodecError` for a draft that cannot be stored; the group then stands as before it."""
        if draft.key and (draft.source, draft.key) in self.keys:
            return Outcome.DUPLICATE
        order = draft.fact.order if isinstance(draft.fact, OrderUpserted) else None
        known = self.ranks.get((order.source, order.order_id)) if order else None
        rank = order.rank if order else None
        if rank is not None and rank == known:
            return Outcome.DUPLICATE
        self._append(draft)
        if order is not None and rank is not None:
            self._enter(order)
            if known is not None and rank < known:
                return Outcome.STALE
            self._take_order(order, rank)
        return Outcome.ACCEPTED

    def _append(self, draft: Draft) -> None:
        parts = encoded(draft.fact)
        fact, seq = draft.fact, self.head.seq + 1
        show_id = fact.show_id if isinstance(fact, ShowOpened) else self.head.show_id
        digest = b""
        if parts.personal:
            salt = chain.fresh_salt()
            digest = chain.digest(salt, parts.personal)
            self._personal.append({"seq": seq, "salt": salt, "payload": parts.personal})
        header = (str(seq), show_id, self.utc_now, draft.source, draft.key, draft.occurred_at, fact.kind)
        linked = chain.linked(self.head.hash, header, parts.payload, digest)
        self._events.append(
            {
                "seq": seq,
                "show_id": show_id,
                "received_at": self.utc_now,
                "source": draft.source,
                "key": draft.key or None,
                "occurred_at": draft.occurred_at,
                "kind": fact.kind,
                "payload": parts.payload,
                "digest": digest,
                "hash": linked,
            }
        )
        if draft.key:
            self.keys.add((draft.source, draft.key))
        self.head = Head(seq, linked, show_id)
        self.events.append(
            Event(
                seq=seq,
                show_id=show_id,
                received_at=self.utc_now,
                source=draft.source,
                key=draft.key,
                occurred_at=draft.occurred_at,
                fact=fact,
            )
        )
        self._project(draft, seq)

    def _project(self, draft: Draft, seq: int) -> None:
        match draft.fact:
            case ShowOpened() as opened:
                self._shows.append(
                    {
                        "show_id": opened.show_id,
                        "opened_seq": seq,
                        "title": opened.title,
                        "currency": opened.currency,
                        "mode": opened.mode.value,
                        "epoch_utc": opened.epoch_utc,
                        "has_ended": False,
                    }
                )
            case ShowEnded():
                self._ended.append(self.head.show_id)
            case ProductUpserted() as product:
                self._catalogue[product.source, product.product_id, product.variant_id] = {
                    "source": product.source,
                    "product_id": product.product_id,
                    "variant_id": product.variant_id,
                    "seq": seq,
                    "sku": product.sku,
                    "title": product.title,
                    "price_minor": product.price_minor,
                    "currency": product.currency,
                    "stock": product.stock,
                }
            case _:
                pass

    def _enter(self, order: OrderVersion) -> None:
        """The version's entries: deterministic ids, so that no arrival order and no resend can write one twice."""
        for kind, amount in (("paid", order.paid_minor), ("refunded", -order.refunded_minor)):
            if amount:
                stem = f"{order.source}:order:{order.order_id}:v{order.version}"
                entry_id = f"{stem}:{order.content_hash[:16]}:{kind}"
                self._ledger[entry_id] = {
                    "entry_id": entry_id,
                    "source": order.source,
                    "order_id": order.order_id,
                    "version": order.version,
                    "kind": kind,
                    "amount_minor": amount,
                    "currency": order.currency,
                }

    def _take_order(self, order: OrderVersion, rank: Rank) -> None:
        key = (order.source, order.order_id)
        self.ranks[key] = rank
        self.has_orders = True
        self._orders[key] = order_row(order, self.head.show_id, self.head.seq)

    def write(self, connection: Connection, cursor: dict[str, str]) -> None:
        """All rows at once; an order keeps the show that it was first seen in."""
        _insert(connection, events, self._events)
        _insert(connection, personal, self._personal)
        _insert(connection, shows, self._shows)
        _insert(connection, ledger, list(self._ledger.values()), is_idempotent=True)
        _upsert(connection, orders, list(self._orders.values()), keep=("source", "order_id", "show_id"))
        keys = ("source", "product_id", "variant_id")
        _upsert(connection, catalogue, list(self._catalogue.values()), keep=keys)
        rows = [{"connector": name, "cursor": value} for name, value in cursor.items()]
        _upsert(connection, cursors, rows, keep=("connector",))
        if self._ended:
            ended = update(shows).where(shows.c.show_id == bindparam("ended")).values(has_ended=True)
            connection.execute(ended, [{"ended": show_id} for show_id in self._ended])


def order_row(order: OrderVersion, show_id: str, seq: int) -> Row:
    """The row of an order's newest version."""
    return {
        "source": order.source,
        "order_id": order.order_id,
        "show_id": show_id,
        "seq": seq,
        "version": order.version,
        "updated_at": order.updated_at,
        "content_hash": order.content_hash,
        "status": order.status.value,
        "currency": order.currency,
        "total_minor": order.total_minor,
        "paid_minor": order.paid_minor,
        "refunded_minor": order.refunded_minor,
        "is_test": order.is_test,
    }


def begun(connection: Connection, head: Head, utc_now: str, drafts: Sequence[Draft]) -> Group:
    """A group that knows which keys and orders of `drafts` are stored already."""
    keys = [(draft.source, draft.key) for draft in drafts if draft.key]
    order_keys = [
        (draft.fact.order.source, draft.fact.order.order_id)
        for draft in drafts
        if isinstance(draft.fact, OrderUpserted)
    ]
    stored: set[tuple[str, str]] = set()
    for chunk in _chunks(keys):
        query = select(events.c.source, events.c.key).where(tuple_(events.c.source, events.c.key).in_(chunk))
        stored.update((row[0], row[1]) for row in connection.execute(query))
    ranks: dict[OrderKey, Rank] = {}
    columns = (
        orders.c.source,
        orders.c.order_id,
        orders.c.version,
        orders.c.updated_at,
        orders.c.content_hash,
    )
    for chunk in _chunks(order_keys):
        query = select(*columns).where(tuple_(orders.c.source, orders.c.order_id).in_(chunk))
        ranks.update({(row[0], row[1]): (row[2], row[3], row[4]) for row in connection.execute(query)})
    return Group(head, utc_now, stored, ranks)


def _chunks(keys: Sequence[tuple[str, str]]) -> list[Sequence[tuple[str, str]]]:
    unique = list(dict.fromkeys(keys))
    return [unique[start : start + _CHUNK] for start in range(0, len(unique), _CHUNK)]


def _insert(connection: Connection, table: Any, rows: list[Row], *, is_idempotent: bool = False) -> None:
    if rows:
        statement = insert(table)
        connection.execute(statement.on_conflict_do_nothing() if is_idempotent else statement, rows)


def _upsert(connection: Connection, table: Any, rows: list[Row], keep: Sequence[str]) -> None:
    if rows:
        statement = insert(table)
        names = [name for name in table.c.keys() if name not in keep]  # noqa: SIM118  # columns, not a dict
        changed = {name: statement.excluded[name] for name in names}
        index = [column.name for column in table.primary_key]
        connection.execute(statement.on_conflict_do_update(index_elements=index, set_=changed), rows)
