"""The counter: what this show has sold, what it is, where it comes from and how old it is."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.clock import seconds_between
from app.domain.money import Money
from app.domain.totals import CurrencyTotals
from app.snapshot import ShowPhase, Snapshot
from widgets.label import Elided, Label
from widgets.overlays.price import Price
from widgets.sign import Sign
from widgets.theme.shapes import Shape
from widgets.theme.style import ui_font
from widgets.theme.tokens import Grid, Tokens
from widgets.words import speech
from widgets.words.catalogue import Words

_LARGEST, _LEAST, _SIGN = 56, 48, 0.57


class Counter(QWidget):
    """One amount as large as it fits, never cut: sign smaller, minor units as large as the digits.

    Never below 48 px: what is wider than that is drawn narrower, not lower.
    """

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._price = Price("", "", "")
        self._is_stale = False
        self._largest = _LARGEST
        self.setMinimumHeight(64)

    def arrange(self, grid: Grid) -> None:
        self._largest = 48 if grid.is_compact else _LARGEST
        self.setFixedHeight(56 if grid.is_compact else 64)

    def show_amount(self, amount: Price, name: str, *, is_stale: bool = False) -> None:
        """A stale amount steps back into grey: it was true once."""
        if (amount, is_stale) != (self._price, self._is_stale):
            self._price, self._is_stale = amount, is_stale
            self.update()
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(200, self.minimumHeight())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        px = self.fitting_px()
        painter.scale(min(1.0, self.width() / self._width(px)), 1.0)
        sign, digits = ui_font(round(px * _SIGN), 600), _digits(px)
        baseline = self.height() / 2 + px * 0.36
        painter.setFont(sign)
        painter.setPen(QColor(self._tokens.text2))
        width = QFontMetricsF(sign).horizontalAdvance(self._price.sign)
        painter.drawText(0, round(baseline), self._price.sign)
        painter.setFont(digits)
        painter.setPen(QColor(self._tokens.text3 if self._is_stale else self._tokens.text1))
        painter.drawText(round(width + 4), round(baseline), self._price.major + self._price.minor)

    def fitting_px(self) -> int:
        """The largest size at which the whole amount fits."""
        sizes = range(self._largest, _LEAST - 1, -2)
        return next((px for px in sizes if self._width(px) <= self.width()), _LEAST)

    def _width(self, px: int) -> float:
        """How wide the amount is at a size."""
        sign = QFontMetricsF(ui_font(round(px * _SIGN), 600)).horizontalAdvance(self._price.sign)
        return sign + 4 + QFontMetricsF(_digits(px)).horizontalAdvance(self._price.major + self._price.minor)


def _digits(px: int) -> QFont:
    """Large figures stand a little closer."""
    font = ui_font(px, 700)
    font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 96)
    return font


class _Cell(QWidget):
    """A count with its amount; the definition is the tooltip."""

    def __init__(self) -> None:
        super().__init__()
        # A name may be cut, a figure never.
        self._name, self._count, self._amount = Elided(12, 400, "2"), Label(20, 600), Label(12, 400, "2")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for label in (self._name, self._count, self._amount):
            column.addWidget(label)

    def show_figure(self, name: str, count: int, amount: str, tip: str) -> None:
        self._name.say(name)
        self._count.say(f"{count:,}")
        self._amount.say(amount)
        self.setToolTip(tip)
        self.setAccessibleName(f"{name} {count} {amount}")


class Sales(QFrame):
    """The show's main currency large, others in a line each."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self._tokens = tokens
        self._title, self._age, self._sign = Label(14, 600), Label(12, 400, "2"), Sign(tokens)
        self.counter = Counter(tokens)
        self._definition = Elided(12, 400, "2")
        self._others = Label(14, 600, "1", wraps=True)
        self._rate = Elided(12, 400, "2")
        self._cells = [_Cell() for _ in range(4)]
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self._sign)
        head.addWidget(self._age)
        cells = QGridLayout()
        cells.setHorizontalSpacing(8)
        for place, cell in enumerate(self._cells):
            cells.addWidget(cell, 0, place)
            cells.setColumnStretch(place, 1)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(4)
        self._column.addLayout(head)
        self._column.addWidget(self.counter)
        self._column.addWidget(self._definition)
        self._column.addWidget(self._others)
        self._column.addSpacing(8)
        self._column.addLayout(cells)
        self._column.addSpacing(4)
        self._column.addWidget(self._rate)

    def arrange(self, grid: Grid) -> None:
        pad = 12 if grid.is_compact else 16
        self._column.setContentsMargins(pad, pad, pad, pad)
        self.counter.arrange(grid)

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        is_rehearsal = snapshot.phase is ShowPhase.REHEARSAL
        main = snapshot.state.totals.of(snapshot.currency)
        amount = speech.amount(Money(main.net_minor, main.currency))
        self._title.say(said.rehearsal_sales if is_rehearsal else said.sales)
        stale = is_stale(snapshot)
        age = said.practice_only if is_rehearsal else _age(snapshot, said)
        self._age.say(age)
        self._age.set_tone("warn" if stale else "2")
        self._sign.show_sign(Shape.HALF if stale else None, self._tokens.warn)
        self.counter.show_amount(amount, said.counter_name.format(amount=amount.text), is_stale=stale)
        definition = said.practice_definition if is_rehearsal else said.sales_definition
        self._definition.say(said.stale_sales if stale else definition.format(currency=main.currency))
        self._definition.set_tone("warn" if stale else "2")
        others = [one for one in snapshot.state.totals.by_currency if one.currency != main.currency]
        self._others.setVisible(bool(others))
        self._others.say("   ".join(speech.amount(Money(one.net_minor, one.currency)).text for one in others))
        self._rate.say(
            said.per_minute.format(minute=snapshot.orders_per_minute, five=snapshot.orders_per_5_minutes)
        )
        self._rate.setToolTip(said.per_minute_tip)
        self._draw_cells(main, said)

    def _draw_cells(self, main: CurrencyTotals, said: Words) -> None:
        def text(minor: int) -> str:
            return speech.amount(Money(minor, main.currency)).text

        figures = (
            (said.paid, main.paid, text(main.paid_minor), said.paid_tip),
            (said.unpaid, main.unpaid, text(main.unpaid_minor), said.unpaid_tip),
            (said.refunded, main.refunded, text(-main.refunded_minor), said.refunded_tip),
            (said.cancelled, main.cancelled, "", said.cancelled_tip),
        )
        for cell, figure in zip(self._cells, figures, strict=True):
            cell.show_figure(*figure)


def is_stale(snapshot: Snapshot) -> bool:
    """Whether orders may be missing: a source or the database is in trouble. A quiet shop is not stale."""
    return any(fault.where == "store" or fault.where.startswith("connector:") for fault in snapshot.faults)


def _age(snapshot: Snapshot, said: Words) -> str:
    newest = max((seen.received_at for seen in snapshot.state.orders), default="")
    if not newest:
        return said.never
    return said.updated_ago.format(age=speech.age(said, max(0.0, seconds_between(newest, snapshot.utc_now))))
