"""`storecast verify`: recomputes chain, projections and totals from the events and names the first difference."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DatabaseError

from app.command_line import OneLineParser
from app.domain.facts import Fact, OrderUpserted, ProductUpserted, ShowEnded, ShowOpened
from app.domain.order import OrderVersion
from app.domain.totals import totals_of
from app.store import chain, queries
from app.store.codec import CodecError, decoded
from app.store.database import opened_to_read, reason
from app.store.group import catalogue_row, order_row
from app.store.schema import catalogue, cursors, ledger, orders, shows
from app.store.statements import Row
from app.store.trouble import StoreError

_EVENTS = (
    "SELECT e.seq, e.show_id, e.received_at, e.source, e.key, e.occurred_at, e.kind, e.payload, e.digest, e.hash,"
    " p.salt, p.payload FROM events e LEFT JOIN personal p ON p.seq = e.seq ORDER BY e.seq"
)


class Difference(Exception):
    """Where the database says something that its events do not."""


@dataclass
class _Truth:
    """What the events say, rebuilt."""

    newest: dict[tuple[str, str], tuple[OrderVersion, str, int]] = field(default_factory=dict)
    first_show: dict[tuple[str, str], str] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    catalogue: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    shows: dict[str, bool] = field(default_factory=dict)
    count: int = 0

    def take(self, seq: int, show_id: str, fact: Fact) -> None:
        self.count += 1
        match fact:
            case ShowOpened():
                self.shows[fact.show_id] = False
            case ShowEnded():
                self.shows[show_id] = True
            case OrderUpserted():
                self._take_order(seq, show_id, fact.order)
            case ProductUpserted():
                key = (fact.source, fact.product_id, fact.variant_id)
                self.catalogue[key] = catalogue_row(fact, seq)

    def _take_order(self, seq: int, show_id: str, order: OrderVersion) -> None:
        key = (order.source, order.order_id)
        first = self.first_show.setdefault(key, show_id)
        known = self.newest.get(key)
        if known is None or order.rank > known[0].rank:
            self.newest[key] = (order, first, seq)
        stem = f"{order.source}:order:{order.order_id}:v{order.version}:{order.content_hash[:16]}"
        for kind, amount in (("paid", order.paid_minor), ("refunded", -order.refunded_minor)):
            if amount:
                self.entries[f"{stem}:{kind}"] = amount


def verified(path: Path) -> int:
    """The number of events when all agrees; raises `Difference` or `StoreError`."""
    engine = opened_to_read(path)
    try:
        with engine.connect() as connection:
            # One transaction: a live console that commits meanwhile is not seen half-way.
            connection.execute(text("BEGIN"))
            truth = _Truth()
            for seq, show_id, fact in _chained(connection):
                truth.take(seq, show_id, fact)
            _check_orders(connection, truth)
            _check_catalogue(connection, truth)
            _check_rest(connection, truth)
            _check_totals(connection, truth)
            return truth.count
    except (
        DatabaseError,
        CodecError,
        TypeError,
    ) as error:  # TypeError: a column holds another type than we write
        raise Difference(reason(error)) from None
    finally:
        engine.dispose()


def _chained(connection: Connection) -> Iterator[tuple[int, str, Fact]]:
    """Every event, after its number, its hash and its personal part were checked."""
    before = chain.GENESIS
    rows = connection.execution_options(yield_per=2000).execute(text(_EVENTS))
    for expected, row in enumerate(rows, 1):
        seq, show_id, received_at, source, key, occurred_at, kind, payload, digest, stored, salt, personal = (
            row
        )
        if seq != expected:
            raise Difference(f"event {expected} is missing")
        header = (str(seq), show_id, received_at, source, key or "", occurred_at, kind)
        if chain.linked(before, header, payload, digest) != stored:
            raise Difference(f"event {seq} was changed: its hash does not fit")
        if salt is not None and chain.digest(salt, personal) != digest:
            raise Difference(f"the personal data of event {seq} was changed")
        before = stored
        yield seq, show_id, decoded(kind, payload, personal)


def _check_orders(connection: Connection, truth: _Truth) -> None:
    stored: dict[tuple[str, str], Row] = {
        (row.source, row.order_id): dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public row mapping
        for row in connection.execute(select(orders))
    }
    for key, (order, show_id, seq) in truth.newest.items():
        found = stored.pop(key, None)
        if found is None:
            raise Difference(f"order {key[1]} of {key[0]} is missing from the newest versions")
        _compare(f"order {key[1]} of {key[0]}", found, order_row(order, order.rank, show_id, seq))
    if stored:
        source, order_id = next(iter(stored))
        raise Difference(f"order {order_id} of {source} stands in no event")


def _check_catalogue(connection: Connection, truth: _Truth) -> None:
    stored: dict[tuple[str, str, str], Row] = {
        (row.source, row.product_id, row.variant_id): dict(row._mapping)  # noqa: SLF001  # public, as above
        for row in connection.execute(select(catalogue))
    }
    for key in truth.catalogue.keys() | stored.keys():
        what = f"variant {key[2]!r} of product {key[1]} of {key[0]}"
        if key not in truth.catalogue:
            raise Difference(f"{what} stands in no event")
        if key not in stored:
            raise Difference(f"{what} is missing from the catalogue")
        _compare(what, stored[key], truth.catalogue[key])


def _compare(what: str, found: Row, expected: Row) -> None:
    for name, value in expected.items():
        if found[name] != value:
            raise Difference(f"{what}: {name} is {found[name]}, the events say {value}")


def _check_rest(connection: Connection, truth: _Truth) -> None:
    found = {row[0]: row[1] for row in connection.execute(select(ledger.c.entry_id, ledger.c.amount_minor))}
    for entry_id in truth.entries.keys() | found.keys():
        if truth.entries.get(entry_id) != found.get(entry_id):
            amount, said = found.get(entry_id), truth.entries.get(entry_id)
            raise Difference(f"ledger entry {entry_id} is {amount}, the events say {said}")
    ended = {row[0]: bool(row[1]) for row in connection.execute(select(shows.c.show_id, shows.c.has_ended))}
    if ended != truth.shows:
        raise Difference("the list of shows does not fit the events")
    connection.execute(select(cursors.c.connector)).all()


def _check_totals(connection: Connection, truth: _Truth) -> None:
    for show_id in truth.shows:
        mine = [order for order, show, _ in truth.newest.values() if show == show_id]
        stored, expected = queries.totals(connection, show_id), totals_of(mine)
        if stored != expected:
            raise Difference(f"the totals are {stored}, the events say {expected}")


def main(arguments: Sequence[str]) -> int:
    """Exit status 0 when all agrees, 1 with the first difference, 2 for wrong usage."""
    parser = OneLineParser(
        prog="storecast verify", description="Checks that the database says what its events say."
    )
    parser.add_argument("--db", metavar="FILE", type=Path, required=True, help="the show's database")
    options = parser.parse_args(arguments)
    try:
        count = verified(options.db)
    except (Difference, StoreError) as error:
        sys.stderr.write(f"storecast: {error}\n")
        return 1
    print(f"{count} events: chain, projections and totals agree")
    return 0
