"""One transaction: drafts become events, and every projection follows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select, update

from app.domain.facts import Draft, Event, OrderUpserted, Outcome, ProductUpserted, ShowEnded, ShowOpened
from app.domain.order import OrderVersion
from app.store import chain, statements
from app.store.codec import Prepared
from app.store.schema import events, orders, shows
from app.store.statements import Row

OrderKey = tuple[str, str]
Rank = tuple[int, str, str]
_CHUNK = 900  # SQLite takes 999 parameters in old builds


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

    def take(self, prepared: Prepared) -> Outcome:
        """Adds the draft's rows, unless its key or its order's version is stored or in this group already."""
        draft = prepared.draft
        if draft.key and (draft.source, draft.key) in self.keys:
            return Outcome.DUPLICATE
        if not isinstance(draft.fact, OrderUpserted):
            self._append(prepared)
            return Outcome.ACCEPTED
        order = draft.fact.order
        known, rank = self.ranks.get((order.source, order.order_id)), order.rank
        if rank == known:
            return Outcome.DUPLICATE
        self._append(prepared)
        self._enter(order, rank)
        if known is not None and rank < known:
            return Outcome.STALE
        self._take_order(order, rank)
        return Outcome.ACCEPTED

    def _append(self, prepared: Prepared) -> None:
        draft = prepared.draft
        fact, seq = draft.fact, self.head.seq + 1
        show_id = fact.show_id if isinstance(fact, ShowOpened) else self.head.show_id
        digest = b""
        if prepared.personal:
            salt = chain.fresh_salt()
            digest = chain.digest(salt, prepared.personal)
            self._personal.append({"seq": seq, "salt": salt, "payload": prepared.personal})
        header = (str(seq), show_id, self.utc_now, draft.source, draft.key, draft.occurred_at, fact.kind)
        linked = chain.linked(self.head.hash, header, prepared.payload, digest)
        self._events.append(
            {
                "seq": seq,
                "show_id": show_id,
                "received_at": self.utc_now,
                "source": draft.source,
                "key": draft.key or None,
                "occurred_at": draft.occurred_at,
                "kind": fact.kind,
                "payload": prepared.payload,
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
                key = (product.source, product.product_id, product.variant_id)
                self._catalogue[key] = catalogue_row(product, seq)
            case _:
                pass

    def _enter(self, order: OrderVersion, rank: Rank) -> None:
        """The version's entries: deterministic ids, so that no arrival order and no resend can write one twice."""
        for kind, amount in (("paid", order.paid_minor), ("refunded", -order.refunded_minor)):
            if amount:
                stem = f"{order.source}:order:{order.order_id}:v{order.version}"
                entry_id = f"{stem}:{rank[2][:16]}:{kind}"
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
        earlier = self._orders.get(key)
        show_id = self.head.show_id if earlier is None else earlier["show_id"]
        self._orders[key] = order_row(order, rank, show_id, self.head.seq)

    def write(self, connection: Connection, cursor: dict[str, str]) -> None:
        """All rows at once; an order keeps the show that it was first seen in."""
        statements.EVENTS.run(connection, self._events)
        statements.PERSONAL.run(connection, self._personal)
        statements.SHOWS.run(connection, self._shows)
        statements.LEDGER.run(connection, list(self._ledger.values()))
        statements.ORDERS.run(connection, list(self._orders.values()))
        statements.CATALOGUE.run(connection, list(self._catalogue.values()))
        places = [{"connector": name, "cursor": value} for name, value in cursor.items()]
        statements.CURSORS.run(connection, places)
        if self._ended:
            ended = update(shows).where(shows.c.show_id == bindparam("ended")).values(has_ended=True)
            connection.execute(ended, [{"ended": show_id} for show_id in self._ended])


def order_row(order: OrderVersion, rank: Rank, show_id: str, seq: int) -> Row:
    """The row of an order's newest version."""
    return {
        "source": order.source,
        "order_id": order.order_id,
        "show_id": show_id,
        "seq": seq,
        "version": order.version,
        "updated_at": order.updated_at,
        "content_hash": rank[2],
        "status": order.status.value,
        "currency": order.currency,
        "total_minor": order.total_minor,
        "paid_minor": order.paid_minor,
        "refunded_minor": order.refunded_minor,
        "is_test": order.is_test,
    }


def catalogue_row(product: ProductUpserted, seq: int) -> Row:
    """The row of a variant, as the shop stated it last."""
    return {
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


def begun(connection: Connection, head: Head, utc_now: str, drafts: Sequence[Draft]) -> Group:
    """A group that knows which keys and orders of `drafts` are stored already."""
    keys = [(draft.source, draft.key) for draft in drafts if draft.key]
    order_keys = [
        (draft.fact.order.source, draft.fact.order.order_id)
        for draft in drafts
        if isinstance(draft.fact, OrderUpserted)
    ]
    stored: set[tuple[str, str]] = set()
    for source, chunk in _chunks(keys):
        query = select(events.c.key).where(events.c.source == source, events.c.key.in_(chunk))
        stored.update((source, key) for key in connection.execute(query).scalars())
    ranks: dict[OrderKey, Rank] = {}
    columns = (orders.c.order_id, orders.c.version, orders.c.updated_at, orders.c.content_hash)
    for source, chunk in _chunks(order_keys):
        query = select(*columns).where(orders.c.source == source, orders.c.order_id.in_(chunk))
        ranks.update({(source, row[0]): (row[1], row[2], row[3]) for row in connection.execute(query)})
    return Group(head, utc_now, stored, ranks)


def _chunks(keys: Sequence[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """By source: of a list of pairs SQLite makes no search but a scan of the whole log."""
    by_source: dict[str, dict[str, None]] = {}
    for source, key in keys:
        by_source.setdefault(source, {})[key] = None
    for source, unique in by_source.items():
        listed = list(unique)
        yield from ((source, listed[start : start + _CHUNK]) for start in range(0, len(listed), _CHUNK))
