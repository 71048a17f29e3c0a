"""The card's lower part: price, was-price and call to buy."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from app.domain.product import Product
from widgets.overlays.canvas import Canvas
from widgets.overlays.card_plan import CardPlan
from widgets.overlays.kit import Kit
from widgets.overlays.lettering import Face, Lettering, Run, lettering, numbered, price_runs
from widgets.overlays.price import Price, price
from widgets.overlays.price_fit import PRICE_SIZES, PriceSize, Row, RowRoom, fit_price, fit_row
from widgets.overlays.typeset import first_fitting
from widgets.overlays.words import Words

_SMALL = Face(24)
_SOLD_OUT_SIZES = (PriceSize(48, 28),)
_CALL_COLUMN, _CALL_ALONE = 132, 220
_ROW_GAP = 18


@dataclass(frozen=True, slots=True)
class _Ink:
    """How a price is set: weight and colours; a sold-out one steps back."""

    weight: int
    sign: str
    digits: str


def _ink(product: Product, kit: Kit) -> _Ink:
    if product.is_sold_out:
        return _Ink(400, kit.ink_2, kit.ink_2)
    return _Ink(kit.price_weight, kit.accent if kit.is_sign_accented else kit.ink, kit.ink)


def was_price(product: Product) -> str:
    """The struck amount: only one that was really higher, in the same currency, while there is something to
    buy."""
    was = product.compare_at
    if was is None or product.is_sold_out or was.currency != product.price.currency or was <= product.price:
        return ""
    return price(was).text


def _calls(product: Product, words: Words, has_code: bool, is_row: bool) -> tuple[str, ...]:
    if product.is_sold_out:
        return words.call_waitlist_short if is_row else words.call_waitlist
    if not has_code:
        return words.call_no_link
    return words.call_short if is_row else words.call


def paint(
    painter: QPainter, plan: CardPlan, product: Product, kit: Kit, canvas: Canvas, words: Words
) -> None:
    type_ = lettering(canvas, kit)
    calls = _calls(product, words, plan.tile is not None, plan.is_row)
    if plan.is_row:
        _Lower(painter, plan, product, kit, type_).row(words.was, calls)
    else:
        _Lower(painter, plan, product, kit, type_).stack(words.was, calls)


@dataclass(frozen=True, slots=True)
class _Lower:
    painter: QPainter
    plan: CardPlan
    product: Product
    kit: Kit
    type: Lettering

    def stack(self, label: str, calls: tuple[str, ...]) -> None:
        """Landscape: a line each; price and call move together when there is no was-price."""
        k, low = self.type.canvas.px, self.plan.lower
        sizes = _SOLD_OUT_SIZES if self.product.is_sold_out else PRICE_SIZES
        was = was_price(self.product)
        shown, size = fit_price(price(self.product.price), low.width(), self._price_width, sizes)
        lines = (52, 89, 123) if was else (66, 0, 106)
        spare = (low.height() - k(132)) / 2
        x, y = low.left(), low.top() + spare
        self._price(x, y + k(lines[0]), shown, size)
        if was:
            fits = self._small_width(f"{label} {was}") <= low.width()
            if fits or self._small_width(was) <= low.width():
                self._was(x, y + k(lines[1]), label if fits else "", was)
        self._call(x, y + k(lines[2]), first_fitting(calls, low.width(), self._call_width))

    def row(self, label: str, calls: tuple[str, ...]) -> None:
        """Portrait: one line; the call stands centred under the code, or at the right edge."""
        k, low, tile = self.type.canvas.px, self.plan.lower, self.plan.tile
        column = max(k(_CALL_COLUMN), tile.width()) if tile else 0.0
        call = first_fitting(calls, column or k(_CALL_ALONE), self._call_width)
        column = column or self._call_width(call)
        row = self._fitted(label, call, column)
        baseline = low.top() + k(52)
        end = self._price(low.left(), baseline, row.price, row.size)
        if row.was:
            self._was(end + k(_ROW_GAP), baseline, row.label, row.was)
        left = low.right() + 1 - (column + self._call_width(row.call)) / 2
        self._call(left, baseline, row.call)

    def _fitted(self, label: str, call: str, column: float) -> Row:
        k, amount, width = self.type.canvas.px, price(self.product.price), self.plan.lower.width()
        if self.product.is_sold_out:
            room = width - column - k(_ROW_GAP)
            return Row(*fit_price(amount, room, self._price_width, _SOLD_OUT_SIZES), "", "", call)
        room_ = RowRoom(
            width=width,
            gap=k(_ROW_GAP),
            call_width=column,
            price=self._price_width,
            text=self._small_width,
        )
        return fit_row(amount, label, was_price(self.product), call, room_)

    def _price_width(self, shown: Price, size: PriceSize) -> float:
        ink = _ink(self.product, self.kit)
        return self.type.line_width(price_runs(shown, size, ink.weight, "", "", self.type.canvas.px(1)))

    def _price(self, x: float, baseline: float, shown: Price, size: PriceSize) -> float:
        ink = _ink(self.product, self.kit)
        runs = price_runs(shown, size, ink.weight, ink.sign, ink.digits, self.type.canvas.px(1))
        return self.type.draw(self.painter, x, baseline, *runs)

    def _small_width(self, text: str) -> float:
        return self.type.width(text, _SMALL)

    def _was(self, x: float, baseline: float, label: str, amount: str) -> None:
        colour = self.kit.ink_2
        if label:
            x = self.type.draw(self.painter, x, baseline, Run(f"{label} ", _SMALL, colour))
        end = self.type.draw(self.painter, x, baseline, Run(amount, _SMALL, colour))
        k = self.type.canvas.px
        self.painter.setPen(QPen(QColor(colour), max(2.0, k(2))))
        y = baseline - k(8)
        self.painter.drawLine(QPointF(x, y), QPointF(end, y))

    def _call_width(self, call: str) -> float:
        return self.type.line_width(self._call_runs(call))

    def _call_runs(self, call: str) -> tuple[Run, ...]:
        return numbered(call, self.product.number, _SMALL, self.kit.ink_2, self.kit.ink)

    def _call(self, x: float, baseline: float, call: str) -> None:
        self.type.draw(self.painter, x, baseline, *self._call_runs(call))
