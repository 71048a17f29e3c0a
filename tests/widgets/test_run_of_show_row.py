"""A row of the run of show: the price is whole, whatever else has to give way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from app.domain.money import Money
from app.domain.product import Product
from widgets import fonts
from widgets.overlays.picture import Pictures
from widgets.run_of_show_row import ROLE, Row, RowPainter
from widgets.theme.style import ui_font
from widgets.theme.tokens import DARK
from widgets.words import speech

WIDTH = 262  # at 1280 and 1180 across
MILLION = Money(123456700, "CNY")
STOCK = {"stock": "Stock 12345", "short_stock": "12345"}
LOW = {"stock": "Only 3 left", "short_stock": "3", "is_low": True}


@pytest.fixture(autouse=True)
def _with_fonts(qapp: QApplication) -> None:
    fonts.load()


def row(price: Money = MILLION, **changes: object) -> Row:
    product = Product(id="tv", number=1, title="Television", price=price)
    return replace(Row(product), **changes)  # type: ignore[arg-type]  # any field


def painted(one: Row) -> QImage:
    delegate = RowPainter(DARK, Pictures(submit=lambda job: job()))
    model, item = QStandardItemModel(), QStandardItem()
    item.setData(one, ROLE)
    model.appendRow(item)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, WIDTH, delegate.sizeHint(option, model.index(0, 0)).height())
    image = QImage(option.rect.size(), QImage.Format.Format_RGB32)
    image.fill(DARK.panel)
    painter = QPainter(image)
    delegate.paint(painter, option, model.index(0, 0))
    painter.end()
    return image


def differing(one: QImage, other: QImage) -> list[tuple[int, int]]:
    """Where two rows do not look alike."""
    return [
        (x, y)
        for y in range(one.height())
        for x in range(one.width())
        if one.pixel(x, y) != other.pixel(x, y)
    ]


@pytest.mark.parametrize("stock", [STOCK, LOW, {"stock": "Temporarily sold out", "short_stock": "0"}])
@pytest.mark.parametrize("is_on_air", [False, True])
def test_the_stock_gives_way_to_a_long_price(stock: dict[str, object], is_on_air: bool) -> None:
    bare = row(is_on_air=is_on_air, tag="On air" if is_on_air else "")
    changed = differing(painted(bare), painted(replace(bare, **stock)))  # type: ignore[arg-type]  # any field
    price = QFontMetrics(ui_font(14, 600)).horizontalAdvance(speech.amount(MILLION).text)
    beside = (44 + (56 if is_on_air else 40) + 12) + price
    line = painted(bare).height() // 2
    assert changed, "the stock is there"
    assert all(x > beside for x, y in changed if y > line - (16 if is_on_air else 0))


def test_a_short_price_leaves_the_stock_its_words() -> None:
    cheap = row(Money(19900, "CNY"))
    words, figure = (replace(cheap, stock=text, short_stock="12345") for text in ("Stock 12345", "12345"))
    assert differing(painted(words), painted(figure))


def test_a_figure_that_does_not_fit_is_left_out_rather_than_cut() -> None:
    dear = row(Money(1234567890, "VND"))
    one, other = (replace(dear, stock=f"Stock {count}", short_stock=count) for count in ("123456", "999999"))
    assert not differing(painted(one), painted(other))


def test_a_price_longer_than_the_row_is_set_smaller_and_not_cut() -> None:
    long, longer = (row(Money(minor, "IDR")) for minor in (123456789012300, 123456789012308))
    assert differing(painted(long), painted(longer)), "its last figure is seen"
