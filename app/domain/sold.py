"""What a show sold, item by item."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from app.domain.money import Money
from app.domain.order import OrderLine, OrderVersion
from app.domain.product import Product

_MOST_UNITS = 10**6


@dataclass(frozen=True, slots=True)
class Sold:
    """One item's whole units in paid orders, and what their lines cost before refunds."""

    title: str
    units: int
    amount: Money


def sold_in(orders: Iterable[OrderVersion], products: Iterable[Product]) -> tuple[Sold, ...]:
    """The items of `orders`: those of the run of show in its order, then what else was bought, by title."""
    shown = tuple(products)
    titles = {product.id: product.title for product in shown}
    places = {product.id: place for place, product in enumerate(shown)}
    sums: dict[tuple[str, str], tuple[Decimal, Decimal]] = {}
    for order in orders:
        for line in order.lines:
            key = (_item(line, shown), order.currency)
            units, minor = sums.get(key, (Decimal(0), Decimal(0)))
            quantity = quantity_of(line.quantity)
            sums[key] = (units + quantity, minor + quantity * line.unit_price_minor)
    ranked = sorted(sums, key=lambda key: (places.get(key[0], len(places)), key))
    found = (
        Sold(
            titles.get(item, item),
            int(sums[item, currency][0]),
            Money(_whole(sums[item, currency][1]), currency),
        )
        for item, currency in ranked
    )
    return tuple(one for one in found if one.units or one.amount.minor)


def quantity_of(text: str) -> Decimal:
    """A shop's decimal string; zero for what is no sensible number."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return value if value.is_finite() and abs(value) < _MOST_UNITS else Decimal(0)


def _item(line: OrderLine, products: tuple[Product, ...]) -> str:
    for product in products:
        if line.sku in (product.id, str(product.number)) or line.title == product.title:
            return product.id
    return line.title or line.sku


def _whole(minor: Decimal) -> int:
    return int(minor.quantize(Decimal(1), ROUND_HALF_UP))
