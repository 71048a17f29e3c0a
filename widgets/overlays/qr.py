"""QR codes for the air: whole-pixel modules in a white tile with its quiet zone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import floor

import segno
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from widgets.overlays.canvas import Canvas

QUIET = 4
LARGEST_VERSION = 6
USUAL_MODULES = 25
_INK = "#14161A"


@dataclass(frozen=True, slots=True)
class Code:
    """Rows of modules, True for dark, without the quiet zone."""

    rows: tuple[tuple[bool, ...], ...]

    @property
    def modules(self) -> int:
        """Modules a side, quiet zone included."""
        return len(self.rows) + 2 * QUIET


@lru_cache(maxsize=64)
def code(link: str) -> Code | None:
    """The code of a link with error correction M; None when it would need more than version 6 (106 bytes)."""
    try:
        made = segno.make_qr(link, error="m", boost_error=False)
    except (segno.DataOverflowError, ValueError):
        return None
    if int(made.version) > LARGEST_VERSION:
        return None
    return Code(tuple(tuple(bool(module) for module in row) for row in made.matrix))


def module_px(canvas: Canvas, least: int = 4) -> int:
    """Pixels a module; `least` is the design's at a short side of 720 and the floor below it."""
    return max(least, floor(least * canvas.k))


def tile_px(canvas: Canvas, made: Code | None, least: int = 4, usual: int = USUAL_MODULES) -> int:
    """Side of the white tile, even: never less than that of a code of `usual` modules (a version 2), so that a column
    keeps its width."""
    modules = max(made.modules if made else 0, usual + 2 * QUIET)
    side = modules * module_px(canvas, least)
    return side + side % 2


def paint_tile(
    painter: QPainter,
    corner: QPoint,
    canvas: Canvas,
    made: Code,
    radius: float,
    least: int = 4,
    usual: int = USUAL_MODULES,
) -> None:
    """The code in its solid white tile; `corner` is a whole pixel, so that no module is smoothed."""
    module, side = module_px(canvas, least), tile_px(canvas, made, least, usual)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#FFFFFF"))
    painter.drawRoundedRect(QRectF(corner.x(), corner.y(), side, side), radius, radius)
    edge = (side - len(made.rows) * module) // 2
    painter.drawImage(corner + QPoint(edge, edge), _modules(made, module))


def _modules(made: Code, module: int) -> QImage:
    size = len(made.rows)
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    for y, row in enumerate(made.rows):
        for x, is_dark in enumerate(row):
            image.setPixelColor(x, y, QColor(_INK if is_dark else "#FFFFFF"))
    side = size * module
    return image.scaled(side, side, mode=Qt.TransformationMode.FastTransformation)
