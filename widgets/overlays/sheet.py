"""The paper of a sprite: a transparent picture around a box on the canvas, its panel and its shadow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from math import ceil

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from widgets.overlays.canvas import Canvas
from widgets.overlays.kit import PANEL_OPACITY

MARGIN = 40
# Offset down, blur as CSS counts it (twice the deviation), opacity: a soft one for depth, a tight one for the
# edge.
_SHADOWS = ((8, 32, 0.30), (1, 3, 0.20))
Corners = tuple[float, float, float, float]


class Sheet:
    """`box` in canvas pixels with a margin around it, cropped to the canvas; all even, so that chroma stays
    sharp."""

    def __init__(self, canvas: Canvas, box: QRect, margin: int = 0) -> None:
        around = canvas.even(margin)
        whole = QRect(0, 0, canvas.width, canvas.height)
        self.box = box
        self.region = box.adjusted(-around, -around, around, around).intersected(whole)
        self.image = QImage(self.region.size(), QImage.Format.Format_ARGB32_Premultiplied)
        self.image.fill(Qt.GlobalColor.transparent)

    @contextmanager
    def painter(self) -> Iterator[QPainter]:
        """Paints with the box's top left corner as the origin."""
        painter = QPainter(self.image)
        hints = QPainter.RenderHint
        painter.setRenderHints(hints.Antialiasing | hints.TextAntialiasing | hints.SmoothPixmapTransform)
        painter.translate(self.box.topLeft() - self.region.topLeft())
        try:
            yield painter
        finally:
            painter.end()


def colour(name: str, opacity: float = 1.0) -> QColor:
    """A kit's "#RRGGBB" with an opacity."""
    made = QColor(name)
    made.setAlphaF(opacity)
    return made


def rounded(box: QRectF, corners: Corners) -> QPainterPath:
    """A rectangle with its own radius in each corner: top left, top right, bottom right, bottom left."""
    top_left, top_right, bottom_right, bottom_left = corners
    path = QPainterPath()
    path.moveTo(box.left() + top_left, box.top())
    path.lineTo(box.right() - top_right, box.top())
    _turn(path, box.right() - 2 * top_right, box.top(), top_right, 90)
    path.lineTo(box.right(), box.bottom() - bottom_right)
    _turn(path, box.right() - 2 * bottom_right, box.bottom() - 2 * bottom_right, bottom_right, 0)
    path.lineTo(box.left() + bottom_left, box.bottom())
    _turn(path, box.left(), box.bottom() - 2 * bottom_left, bottom_left, -90)
    path.lineTo(box.left(), box.top() + top_left)
    _turn(path, box.left(), box.top(), top_left, 180)
    path.closeSubpath()
    return path


def _turn(path: QPainterPath, x: float, y: float, radius: float, start: float) -> None:
    if radius:
        path.arcTo(QRectF(x, y, 2 * radius, 2 * radius), start, -90)


def panel(painter: QPainter, box: QRectF, corners: Corners, ground: str) -> None:
    """A brand panel: nearly opaque, with nothing of its shadow beneath it."""
    path = rounded(box, corners)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
    painter.fillPath(path, QColor("#000000"))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.fillPath(path, colour(ground, PANEL_OPACITY))


def shadow(painter: QPainter, box: QRect, radius: float, canvas: Canvas) -> None:
    """The soft shadow of a rounded box, to be covered by its panel."""
    for down, blur, opacity in _SHADOWS:
        sigma = canvas.px(blur) / 2
        reach = ceil(3 * sigma)
        # Beyond this size a blurred box is its corners and straight edges, which stretch.
        full = 2 * (reach + round(radius)) + 1
        size = min(box.width(), full), min(box.height(), full)
        patch = _patch(size, round(radius), round(sigma, 2), opacity)
        outer = box.translated(0, round(canvas.px(down))).adjusted(-reach, -reach, reach, reach)
        _stretch(painter, patch, outer)


@lru_cache(maxsize=32)
def _patch(size: tuple[int, int], radius: int, sigma: float, opacity: float) -> QImage:
    """A black rounded box of `size`, blurred by a Gaussian of `sigma` pixels, with room for three times that
    around it."""
    width, height = size
    mask = QImage(width, height, QImage.Format.Format_Grayscale8)
    mask.fill(0)
    painter = QPainter(mask)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(rounded(QRectF(0, 0, width, height), (radius,) * 4), QColor("#FFFFFF"))
    painter.end()
    rows = np.frombuffer(mask.constBits(), np.uint8).reshape(height, mask.bytesPerLine())[:, :width]
    reach = ceil(3 * sigma)
    alpha = np.pad(rows.astype(np.float64), reach)
    steps = np.arange(-reach, reach + 1)
    kernel = np.exp(-(steps**2) / (2 * sigma**2))
    for axis in (0, 1):
        alpha = np.apply_along_axis(np.convolve, axis, alpha, kernel / kernel.sum(), "same")
    pixels = np.zeros((*alpha.shape, 4), np.uint8)
    pixels[..., 3] = np.rint(alpha * opacity)
    format_ = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(pixels.tobytes(), alpha.shape[1], alpha.shape[0], format_).copy()


def _stretch(painter: QPainter, patch: QImage, outer: QRect) -> None:
    """Lays the patch into `outer`: corners as they are, its middle row and column stretched where it is
    smaller."""
    for y, height, source_y, source_height in _spans(outer.top(), outer.height(), patch.height()):
        for x, width, source_x, source_width in _spans(outer.left(), outer.width(), patch.width()):
            target = QRectF(x, y, width, height)
            painter.drawImage(target, patch, QRectF(source_x, source_y, source_width, source_height))


def _spans(start: int, length: int, source: int) -> Iterator[tuple[int, int, int, int]]:
    """Start and length of each piece in the target and in the source."""
    if length == source:
        yield start, length, 0, source
        return
    half = source // 2
    middle = length - 2 * half
    yield start, half, 0, half
    yield start + half, middle, half, 1
    yield start + half + middle, half, half + 1, half
