"""Paints a comment or an order as one row: who and when, what, and its state at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from widgets.theme.shapes import Shape, paint
from widgets.theme.style import ui_font
from widgets.theme.tokens import Tokens

ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_HEIGHT = 56


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

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802  # Qt's name
        return QSize(100, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: FeedRow = index.data(ROLE)
        t, box = self._tokens, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            painter.fillRect(box, QColor(t.raised))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(t.accent), 2))
            painter.drawRoundedRect(QRectF(box).adjusted(2, 2, -2, -2), 6, 6)
        painter.setPen(QColor(t.line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        left, right = box.left() + 16, box.right() - 16
        if row.shape is not None:
            tone = {"ok": t.ok, "warn": t.warn, "fail": t.fail, "info": t.info}.get(row.tone, t.info)
            paint(painter, QRectF(left, box.top() + 20, 16, 16), row.shape, tone.shape, t.panel)
            left += 28
        width = self._text(
            painter, QRect(left, box.top() + 8, right - left, 18), row.amount, 14, 600, t.text1, right=True
        )
        room = right - left - (width + 8 if row.amount else 0)
        used = self._text(painter, QRect(left, box.top() + 8, room, 18), row.name, 12, 600, t.text2)
        self._text(
            painter, QRect(left + used + 8, box.top() + 8, room - used - 8, 18), row.when, 12, 400, t.text3
        )
        state = self._text(
            painter, QRect(left, box.top() + 29, right - left, 20), row.state, 12, 400, t.text3, right=True
        )
        room = right - left - (state + 8 if row.state else 0)
        self._text(painter, QRect(left, box.top() + 27, room, 22), row.text, 15, 400, t.text1)
        painter.restore()

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
