"""Paints a comment or an order as one row: who and when, what, and its state at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from widgets.theme import icons
from widgets.theme.shapes import Shape, paint
from widgets.theme.style import ui_font
from widgets.theme.tokens import Tokens

ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
COMMENT_HEIGHT, ORDER_HEIGHT, HIDE_WIDTH = 56, 64, 52


@dataclass(frozen=True, slots=True)
class FeedRow:
    """`key` identifies the row; texts are plain and short already. `amount` stands at the right, figures aligned."""

    key: tuple[str, str]
    name: str
    when: str
    text: str
    amount: str = ""
    shape: Shape | None = None
    tone: str = ""
    state: str = ""


class FeedPainter(QStyledItemDelegate):
    """One look for both lists."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  # Qt's name
        row: FeedRow = index.data(ROLE)
        return QSize(100, ORDER_HEIGHT if row.shape is not None else COMMENT_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: FeedRow = index.data(ROLE)
        t, box = self._tokens, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state, near = option.state, QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected
        if state & near:
            painter.fillRect(box, QColor(t.raised))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(t.accent), 2))
            painter.drawRoundedRect(QRectF(box).adjusted(2, 2, -2, -2), 6, 6)
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), QColor(t.line))
        if row.shape is not None:
            self._order(painter, box, row)
        else:
            self._comment(painter, box, row, is_near=bool(state & near))
        painter.restore()

    def _comment(self, painter: QPainter, box: QRect, row: FeedRow, *, is_near: bool) -> None:
        """Who and when over what was said; near the hand, the way to hide it at the right."""
        t, left, right = self._tokens, box.left() + 16, box.right() - (HIDE_WIDTH if is_near else 16)
        used = self._text(painter, QRect(left, box.top() + 7, right - left, 18), row.name, 12, 600, t.text2)
        place = QRect(left + used + 8, box.top() + 7, right - left - used - 8, 18)
        self._text(painter, place, row.when, 12, 400, t.text3)
        self._text(painter, QRect(left, box.top() + 26, right - left, 22), row.text, 15, 400, t.text1)
        if is_near:
            x, y = box.right() - HIDE_WIDTH / 2 - icons.SIZE / 2, box.center().y() - icons.SIZE / 2
            icons.paint(painter, QPointF(x, y), icons.Icon.HIDE, t.text1)

    def _order(self, painter: QPainter, box: QRect, row: FeedRow) -> None:
        """Shape, buyer and amount; below them number, item and state."""
        t, left, right = self._tokens, box.left() + 16, box.right() - 16
        tone = {"ok": t.ok, "warn": t.warn, "fail": t.fail, "info": t.info}.get(row.tone, t.info)
        if row.shape is not None:
            paint(painter, QRectF(left, box.center().y() - 8, 16, 16), row.shape, tone.shape, t.panel)
        left += 28
        top, below = box.top() + 12, box.top() + 32
        line = QRect(left, top, right - left, 20)
        width = self._text(painter, line, row.amount, 14, 600, t.text1, right=True)
        self._text(painter, line.adjusted(0, 0, -width - 8, 0), row.name, 14, 600, t.text1)
        line = QRect(left, below, right - left, 18)
        width = self._text(painter, line, row.state, 12, 400, tone.text, right=True)
        self._text(painter, line.adjusted(0, 0, -width - 8, 0), row.text, 12, 400, t.text3)

    def _text(
        self,
        painter: QPainter,
        box: QRect,
        text: str,
        px: int,
        weight: int,
        colour: str,
        *,
        right: bool = False,
    ) -> int:
        """Draws one line, cut where the box ends, and returns its width."""
        if not text or box.width() < 12:
            return 0
        font = ui_font(px, weight)
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(font)
        painter.setPen(QColor(colour))
        across = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | across), shown)
        return metrics.horizontalAdvance(shown)
