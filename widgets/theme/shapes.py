"""Status shapes, so that no state is told by colour alone: dot, half circle, triangle, square, check, alarm, cross."""

from __future__ import annotations

import enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF


class Shape(enum.Enum):
    """What a shape means is fixed: DOT live, HALF reconnecting or stale, PLAY rehearsal, SQUARE off, and so on."""

    DOT = "dot"
    HALF = "half"
    PLAY = "play"
    SQUARE = "square"
    CHECK = "check"
    WARN = "warn"
    FAIL = "fail"
    WAIT = "wait"


def paint(painter: QPainter, rect: QRectF, shape: Shape, colour: str, ground: str) -> None:
    """Fills `rect` with the shape; `ground` is the colour of the sign within it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    _PAINTERS[shape](painter, rect, QColor(colour), QColor(ground))
    painter.restore()


def _dot(painter: QPainter, rect: QRectF, _colour: QColor, _ground: QColor) -> None:
    painter.drawEllipse(rect.adjusted(1, 1, -1, -1))


def _half(painter: QPainter, rect: QRectF, colour: QColor, _ground: QColor) -> None:
    inner = rect.adjusted(2, 2, -2, -2)
    painter.drawPie(inner, 90 * 16, 180 * 16)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 2))
    painter.drawEllipse(inner)


def _play(painter: QPainter, rect: QRectF, _colour: QColor, _ground: QColor) -> None:
    left, top, side = rect.left() + rect.width() * 0.12, rect.top(), rect.height()
    painter.drawPolygon(
        QPolygonF(
            [QPointF(left, top), QPointF(left + side * 0.88, top + side / 2), QPointF(left, top + side)]
        )
    )


def _square(painter: QPainter, rect: QRectF, _colour: QColor, _ground: QColor) -> None:
    painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), 2, 2)


def _check(painter: QPainter, rect: QRectF, _colour: QColor, ground: QColor) -> None:
    painter.drawEllipse(rect)
    k = rect.width() / 20
    path = QPainterPath(QPointF(rect.left() + 5.6 * k, rect.top() + 10.4 * k))
    path.lineTo(rect.left() + 8.8 * k, rect.top() + 13.4 * k)
    path.lineTo(rect.left() + 14.4 * k, rect.top() + 7.2 * k)
    _stroke(painter, path, ground, 2.2 * k)


def _warn(painter: QPainter, rect: QRectF, colour: QColor, ground: QColor) -> None:
    k = rect.width() / 20
    triangle = QPolygonF(
        [rect.topLeft() + QPointF(x * k, y * k) for x, y in ((10.0, 2.0), (19.0, 18.0), (1.0, 18.0))]
    )
    painter.setPen(
        QPen(colour, 1.6 * k, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.drawPolygon(triangle)
    path = QPainterPath(QPointF(rect.left() + 10 * k, rect.top() + 8 * k))
    path.lineTo(rect.left() + 10 * k, rect.top() + 12 * k)
    _stroke(painter, path, ground, 2 * k)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawEllipse(QPointF(rect.left() + 10 * k, rect.top() + 15.4 * k), 1.2 * k, 1.2 * k)


def _fail(painter: QPainter, rect: QRectF, _colour: QColor, ground: QColor) -> None:
    k = rect.width() / 20
    corners = ((6, 0), (14, 0), (20, 6), (20, 14), (14, 20), (6, 20), (0, 14), (0, 6))
    painter.drawPolygon(QPolygonF([rect.topLeft() + QPointF(x * k, y * k) for x, y in corners]))
    for x0, x1 in ((6.8, 13.2), (13.2, 6.8)):
        path = QPainterPath(QPointF(rect.left() + x0 * k, rect.top() + 6.8 * k))
        path.lineTo(rect.left() + x1 * k, rect.top() + 13.2 * k)
        _stroke(painter, path, ground, 2.2 * k)


def _wait(painter: QPainter, rect: QRectF, colour: QColor, _ground: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(colour, 2)
    pen.setDashPattern([1.6, 1.6])
    painter.setPen(pen)
    painter.drawEllipse(rect.adjusted(2, 2, -2, -2))


def _stroke(painter: QPainter, path: QPainterPath, colour: QColor, width: float) -> None:
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(
        QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.drawPath(path)
    painter.restore()


_PAINTERS = {
    Shape.DOT: _dot,
    Shape.HALF: _half,
    Shape.PLAY: _play,
    Shape.SQUARE: _square,
    Shape.CHECK: _check,
    Shape.WARN: _warn,
    Shape.FAIL: _fail,
    Shape.WAIT: _wait,
}
