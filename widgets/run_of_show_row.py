"""Paints a row of the run of show: number, picture, name and price, stock at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.product import Product
from app.domain.text import plain
from widgets.overlays.picture import Pictures
from widgets.theme.shapes import Shape, paint
from widgets.theme.style import ui_font
from widgets.theme.tokens import Tokens
from widgets.words import speech

ROLE = Qt.ItemDataRole.UserRole
_ROOMY = 64
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Row:
    """One item as it is painted."""

    product: Product
    is_on_air: bool = False
    is_next: bool = False
    is_done: bool = False
    tag: str = ""
    next_word: str = ""
    stock: str = ""
    short_stock: str = ""
    is_low: bool = False


class RowPainter(QStyledItemDelegate):
    """Paints a row as the design has it: number, picture, name and price, stock at the right."""

    def __init__(self, tokens: Tokens, pictures: Pictures) -> None:
        super().__init__()
        self.tokens = tokens
        self.row_height = 64
        self.is_waiting = False
        self._pictures = pictures

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802  # Qt's name
        row: Row = index.data(ROLE)
        return QSize(100, self.row_height + (24 if row.is_on_air else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROLE)
        t, box = self.tokens, option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state = option.state
        if row.is_on_air:
            painter.fillRect(box, QColor(t.accent_tint))
            painter.fillRect(QRect(box.left(), box.top(), 4, box.height()), QColor(t.accent))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(t.raised))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(t.accent), 2))
            painter.drawRoundedRect(QRectF(box).adjusted(2, 2, -2, -2), 6, 6)
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), QColor(t.line))
        self._paint_row(painter, box, row)
        painter.restore()

    def _paint_row(self, painter: QPainter, box: QRect, row: Row) -> None:
        t, side = self.tokens, (56 if self.row_height >= _ROOMY else 48) if row.is_on_air else 40
        middle = box.center().y()
        self._text(
            painter,
            QRect(box.left() + 12, middle - 10, 20, 20),
            str(row.product.number),
            14,
            400,
            t.text3,
            right=True,
        )
        left = box.left() + 44
        self._thumbnail(painter, QRect(left, middle - side // 2, side, side), row)
        x, right = left + side + 12, box.right() - 15
        ink = t.text2 if row.is_done and not row.is_on_air else t.text1
        price = speech.amount(row.product.price).text
        price_px, price_width = _fitting(price, right - x)
        # A figure is never cut: stock that finds no room beside the price goes up beside the tag, or gives way.
        beside = right - x - price_width - 4
        is_tight = row.is_on_air and _width(row.stock, 12, 600) + (18 if row.is_low else 0) > beside
        room = right - x - _width(row.tag, 12, 600) - 24 if is_tight else beside
        self._stock(painter, QRect(right - room, middle - (46 if is_tight else 0), room, 20), row)
        top = middle - (10 if row.is_on_air else 21)
        if row.is_on_air:
            self._pill(painter, x, middle - 36, row.tag)
        title_width = (
            right - x - (self._tag(painter, right, middle - 22, row.next_word) if row.is_next else 0)
        )
        weight = 400 if row.is_done and not row.is_on_air else 600
        self._text(painter, QRect(x, top, title_width, 20), plain(row.product.title, 80), 14, weight, ink)
        below = top + (20 if row.is_on_air else 21)
        self._text(painter, QRect(x, below, price_width + 4, 20), price, price_px, 600, t.text1)

    def _stock(self, painter: QPainter, box: QRect, row: Row) -> None:
        """In the words that fit: all of them, the figure alone, or none. Half a figure would be another one."""
        t, weight, sign = self.tokens, 600 if row.is_low else 400, 18 if row.is_low else 0
        room = box.width() - sign
        said = (row.stock, row.short_stock, "…" if row.stock else "")
        text = next((one for one in said if _width(one, 12, weight) <= room), "")
        if not text:
            return
        width = _width(text, 12, weight)
        place = QRect(box.right() - width, box.top() + (10 if row.is_on_air else 0), width + 2, 20)
        self._text(painter, place, text, 12, weight, t.warn.text if row.is_low else t.text3)
        if row.is_low:
            paint(
                painter, QRectF(place.left() - 18, place.top() + 4, 13, 13), Shape.WARN, t.warn.shape, t.panel
            )

    def _pill(self, painter: QPainter, x: int, y: int, text: str) -> None:
        t = self.tokens
        width = QFontMetrics(ui_font(12, 600)).horizontalAdvance(text)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(t.accent))
        painter.drawRoundedRect(QRectF(x, y, width + 16, 22), 4, 4)
        self._text(painter, QRect(x + 8, y + 1, width + 2, 20), text, 12, 600, t.on_accent)

    def _tag(self, painter: QPainter, right: int, y: int, text: str) -> int:
        t = self.tokens
        width = QFontMetrics(ui_font(12)).horizontalAdvance(text) + 14
        painter.setPen(QColor(t.line2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(right - width + 0.5, y + 0.5, width, 20), 4, 4)
        self._text(painter, QRect(right - width + 7, y, width, 20), text, 12, 400, t.text2)
        return width + 8

    def _thumbnail(self, painter: QPainter, box: QRect, row: Row) -> None:
        t = self.tokens
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(box), 8, 8)
        painter.save()
        painter.setClipPath(clip)
        if row.is_done and not row.is_on_air:
            painter.setOpacity(0.55)
        ratio = painter.device().devicePixelRatio()
        picture = (
            self._pictures.picture(row.product.image, round(box.width() * ratio))
            if row.product.image
            else None
        )
        if picture is not None and picture.image is not None:
            painter.drawPixmap(box, QPixmap.fromImage(picture.image))
        else:
            # A picture is read behind; one that cannot be read stays the number until the next painting asks again.
            self.is_waiting |= picture is not None and not picture.refusal
            painter.fillRect(box, QColor(t.press))
            self._text(painter, box, str(row.product.number), 16, 600, t.text2, centre=True)
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
        centre: bool = False,
    ) -> None:
        font = ui_font(px, weight)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        across = (
            Qt.AlignmentFlag.AlignRight
            if right
            else Qt.AlignmentFlag.AlignHCenter
            if centre
            else Qt.AlignmentFlag.AlignLeft
        )
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, max(8, box.width()))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | across), shown)


def _width(text: str, px: int, weight: int) -> int:
    return QFontMetrics(ui_font(px, weight)).horizontalAdvance(text)


def _fitting(price: str, room: int) -> tuple[int, int]:
    """The size at which the whole price is seen, and its width then."""
    px = next((px for px in (14, 13, 12, 11, 10) if _width(price, px, 600) <= room), 9)
    return px, _width(price, px, 600)
