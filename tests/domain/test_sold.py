"""What a show sold: whole units and money, whatever a shop calls a quantity."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.money import Money
from app.domain.order import OrderLine, OrderVersion
from app.domain.product import Product
from app.domain.sold import Sold, quantity_of, sold_in

COAT = Product(id="coat", number=1, title="Coat", price=Money(10_000, "CNY"))
SCARF = Product(id="scarf", number=2, title="Scarf", price=Money(500, "CNY"))
ORDER = OrderVersion(
    source="shop",
    order_id="1",
    number="1",
    version=1,
    updated_at="",
    created_at="",
    currency="CNY",
    total_minor=0,
    paid_minor=1,
    refunded_minor=0,
)


def order(*lines: OrderLine, currency: str = "CNY") -> OrderVersion:
    return replace(ORDER, lines=lines, currency=currency)


def line(sku: str, quantity: str = "1", minor: int = 100, title: str = "") -> OrderLine:
    return OrderLine(id="1", title=title, sku=sku, quantity=quantity, unit_price_minor=minor)


def test_items_come_in_show_order_and_what_was_bought_beside_comes_last() -> None:
    orders = [
        order(line("belt", title="Belt"), line("scarf", "2", 500)),
        order(line("1", "1", 10_000)),
        order(line("", title="Scarf", minor=400)),
    ]
    assert sold_in(orders, (COAT, SCARF)) == (
        Sold("Coat", 1, Money(10_000, "CNY")),
        Sold("Scarf", 3, Money(1_400, "CNY")),
        Sold("Belt", 1, Money(100, "CNY")),
    )


def test_two_currencies_are_never_added() -> None:
    sold = sold_in([order(line("coat")), order(line("coat"), currency="EUR")], (COAT,))
    assert [one.amount for one in sold] == [Money(100, "CNY"), Money(100, "EUR")]


def test_a_weight_costs_its_share_and_is_no_unit() -> None:
    assert sold_in([order(line("tea", "0.125", 1_004, "Tea"))], ()) == (Sold("Tea", 0, Money(126, "CNY")),)


@pytest.mark.parametrize("quantity", ["nan", "inf", "1e400", "1000000", "two", ""])
def test_a_quantity_that_is_no_number_counts_nothing(quantity: str) -> None:
    assert quantity_of(quantity) == 0
    assert sold_in([order(line("coat", quantity))], (COAT,)) == ()
