"""An order as a shop states it: a full version, never a change."""

from __future__ import annotations

import enum
import hashlib
from dataclasses import dataclass

from app.domain.money import Money


class OrderStatus(enum.StrEnum):
    """What counts an order: each order is in exactly one."""

    PAID = "paid"
    UNPAID = "unpaid"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One line of an order; `quantity` is a decimal string as shops send weights too."""

    id: str
    title: str
    sku: str = ""
    variant: str = ""
    quantity: str = "1"
    unit_price_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderVersion:
    """One version of an order. Times are RFC 3339 in UTC; amounts are minor units of `currency`.

    `is_cancelled` is the shop's word. `paid_minor` and `refunded_minor` stay what the shop says even then.
    """

    source: str
    order_id: str
    number: str
    version: int
    updated_at: str
    created_at: str
    currency: str
    total_minor: int
    paid_minor: int
    refunded_minor: int
    is_cancelled: bool = False
    is_test: bool = False
    buyer_name: str = ""
    lines: tuple[OrderLine, ...] = ()

    @property
    def status(self) -> OrderStatus:
        """Refunded when refunded = paid > 0, else cancelled, else paid, else unpaid."""
        if self.refunded_minor == self.paid_minor > 0:
            return OrderStatus.REFUNDED
        if self.is_cancelled:
            return OrderStatus.CANCELLED
        return OrderStatus.PAID if self.paid_minor > 0 else OrderStatus.UNPAID

    @property
    def net(self) -> Money:
        return Money(self.paid_minor - self.refunded_minor, self.currency)

    @property
    def content_hash(self) -> str:
        """The last tie-break of `rank`: equal content has an equal hash, in every process."""
        parts = (
            self.source, self.order_id, self.number, self.version, self.updated_at, self.created_at, self.currency,
            self.total_minor, self.paid_minor, self.refunded_minor, self.is_cancelled, self.is_test,
            *((one.id, one.title, one.sku, one.variant, one.quantity, one.unit_price_minor) for one in self.lines),
        )  # fmt: skip
        return hashlib.sha256(ascii(parts).encode()).hexdigest()

    @property
    def rank(self) -> tuple[int, str, str]:
        """Of two versions of an order the one with the greater rank is newer, whatever arrived first."""
        return (self.version, self.updated_at, self.content_hash)
