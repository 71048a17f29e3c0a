"""Money is exact, and what is not plainly money is refused."""

from __future__ import annotations

import pytest

from app.domain.money import Money, MoneyError


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("1999.00", "CNY", 199_900), ("0.1", "USD", 10), ("5", "JPY", 5), ("1.234", "KWD", 1234)],
)
def test_an_amount_is_its_minor_units(amount: str, currency: str, minor: int) -> None:
    assert Money.parse(amount, currency) == Money(minor, currency)


def test_a_unit_of_account_may_have_four_decimals() -> None:
    assert Money.parse("1.2345", "CLF").minor == 12_345


@pytest.mark.parametrize(
    "amount",
    [
        "",
        " 7",
        "7 ",
        "1_0",
        "1e2",
        "NaN",
        "inf",
        "１２",
        "1,5",
        "0.001",
        "1.0000000000000000000000000000001",
        "9" * 40,
    ],
)
def test_what_is_not_an_amount_is_refused(amount: str) -> None:
    with pytest.raises(MoneyError):
        Money.parse(amount, "CNY")
