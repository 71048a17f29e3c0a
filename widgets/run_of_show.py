"""The run of show: every item with price and stock, the one on air marked, shown and hidden from here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
)

from app.domain.product import Product
from app.snapshot import ShowPhase, Snapshot
from widgets.label import Label
from widgets.overlays.picture import Pictures
from widgets.run_of_show_row import ROLE, Index, Row, RowPainter
from widgets.theme.tokens import Grid, Tokens
from widgets.words import speech
from widgets.words.catalogue import Words

_LOW = 5
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select)


class Rows(QAbstractListModel):
    """Items in show order; only changed rows are told to the view."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: N802, B008  # Qt's signature
        return len(self._rows)

    def data(self, index: Index, role: int = 0) -> object:
        row = self._rows[index.row()]
        if role == ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            price = speech.amount(row.product.price).text
            return " ".join(
                part
                for part in (str(row.product.number), row.product.title, price, row.tag, row.stock)
                if part
            )
        return None

    def take(self, rows: tuple[Row, ...]) -> None:
        before = self._rows
        if len(before) != len(rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        self._rows = rows
        heights_changed = False
        for number, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old != new:
                index = self.index(number)
                heights_changed |= old.is_on_air != new.is_on_air
                self.dataChanged.emit(index, index)
        if heights_changed:
            self.layoutChanged.emit()


class RunOfShow(QFrame):
    """`on_show(product_id)` puts a card up, `on_hide` takes the one that is up down; click, Enter or a touch."""

    def __init__(
        self, tokens: Tokens, pictures: Pictures, on_show: Callable[[str], None], on_hide: Callable[[], None]
    ) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self._tokens = tokens
        self._on_show = on_show
        self._on_hide = on_hide
        self._title, self._count = Label(14, 600), Label(12, 400, "2")
        self._rows = Rows()
        self._delegate = RowPainter(tokens, pictures)
        self.view = QListView()
        self.view.setModel(self._rows)
        self.view.setItemDelegate(self._delegate)
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(False)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.clicked.connect(self._press)
        # Not `activated`, which a double click or, on some desktops, each click sends beside `clicked`.
        self.view.installEventFilter(self)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self._count)
        rule = QFrame()
        rule.setProperty("rule", True)
        rule.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        self._title.setFixedHeight(44)
        self._empty = Label(14, 400, "3", wraps=True)
        self._empty.setContentsMargins(16, 16, 16, 16)
        column.addLayout(head)
        column.addWidget(rule)
        column.addWidget(self._empty)
        column.addWidget(self.view, 1)

    def arrange(self, grid: Grid) -> None:
        self._delegate.row_height = grid.row
        self._title.setFixedHeight(grid.row - 13 if grid.is_compact else 47)
        self._rows.layoutChanged.emit()

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        self._title.say(said.run_of_show)
        self.view.setAccessibleName(said.run_of_show)
        card = snapshot.on_air.card
        count = len(snapshot.products)
        self._empty.setVisible(not count)
        self._empty.say(said.no_items)
        if card and count:
            self._count.say(said.item_of.format(number=card.product.number, count=count))
        else:
            self._count.say(said.items.format(count=count))
        self._rows.take(rows_of(snapshot, said))
        if self._delegate.is_waiting:
            self._delegate.is_waiting = False
            self.view.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Enter on an item does what a click does."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in _ENTER:
            if self.view.currentIndex().isValid() and not event.isAutoRepeat():
                self._press(self.view.currentIndex())
            return True
        return super().eventFilter(watched, event)

    def _press(self, index: QModelIndex) -> None:
        row: Row = index.data(ROLE)
        if row.is_on_air:
            self._on_hide()
        else:
            self._on_show(row.product.id)


def rows_of(snapshot: Snapshot, said: Words) -> tuple[Row, ...]:
    """What each item shows now."""
    card = snapshot.on_air.card
    on_air_number = card.product.number if card else 0
    is_rehearsal = snapshot.phase is ShowPhase.REHEARSAL
    rows = []
    for product in snapshot.products:
        is_on_air = card is not None and card.product.id == product.id
        rows.append(
            Row(
                product=product,
                is_on_air=is_on_air,
                is_next=card is not None and product.number == on_air_number + 1,
                is_done=product.id in snapshot.shown_ids,
                tag=(said.rehearsing if is_rehearsal else said.on_air) if is_on_air else "",
                next_word=said.next,
                stock=_stock(product, said),
                short_stock="" if product.stock is None else str(max(0, product.stock)),
                is_low=product.stock is not None and product.stock <= _LOW,
            )
        )
    return tuple(rows)


def _stock(product: Product, said: Words) -> str:
    if product.stock is None:
        return ""
    if product.is_sold_out:
        return said.sold_out
    return (said.left if product.stock <= _LOW else said.stock).format(count=product.stock)
