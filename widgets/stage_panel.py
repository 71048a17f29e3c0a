"""What lies over the picture, and the few buttons that change it."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from app.desk import Desk
from app.domain.facts import SlateKind
from app.domain.on_air import OnAir
from app.domain.product import Product
from app.domain.run_of_show import next_product
from app.domain.text import plain
from app.snapshot import Snapshot
from widgets.elided_button import ElidedButton
from widgets.film_button import FilmButton
from widgets.label import Elided, Label
from widgets.layout_button import LayoutButton
from widgets.theme.icons import Icon, icon, size
from widgets.theme.style import ui_font
from widgets.theme.tokens import Grid, Tokens
from widgets.words import speech
from widgets.words.catalogue import Words

_COUNTDOWN_S = 15.0
_STARTING_S = 300.0


class StagePanel(QFrame):
    """The item on air in large words; card, next, countdown, slates and the host's name below."""

    def __init__(self, tokens: Tokens, desk: Desk, host: tuple[str, str]) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self._desk = desk
        self._host = host
        self._snapshot = Snapshot()
        self._is_compact = False
        self._label, self._stock = Label(12, 400, "2"), Label(14, 600)
        self._title, self._note = Elided(28, 600), Label(16, 400, "2")
        self._film = FilmButton(tokens, desk.picture)
        self._card = self._button(self._toggle_card)
        self._next = self._button(lambda: desk.next_card(), ElidedButton)
        self._countdown = self._button(self._toggle_countdown)
        self._starting = self._button(self._toggle_starting)
        self._back = self._button(self._toggle_back)
        self._name = self._button(self._toggle_name)
        self._layout = LayoutButton(desk.picture)
        self._was = Label(16, 400, "3")
        struck = self._was.font()
        struck.setStrikeOut(True)
        self._was.setFont(struck)
        for button, which in (
            (self._card, Icon.CARD), (self._countdown, Icon.CLOCK), (self._next, Icon.NEXT),
            (self._starting, Icon.SLATE), (self._back, Icon.SLATE), (self._name, Icon.PERSON),
        ):  # fmt: skip
            button.setIcon(icon(which, tokens.text1, gap=-6 if which is Icon.NEXT else 6))
            button.setIconSize(size(6))
        self._next.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        top = QHBoxLayout()
        top.addWidget(self._label)
        top.addStretch()
        top.addWidget(self._stock)
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        for button in (self._card, self._countdown):
            self._first.addWidget(button)
        self._first.addStretch()
        self._first.addWidget(self._next)
        for button in (self._starting, self._back, self._name, self._layout):
            self._second.addWidget(button)
        self._second.addStretch()
        price = QHBoxLayout()
        price.setSpacing(12)
        price.addWidget(self._note)
        price.addWidget(self._was)
        price.addStretch(1)
        self._item = QVBoxLayout()
        self._item.addLayout(top)
        self._item.addWidget(self._title)
        self._item.addLayout(price)
        # The film belongs to the item and stands beside its name, so that no row of buttons grows too wide.
        self._head = QHBoxLayout()
        self._head.setSpacing(12)
        self._head.addLayout(self._item, 1)
        self._head.addWidget(self._film, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addStretch(1)
        self._column.addLayout(self._first)
        self._column.addLayout(self._second)

    def arrange(self, grid: Grid) -> None:
        across, along = (12, 8) if grid.is_compact else (16, 16)
        self._column.setContentsMargins(across, along, across, along)
        for column in (self._column, self._item):
            column.setSpacing(4 if grid.is_compact else 8)
        for row in (self._first, self._second):
            row.setSpacing(8)
        self._title.setFont(ui_font(19 if grid.is_compact else 28, 600))
        self._is_compact = grid.is_compact

    def set_narrow(self, is_narrow: bool) -> None:
        """Beside a portrait picture the buttons stand below one another."""
        direction = QBoxLayout.Direction
        for row in (self._first, self._second, self._head):
            row.setDirection(direction.TopToBottom if is_narrow else direction.LeftToRight)

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        self._snapshot = snapshot
        on_air = snapshot.on_air
        card = on_air.card
        product = card.product if card else None
        label = _where(on_air, said)
        is_short = self._is_compact and product is not None
        self._label.say(f"{label} · {speech.amount(product.price).text}" if is_short and product else label)
        self._title.say(plain(product.title) if product else said.nothing_on_air)
        for part in (self._note, self._was):
            part.setVisible(not self._is_compact)
        self._note.say(speech.amount(product.price).text if product else said.nothing_on_air_note)
        self._was.say(speech.amount(product.compare_at).text if product and product.compare_at else "")
        self._stock.say(_stock(product, said))
        self._stock.set_tone("warn")
        upcoming = _upcoming(snapshot)
        _say(self._card, said.hide_card if product else said.show_card)
        self._card.setEnabled(product is not None or bool(snapshot.products))
        _say(self._next, said.next_item.format(title=plain(upcoming.title, 24)) if upcoming else said.next)
        self._next.setEnabled(upcoming is not None)
        _say(self._countdown, _countdown(snapshot, said))
        kind = on_air.slate.kind if on_air.slate else None
        _say(self._starting, said.hide_slate if kind is SlateKind.STARTING else said.slate_starting)
        _say(self._back, said.hide_slate if kind is SlateKind.BACK else said.slate_back)
        _say(self._name, said.hide_lower_third if on_air.lower_third else said.lower_third)
        self._name.setVisible(bool(self._host[0]))
        self._layout.draw(snapshot, said)
        self._film.draw(snapshot, said)

    def _button(self, wish: Callable[[], None], kind: type[QPushButton] = QPushButton) -> QPushButton:
        button = kind()
        button.clicked.connect(lambda: wish())
        return button

    def _toggle_card(self) -> None:
        if self._snapshot.on_air.card:
            self._desk.hide_card()
        else:
            self._desk.next_card()

    def _toggle_countdown(self) -> None:
        if self._snapshot.on_air.countdown:
            self._desk.cancel_countdown()
        else:
            self._desk.start_countdown(_COUNTDOWN_S)

    def _toggle_starting(self) -> None:
        slate = self._snapshot.on_air.slate
        if slate and slate.kind is SlateKind.STARTING:
            self._desk.hide_slate()
        else:
            self._desk.show_slate(SlateKind.STARTING, _STARTING_S)

    def _toggle_back(self) -> None:
        slate = self._snapshot.on_air.slate
        if slate and slate.kind is SlateKind.BACK:
            self._desk.hide_slate()
        else:
            self._desk.show_slate(SlateKind.BACK)

    def _toggle_name(self) -> None:
        if self._snapshot.on_air.lower_third:
            self._desk.hide_lower_third()
        else:
            self._desk.show_lower_third(*self._host)


def _say(button: QPushButton, text: str) -> None:
    # A lone ampersand in a product's title would be taken for a keyboard mnemonic.
    shown = text.replace("&", "&&")
    if button.text() != shown:
        button.setText(shown)
        button.setAccessibleName(text)


def _where(on_air: OnAir, said: Words) -> str:
    """What the words above the item say of it: viewers see nothing of a card behind a slate."""
    if not on_air.card:
        return said.run_of_show
    if not on_air.slate:
        return said.on_air_now
    is_starting = on_air.slate.kind is SlateKind.STARTING
    return said.on_air_covered.format(slate=said.slate_starting if is_starting else said.slate_back)


def _countdown(snapshot: Snapshot, said: Words) -> str:
    """What the button does; or, after a countdown, how long it is until viewers have seen its zero too."""
    on_air = snapshot.on_air
    if on_air.countdown:
        return said.cancel_countdown
    if on_air.opening:
        left_s = max(1, ceil(on_air.opening.opens_at_s - snapshot.at_s))
        return said.delay.opening.format(seconds=left_s)
    return said.countdown.format(seconds=int(_COUNTDOWN_S))


def _stock(product: Product | None, said: Words) -> str:
    if product is None or product.stock is None or product.stock > 5:
        return ""
    return said.sold_out if product.is_sold_out else said.left.format(count=product.stock)


def _upcoming(snapshot: Snapshot) -> Product | None:
    card = snapshot.on_air.card
    return next_product(snapshot.products, card.product if card else None, snapshot.shown_ids)
