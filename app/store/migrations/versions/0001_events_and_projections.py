"""The first schema: events, personal data apart, and the projections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_seq = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Written out in full: a migration must not change when today's schema does."""
    op.create_table(
        "events",
        sa.Column("seq", _seq, primary_key=True, autoincrement=False),
        sa.Column("show_id", sa.Text, nullable=False),
        sa.Column("received_at", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("key", sa.Text),
        sa.Column("occurred_at", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
    )
    op.create_index("events_key", "events", ["source", "key"], unique=True)
    op.create_index("events_kind", "events", ["show_id", "kind"])
    op.create_table(
        "personal",
        sa.Column("seq", _seq, primary_key=True, autoincrement=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "shows",
        sa.Column("show_id", sa.Text, primary_key=True),
        sa.Column("opened_seq", sa.BigInteger, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("epoch_utc", sa.Text, nullable=False),
        sa.Column("has_ended", sa.Boolean, nullable=False),
    )
    _create_orders()
    op.create_table(
        "catalogue",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("product_id", sa.Text, primary_key=True),
        sa.Column("variant_id", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("sku", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("price_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("stock", sa.BigInteger),
    )
    op.create_table(
        "cursors",
        sa.Column("connector", sa.Text, primary_key=True),
        sa.Column("cursor", sa.Text, nullable=False),
    )


def _create_orders() -> None:
    op.create_table(
        "orders",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("order_id", sa.Text, primary_key=True),
        sa.Column("show_id", sa.Text, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
        sa.Column("total_minor", sa.BigInteger, nullable=False),
        sa.Column("paid_minor", sa.BigInteger, nullable=False),
        sa.Column("refunded_minor", sa.BigInteger, nullable=False),
        sa.Column("is_test", sa.Boolean, nullable=False),
    )
    op.create_index("orders_show", "orders", ["show_id", "currency"])
    op.create_table(
        "ledger",
        sa.Column("entry_id", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("amount_minor", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.Text, nullable=False),
    )
