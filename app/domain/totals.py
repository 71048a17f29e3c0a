"""The sums of a show: what was paid and refunded, per currency, over the newest version of each order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.domain.order import OrderStatus, OrderVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyTotals:
    """One currency's figures in minor units; `paid_minor` is gross. Each order counts in one of the four numbers."""

    currency: str
    paid_minor: int = 0
    refunded_minor: int = 0
    paid: int = 0
    unpaid: int = 0
    cancelled: int = 0
    refunded: int = 0
    unpaid_minor: int = 0

    @property
    def net_minor(self) -> int:
        return self.paid_minor - self.refunded_minor


@dataclass(frozen=True, slots=True)
class Totals:
    """All currencies of a show, sorted by code, never added together."""

    by_currency: tuple[CurrencyTotals, ...] = field(default=())

    def of(self, currency: str) -> CurrencyTotals:
        """The figures of one currency, zero when nothing was sold in it."""
        found = (entry for entry in self.by_currency if entry.currency == currency)
        return next(found, CurrencyTotals(currency=currency))


def newest(versions: Iterable[OrderVersion]) -> dict[tuple[str, str], OrderVersion]:
    """The newest version of each order by (source, order id), for any order of arrival."""
    found: dict[tuple[str, str], OrderVersion] = {}
    for version in versions:
        key = (version.source, version.order_id)
        if key not in found or version.rank > found[key].rank:
            found[key] = version
    return found


def totals_of(versions: Iterable[OrderVersion]) -> Totals:
    """The totals by definition: the counter that every query and projection must equal. Test orders do not count."""
    by_currency: dict[str, list[OrderVersion]] = defaultdict(list)
    for order in newest(versions).values():
        if not order.is_test:
            by_currency[order.currency].append(order)
    return Totals(tuple(_sum(currency, orders) for currency, orders in sorted(by_currency.items())))


def _sum(currency: str, orders: list[OrderVersion]) -> CurrencyTotals:
    counts = Counter(order.status for order in orders)
    unpaid = (order.total_minor for order in orders if order.status is OrderStatus.UNPAID)
    return CurrencyTotals(
        currency=currency,
        paid_minor=sum(order.paid_minor for order in orders),
        refunded_minor=sum(order.refunded_minor for order in orders),
        paid=counts[OrderStatus.PAID],
        unpaid=counts[OrderStatus.UNPAID],
        cancelled=counts[OrderStatus.CANCELLED],
        refunded=counts[OrderStatus.REFUNDED],
        unpaid_minor=sum(unpaid),
    )


def as_table(totals: Totals) -> list[dict[str, object]]:
    """The totals as reports and `storecast totals` print them, one entry a currency, minor units."""
    return [
        {
            "currency": one.currency,
            "paid_minor": one.paid_minor,
            "refunded_minor": one.refunded_minor,
            "net_minor": one.net_minor,
            "orders": {
                "paid": one.paid,
                "unpaid": one.unpaid,
                "cancelled": one.cancelled,
                "refunded": one.refunded,
            },
        }
        for one in totals.by_currency
    ]
