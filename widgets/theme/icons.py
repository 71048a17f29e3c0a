"""Line icons in a 20 px box: 1.6 stroke, round caps, no fill; drawn in the colour of the text beside them."""

from __future__ import annotations

import enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

SIZE = 20
_SHARP = 3
_STROKE = 1.6


class Icon(enum.Enum):
    """What the console has a picture for."""

    MICROPHONE = "microphone"
    MUTED = "muted"
    CLOCK = "clock"
    CARD = "card"
    NEXT = "next"
    AGAIN = "again"
    REPORT = "report"
    SUN = "sun"
    MOON = "moon"
    HIDE = "hide"
    EYE = "eye"
    FOLDER = "folder"
    SLATE = "slate"
    PERSON = "person"
    CHEVRON = "chevron"
    FOLD = "fold"
    PLAY = "play"
    STOP = "stop"
    SLIDERS = "sliders"


def icon(which: Icon, colour: str, gap: int = 0) -> QIcon:
    """An icon that stays sharp up to 300 %; `gap` pixels stay empty at its right, or below 0 at its left."""
    pixmap = QPixmap((SIZE + abs(gap)) * _SHARP, SIZE * _SHARP)
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(_SHARP)
    painter = QPainter(pixmap)
    paint(painter, QPointF(max(0, -gap), 0), which, colour)
    painter.end()
    return QIcon(pixmap)


def size(gap: int = 0) -> QSize:
    return QSize(SIZE + gap, SIZE)


def paint(painter: QPainter, at: QPointF, which: Icon, colour: str) -> None:
    """Draws the icon with its top left corner at `at`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(at)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    painter.setPen(QPen(QColor(colour), _STROKE, Qt.PenStyle.SolidLine, round_cap, round_join))
    painter.drawPath(_path(which))
    painter.restore()


def _path(which: Icon) -> QPainterPath:
    """Lines are lists of points; boxes are (x, y, width, height, radius); arcs (box, from, span in degrees)."""
    path = QPainterPath()
    for x, y, width, height, radius in _BOXES.get(which, ()):
        path.addRoundedRect(QRectF(x, y, width, height), radius, radius)
    for x, y, side, start, span in _ARCS.get(which, ()):
        box = QRectF(x, y, side, side)
        path.arcMoveTo(box, start)
        path.arcTo(box, start, span)
    for line in _LINES.get(which, ()):
        path.moveTo(*line[0])
        for point in line[1:]:
            path.lineTo(*point)
    return path


_Line = tuple[tuple[float, float], ...]
_RAYS: tuple[_Line, ...] = (
    ((10, 2), (10, 3.6)), ((10, 16.4), (10, 18)), ((2, 10), (3.6, 10)), ((16.4, 10), (18, 10)),
    ((4.4, 4.4), (5.5, 5.5)), ((14.5, 14.5), (15.6, 15.6)), ((4.4, 15.6), (5.5, 14.5)), ((14.5, 5.5), (15.6, 4.4)),
)  # fmt: skip
_STAND: tuple[_Line, ...] = (((10, 15), (10, 17.6)), ((7, 17.6), (13, 17.6)))
_BOXES: dict[Icon, tuple[tuple[float, float, float, float, float], ...]] = {
    Icon.MICROPHONE: ((7.4, 2.4, 5.2, 9.2, 2.6),),
    Icon.MUTED: ((7.4, 2.4, 5.2, 9.2, 2.6),),
    Icon.CARD: ((2.4, 4, 15.2, 12, 2), (10, 9.4, 5, 4, 0.8)),
    Icon.SLATE: ((2.4, 4, 15.2, 12, 2),),
    Icon.STOP: ((4.4, 4.4, 11.2, 11.2, 2),),
}
_ARCS: dict[Icon, tuple[tuple[float, float, float, float, float], ...]] = {
    Icon.MICROPHONE: ((4.8, 4.6, 10.4, 180, 180),),
    Icon.MUTED: ((4.8, 4.6, 10.4, 180, 180),),
    Icon.CLOCK: ((2.6, 2.6, 14.8, 0, 360),),
    Icon.AGAIN: ((3.4, 3.4, 13.2, 30, 280),),
    Icon.SUN: ((6.6, 6.6, 6.8, 0, 360),),
    Icon.MOON: ((3, 3, 14, 75, 300), (8.4, 0.6, 11.4, 164, 122)),
    Icon.SLIDERS: ((10.8, 3.6, 4.8, 0, 360), (4.4, 11.6, 4.8, 0, 360)),
    Icon.PERSON: ((6.6, 2.8, 6.8, 0, 360), (3.4, 11.8, 13.2, 0, 180)),
    Icon.HIDE: ((7.4, 7.4, 5.2, 0, 360), (-0.2, 5, 20.4, 28, 124), (-0.2, -5.4, 20.4, 208, 124)),
    Icon.EYE: ((7.4, 7.4, 5.2, 0, 360), (-0.2, 5, 20.4, 28, 124), (-0.2, -5.4, 20.4, 208, 124)),
}
_LINES: dict[Icon, tuple[_Line, ...]] = {
    Icon.MICROPHONE: _STAND,
    Icon.MUTED: (*_STAND, ((3, 2.6), (17, 17.4))),
    Icon.CLOCK: (((10, 5.6), (10, 10), (13.2, 11.8)),),
    Icon.NEXT: (((3.4, 10), (16.6, 10)), ((11.4, 4.8), (16.6, 10), (11.4, 15.2))),
    Icon.AGAIN: (((16.4, 2.8), (16, 6.8), (12, 6.6)),),
    Icon.REPORT: (
        ((4.4, 2.4), (11.8, 2.4), (15.6, 6.2), (15.6, 17.6), (4.4, 17.6), (4.4, 2.4)),
        ((7.4, 10), (12.6, 10)), ((7.4, 13.4), (12.6, 13.4)),
    ),
    Icon.SUN: _RAYS,
    Icon.HIDE: (((3.4, 16.6), (16.6, 3.4)),),
    Icon.FOLDER: (((2.6, 15.8), (2.6, 4.6), (7.6, 4.6), (9.4, 6.8), (17.4, 6.8), (17.4, 15.8), (2.6, 15.8)),),
    Icon.SLATE: (((6, 9), (14, 9)), ((6, 12), (11, 12))),
    Icon.CHEVRON: (((5.4, 7.8), (10, 12.4), (14.6, 7.8)),),
    Icon.FOLD: (((5.4, 12.4), (10, 7.8), (14.6, 12.4)),),
    Icon.SLIDERS: (
        ((2.4, 6), (10.8, 6)), ((15.6, 6), (17.6, 6)), ((2.4, 14), (4.4, 14)), ((9.2, 14), (17.6, 14)),
    ),
    Icon.PLAY: (((5.6, 3.6), (16, 10), (5.6, 16.4), (5.6, 3.6)),),
}  # fmt: skip
