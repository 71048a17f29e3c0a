"""Comments and orders as they come in: two bounded lists, newest first, with a bar for what is new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QFrame, QListView, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from app.domain.money import Money
from app.domain.order import OrderStatus
from app.domain.state import CommentSeen, OrderSeen
from app.domain.text import plain
from app.snapshot import Snapshot
from widgets.feed_row import HIDE_WIDTH, ROLE, FeedPainter, FeedRow, Index
from widgets.label import Label
from widgets.theme.shapes import Shape
from widgets.theme.tokens import Tokens
from widgets.undo import Undo
from widgets.words import speech
from widgets.words.catalogue import Words

_MOST_ROWS = 1_024
_SIGNS = {
    OrderStatus.PAID: (Shape.CHECK, "ok"),
    OrderStatus.UNPAID: (Shape.WAIT, "info"),
    OrderStatus.CANCELLED: (Shape.FAIL, "fail"),
    OrderStatus.REFUNDED: (Shape.HALF, "warn"),
}
_FSI, _PDI = "\u2068", "\u2069"


class FeedRows(QAbstractListModel):
    """Newest first. What is new is inserted in one step; only other changes rebuild the list."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[FeedRow] = []

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: N802, B008  # Qt's signature
        return len(self._rows)

    def data(self, index: Index, role: int = 0) -> object:
        row = self._rows[index.row()]
        if role == ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(part for part in (row.name, row.when, row.text, row.amount, row.state) if part)
        return None

    def take(self, rows: list[FeedRow]) -> int:
        """Shows these rows; returns how many are new at the top."""
        if rows == self._rows:
            return 0
        added = self._added(rows)
        if added is None:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return 0
        if added:
            self.beginInsertRows(QModelIndex(), 0, added - 1)
            self._rows = rows[:added] + self._rows
            self.endInsertRows()
        if len(self._rows) > len(rows):
            self.beginRemoveRows(QModelIndex(), len(rows), len(self._rows) - 1)
            del self._rows[len(rows) :]
            self.endRemoveRows()
        return added

    def _added(self, rows: list[FeedRow]) -> int | None:
        """How many of `rows` stand above what is shown; None when the rest is not the same."""
        if not self._rows:
            return len(rows)
        first = self._rows[0]
        added = next((place for place, row in enumerate(rows) if row.key == first.key), None)
        if added is None:
            return None
        kept = len(rows) - added
        return added if rows[added:] == self._rows[:kept] else None


