"""The card's solid pieces: picture with number tag, low-stock pill, sold-out tile."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from app.domain.product import Product
from widgets.overlays.canvas import Canvas
from widgets.overlays.kit import Kit
from widgets.overlays.lettering import Face, Lettering, Run, lettering
from widgets.overlays.picture import Picture
from widgets.overlays.sheet import rounded
from widgets.overlays.words import Words

_TAG = 44
_TAG_FACE = Face(30, 600)
_PILL = 40


def picture(
    painter: QPainter, place: QRect, shown: Picture | None, product: Product, kit: Kit, canvas: Canvas
) -> None:
    """The product's picture, grey when sold out, or a hanger on the rule's colour; the number in its
    corner."""
    radius = canvas.px(kit.radius_inner)
    painter.save()
    painter.setClipPath(rounded(QRectF(place), (radius,) * 4))
    if shown and shown.image:
        painter.drawImage(place, _grey(shown.image) if product.is_sold_out else shown.image)
    else:
        _placeholder(painter, place, kit)
    painter.restore()
    _tag(painter, place, product.number, kit, canvas)


def _grey(image: QImage) -> QImage:
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


def _placeholder(painter: QPainter, place: QRect, kit: Kit) -> None:
    painter.fillRect(place, QColor(kit.rule))
    painter.translate(place.topLeft())
    painter.scale(place.width() / 132, place.height() / 132)
    hanger = QPainterPath(QPointF(62, 46))
    hanger.cubicTo(60, 34, 76, 34, 76, 44)
    hanger.cubicTo(76, 52, 66, 52, 66, 62)
    hanger.lineTo(100, 86)
    hanger.quadTo(104, 92, 96, 92)
    hanger.lineTo(36, 92)
    hanger.quadTo(28, 92, 32, 86)
    hanger.lineTo(66, 62)
    pen = QPen(
        QColor(kit.ink_2), 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    )
    painter.strokePath(hanger, pen)


def _tag(painter: QPainter, place: QRect, number: int, kit: Kit, canvas: Canvas) -> None:
    type_, text = lettering(canvas, kit), str(number)
    width = type_.width(text, _TAG_FACE)
    side = canvas.even(_TAG)
    tag = QRectF(place.left(), place.top(), max(side, width + canvas.px(24)), side)
    radius = canvas.px(kit.radius_inner)
    painter.fillPath(rounded(tag, (radius, 0, radius, 0)), QColor(kit.tag))
    x = tag.center().x() - width / 2
    type_.draw(painter, x, place.top() + canvas.px(33), Run(text, _TAG_FACE, kit.on_tag))


def pill(painter: QPainter, x: int, bottom: int, words: str, kit: Kit, type_: Lettering) -> None:
    """The low-stock pill, standing on `bottom`."""
    canvas, face = type_.canvas, Face(24, 700)
    height, dot = canvas.even(_PILL), canvas.px(12)
    width = canvas.px(12 + 12 + 8 + 14) + type_.width(words, face)
    box = QRectF(x, bottom - height, round(width), height)
    radius = canvas.px(kit.radius_inner)
    painter.fillPath(rounded(box, (radius,) * 4), QColor(kit.accent))
    circle = QPainterPath()
    circle.addEllipse(QRectF(x + canvas.px(12), box.center().y() - dot / 2, dot, dot))
    painter.fillPath(circle, QColor(kit.on_accent))
    baseline = bottom - height + canvas.px(28.5)
    type_.draw(painter, x + canvas.px(32), baseline, Run(words, face, kit.on_accent))


def sold_out(painter: QPainter, place: QRect, kit: Kit, canvas: Canvas, words: Words) -> None:
    """A solid tile where the QR code was, with the words in its middle."""
    radius = canvas.px(kit.radius_inner)
    painter.fillPath(rounded(QRectF(place), (radius,) * 4), QColor(kit.tag))
    type_, face, lines = lettering(canvas, kit), Face(36, 700), words.sold_out.split("\n")
    first = place.center().y() + 0.5 + canvas.px(13 - 23 * (len(lines) - 1))
    for index, line in enumerate(lines):
        x = place.left() + (place.width() - type_.width(line, face)) / 2
        type_.draw(painter, x, first + canvas.px(46 * index), Run(line, face, kit.on_tag))
