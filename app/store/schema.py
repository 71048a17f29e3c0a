"""The tables of the database; migrations build them, this module describes them to queries."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, Table, Text

VERSION = "0001"
APPLICATION_ID = 0x53544341  # "STCA" in SQLite's header: tells our files from another program's

metadata = MetaData()

events = Table(
    "events",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("show_id", Text, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("key", Text),
    Column("occurred_at", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("events_key", "source", "key", unique=True),
    Index("events_kind", "show_id", "kind"),
)

personal = Table(
    "personal",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)

shows = Table(
    "shows",
    metadata,
    Column("show_id", Text, primary_key=True),
    Column("opened_seq", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("epoch_utc", Text, nullable=False),
    Column("has_ended", Boolean, nullable=False),
)

orders = Table(
    "orders",
    metadata,
    Column("source", Text, primary_key=True),
    Column("order_id", Text, primary_key=True),
    Column("show_id", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("paid_minor", BigInteger, nullable=False),
    Column("refunded_minor", BigInteger, nullable=False),
    Column("is_test", Boolean, nullable=False),
    Index("orders_show", "show_id", "currency"),
)

ledger = Table(
    "ledger",
    metadata,
    Column("entry_id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
)

catalogue = Table(
    "catalogue",
    metadata,
    Column("source", Text, primary_key=True),
    Column("product_id", Text, primary_key=True),
    Column("variant_id", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("sku", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("price_minor", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("stock", BigInteger),
)

cursors = Table(
    "cursors",
    metadata,
    Column("connector", Text, primary_key=True),
    Column("cursor", Text, nullable=False),
)