class _List(QWidget):
    """A list with its empty words and the bar that says how many came while the host read further down."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.rows = FeedRows()
        self.view = QListView()
        self.view.setModel(self.rows)
        self.view.setItemDelegate(FeedPainter(tokens))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._empty = Label(14, 400, "3", wraps=True)
        self._empty.setContentsMargins(16, 16, 16, 16)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.new_bar = QPushButton()
        self.new_bar.setProperty("bar", True)
        self.new_bar.clicked.connect(self.view.scrollToTop)
        self.new_bar.hide()
        self._unseen = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.new_bar)
        column.addWidget(self._empty)
        column.addWidget(self.view, 1)

    def take(self, rows: list[FeedRow], empty: str, new_words: str) -> None:
        bar = self.view.verticalScrollBar()
        was_away = bar.value() > 8
        before = bar.value()
        added = self.rows.take(rows)
        if was_away:
            # Also after a rebuild, which would put the reader back to the top.
            self.view.doItemsLayout()
            bar.setValue(before + added * self.view.sizeHintForRow(0))
        self._unseen = self._unseen + added if was_away else 0
        self.new_bar.setVisible(self._unseen > 0)
        self.new_bar.setText(f"↑  {new_words.format(count=self._unseen)}")
        self._empty.setVisible(not rows)
        self._empty.say(empty)

    def settle(self) -> None:
        """A reader who is back at the top has seen what was new."""
        if self._unseen and self.view.verticalScrollBar().value() <= 8:
            self._unseen = 0
            self.new_bar.hide()


class Feed(QFrame):
    """`on_hide(connector, comment_id, is_hidden)`: the eye of a row or Delete hides a comment, Undo brings it back."""

    def __init__(self, tokens: Tokens, on_hide: Callable[[str, str, bool], None]) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self._on_hide = on_hide
        self._comment_row = lru_cache(_MOST_ROWS)(comment_row)
        self._drawn: tuple[object, object, object] = (None, None, None)
        self._pressed_key: object = None
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.addTab("")
        self.tabs.addTab("")
        self.comments, self.orders = _List(tokens), _List(tokens)
        self.comments.view.viewport().installEventFilter(self)
        QShortcut(
            QKeySequence(QKeySequence.StandardKey.Delete),
            self.comments.view,
            self._hide_current,
            context=Qt.ShortcutContext.WidgetShortcut,
        )
        self.undo = Undo(lambda key: on_hide(*key, False))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.comments)
        self._pages.addWidget(self.orders)
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        rule = QFrame()
        rule.setProperty("rule", True)
        rule.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 8)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(rule)
        column.addWidget(self._pages, 1)
        column.addWidget(self.undo)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """A press on the eye at the right end of a comment hides it."""
        if isinstance(event, QMouseEvent) and event.button() is Qt.MouseButton.LeftButton:
            view = self.comments.view
            index = view.indexAt(event.position().toPoint())
            is_eye = index.isValid() and event.position().x() > view.viewport().width() - HIDE_WIDTH
            key = index.data(ROLE).key if is_eye else None
            if event.type() is QEvent.Type.MouseButtonPress:
                self._pressed_key = key
            elif event.type() is QEvent.Type.MouseButtonRelease and key is not None:
                # The list moves under the hand: only the comment that was pressed is meant.
                if key == self._pressed_key:
                    self._hide(index)
                return True
        return super().eventFilter(watched, event)

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        state = snapshot.state
        self.undo.draw(said, said.comment_hidden)
        counts = ((said.comments, state.comment_count), (said.orders, state.order_count))
        for place, (name, count) in enumerate(counts):
            if self.tabs.tabText(place) != f"{name}  {count:,}":
                self.tabs.setTabText(place, f"{name}  {count:,}")
        self.comments.view.setAccessibleName(said.comments)
        self.orders.view.setAccessibleName(said.orders)
        before, self._drawn = self._drawn, (state.comments, state.orders, said)
        self.comments.settle()
        self.orders.settle()
        is_same = [new is old for new, old in zip(self._drawn, before, strict=True)]
        if not (is_same[0] and is_same[2]):
            comments = [self._comment_row(seen) for seen in reversed(state.comments) if not seen.is_gone]
            self.comments.take(comments, said.no_comments, said.new_items)
        if not (is_same[1] and is_same[2]):
            self.orders.take(
                [order_row(seen, said) for seen in reversed(state.orders)], said.no_orders, said.new_items
            )

    def _hide_current(self) -> None:
        index = self.comments.view.currentIndex()
        if index.isValid():
            self._hide(index)

    def _hide(self, index: QModelIndex) -> None:
        row: FeedRow = index.data(ROLE)
        self._on_hide(*row.key, True)
        self.undo.offer(row.key)


def comment_row(seen: CommentSeen) -> FeedRow:
    """A stranger's words made safe: plain, short, isolated from the text around them."""
    comment = seen.comment
    return FeedRow(
        key=(comment.connector, comment.comment_id),
        name=_isolated(plain(comment.author_name, 40)),
        when=_local_time(seen.received_at),
        text=_isolated(plain(comment.text)),
    )


def order_row(seen: OrderSeen, said: Words) -> FeedRow:
    """An order with its state in shape and word."""
    order = seen.order
    shape, tone = _SIGNS[order.status]
    word = {
        OrderStatus.PAID: said.paid,
        OrderStatus.UNPAID: said.unpaid,
        OrderStatus.CANCELLED: said.cancelled,
        OrderStatus.REFUNDED: said.refunded,
    }[order.status]
    items = ", ".join(plain(line.title, 60) for line in order.lines[:3])
    number = f"#{plain(order.number, 20).lstrip('#')}"
    is_refund = order.status is OrderStatus.REFUNDED
    minor = -order.refunded_minor if is_refund else order.paid_minor or order.total_minor
    return FeedRow(
        key=(order.source, order.order_id),
        name=_isolated(plain(order.buyer_name, 40)) or number,
        when="",
        text=" · ".join(part for part in (_isolated(number), _isolated(items)) if part),
        amount=speech.amount(Money(minor, order.currency)).text,
        shape=shape,
        tone=tone,
        state=f"{word} {_local_time(seen.received_at)[:5]}",
    )


def _isolated(text: str) -> str:
    """Right-to-left words must not reorder what stands beside them."""
    return f"{_FSI}{text}{_PDI}" if text else ""


def _local_time(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%H:%M:%S") if moment else ""
