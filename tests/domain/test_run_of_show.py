"""Which item comes next."""

from __future__ import annotations

from app.domain.money import Money
from app.domain.product import Product
from app.domain.run_of_show import next_product

COAT, SCARF, SHOE = (
    Product(id=name, number=number, title=name, price=Money(100, "CNY"))
    for number, name in enumerate(("coat", "scarf", "shoe"), 1)
)
ITEMS = (SHOE, COAT, SCARF)


def test_the_item_after_the_one_on_air_is_next() -> None:
    assert next_product(ITEMS, COAT, {"coat", "scarf"}) is SCARF


def test_with_none_on_air_the_first_that_was_not_shown_is_next() -> None:
    assert next_product(ITEMS, None, {"coat"}) is SCARF


def test_after_the_last_it_goes_on_with_what_was_left_out() -> None:
    assert next_product(ITEMS, SHOE, {"coat", "shoe"}) is SCARF


def test_when_all_were_shown_it_begins_again() -> None:
    assert next_product(ITEMS, SHOE, {"coat", "scarf", "shoe"}) is COAT


def test_without_items_nothing_is_next() -> None:
    assert next_product((), None, ()) is None
