"""Prices: how they are written, how wide they are, what gives way to them."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.money import Money
from tests.widgets.overlays.scenes import LANDSCAPE
from widgets.overlays.kit import NEUTRAL_LIGHT
from widgets.overlays.lettering import Face, lettering, price_runs
from widgets.overlays.price import Price, price
from widgets.overlays.price_fit import PRICE_SIZES, PriceSize, Row, RowRoom, fit_price, fit_row


def width(shown: Price, size: PriceSize) -> float:
    return lettering(LANDSCAPE, NEUTRAL_LIGHT).line_width(price_runs(shown, size, 600, "", "", 1))


def money(amount: str, currency: str) -> Price:
    return price(Money.parse(amount, currency))


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1999", "CNY", "¥1,999.00"),
        ("0.05", "USD", "US$0.05"),
        ("1999", "JPY", "JP¥1,999"),
        ("1.250", "KWD", "KWD\u00a01.250"),
        ("-12.30", "EUR", "\u2212€12.30"),
        ("1280000", "CNY", "¥1,280,000.00"),
    ],
)
def test_an_amount_has_its_sign_its_groups_and_all_its_minor_units(
    amount: str, currency: str, text: str
) -> None:
    assert money(amount, currency).text == text


@pytest.mark.parametrize(
    ("amount", "currency", "pixels"),
    [("1999", "CNY", 235), ("1299", "USD", 282), ("128000", "CNY", 309), ("12999", "USD", 319)],
)
def test_a_price_at_56_is_as_wide_as_the_design_says(
    qapp: Any, amount: str, currency: str, pixels: int
) -> None:
    assert width(money(amount, currency), PRICE_SIZES[0]) == pytest.approx(pixels, abs=1)


@pytest.mark.parametrize(
    ("amount", "currency", "text", "digits"),
    [
        ("1999", "CNY", "¥1,999.00", 56),
        ("12999", "USD", "US$12,999.00", 56),
        ("129999", "USD", "US$129,999.00", 48),
        ("1280000", "CNY", "¥1,280,000.00", 48),
        ("1280000", "USD", "US$1,280,000", 48),
        ("1280000.50", "USD", "US$1,280,000.50", 40),
    ],
)
def test_a_price_steps_down_then_drops_zero_minor_units_and_is_never_cut(
    qapp: Any, amount: str, currency: str, text: str, digits: int
) -> None:
    shown, size = fit_price(money(amount, currency), 320, width)
    assert (shown.text, size.digits) == (text, digits)
    assert width(shown, size) <= 320


def test_1_280_000_at_48_is_302_wide(qapp: Any) -> None:
    assert width(money("1280000", "CNY"), PRICE_SIZES[2]) == pytest.approx(302, abs=1)


def room(total: float) -> RowRoom:
    small = lettering(LANDSCAPE, NEUTRAL_LIGHT)
    return RowRoom(
        width=total, gap=18, call_width=132, price=width, text=lambda text: small.width(text, Face(24))
    )


@pytest.mark.parametrize(
    ("total", "left"),
    [
        (900, ("日常价", "¥2,599.00", "扫码", 56)),
        (558, ("", "¥2,599.00", "扫码", 56)),
        (400, ("", "¥2,599.00", "", 56)),
        (340, ("", "¥2,599.00", "", 48)),
        (300, ("", "", "", 56)),
        (206, ("", "", "", 48)),
    ],
)
def test_in_a_row_the_label_goes_then_the_call_then_the_size_then_the_was_price(
    qapp: Any, total: int, left: tuple[str, str, str, int]
) -> None:
    row = fit_row(money("1999", "CNY"), "日常价", "¥2,599.00", "扫码", room(total))
    assert (row.label, row.was, row.call, row.size.digits) == left


def test_a_row_always_keeps_the_whole_price(qapp: Any) -> None:
    row = fit_row(money("1280000.50", "USD"), "Was", "US$2,000,000.00", "Scan", room(240))
    assert row == Row(money("1280000.50", "USD"), row.size, "", "", "")
    assert width(row.price, row.size) <= 240
