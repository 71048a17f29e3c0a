"""Type on a sheet: the kit's faces in canvas pixels, measured and drawn on baselines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from widgets import fonts
from widgets.overlays.canvas import Canvas
from widgets.overlays.kit import Kit
from widgets.overlays.price import Price
from widgets.overlays.price_fit import PriceSize
from widgets.overlays.words import NUMBER

TABULAR = ("tnum",)


@dataclass(frozen=True, slots=True)
class Face:
    """A cut of the kit's type; size and spacing in pixels at a short side of 720."""

    px: float
    weight: int = 400
    spacing: float = 0.0
    features: tuple[str, ...] = ()
    is_display: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one face and colour; `lift` canvas pixels lie between it and the piece before."""

    text: str
    face: Face
    colour: str
    lift: float = 0.0


@lru_cache(maxsize=256)
def _font(
    families: tuple[str, ...], px: float, weight: int, spacing: float, features: tuple[str, ...]
) -> QFont:
    return fonts.font(families, px, weight, spacing_px=spacing, features=features)


@dataclass(frozen=True, slots=True)
class Lettering:
    """The type of one kit on one canvas. Widths and places are canvas pixels."""

    canvas: Canvas
    families: tuple[str, ...]
    display: tuple[str, ...]

    def font(self, face: Face) -> QFont:
        k = self.canvas.k
        families = self.display if face.is_display else self.families
        return _font(families, face.px * k, face.weight, face.spacing * k, face.features)

    def width(self, text: str, face: Face) -> float:
        return QFontMetricsF(self.font(face)).horizontalAdvance(text) if text else 0.0

    def line_width(self, runs: Sequence[Run]) -> float:
        return sum(self.width(run.text, run.face) + run.lift for run in runs)

    def draw(self, painter: QPainter, x: float, baseline: float, *runs: Run) -> float:
        """Draws a line from `x` on; the answer is where it ends."""
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        for run in runs:
            x += run.lift
            painter.setFont(self.font(run.face))
            painter.setPen(QColor(run.colour))
            painter.drawText(QPointF(x, round(baseline)), run.text)
            x += self.width(run.text, run.face)
        return x

    def clock_width(self, text: str, face: Face) -> float:
        return sum(self._cell(char, face) for char in text)

    def draw_clock(
        self, painter: QPainter, x: float, baseline: float, text: str, face: Face, colour: str
    ) -> None:
        """A countdown whose digits do not shift: each stands in the middle of a cell as wide as the
        widest."""
        for char in text:
            cell, own = self._cell(char, face), self.width(char, _clock_face(char, face))
            self.draw(painter, x + (cell - own) / 2, baseline, Run(char, _clock_face(char, face), colour))
            x += cell

    def _cell(self, char: str, face: Face) -> float:
        if not char.isdigit():
            return self.width(char, _clock_face(char, face))
        return max(self.width(digit, _clock_face(digit, face)) for digit in "0123456789")


def _clock_face(char: str, face: Face) -> Face:
    """Tabular figures; a colon as high as they are."""
    return replace(face, features=TABULAR if char.isdigit() else ("case",))


def lettering(canvas: Canvas, kit: Kit) -> Lettering:
    """The kit's type; loads the fonts when nobody has yet."""
    loaded = fonts.load()
    return Lettering(canvas, *((loaded.serif,) * 2 if kit.has_serif else (loaded.sans, loaded.display)))


def price_runs(
    price: Price, size: PriceSize, weight: int, sign_colour: str, colour: str, gap: float
) -> tuple[Run, ...]:
    """An amount in its three parts: tabular digits, `gap` canvas pixels after a smaller sign."""
    small = Face(size.sign, weight, features=TABULAR)
    digits = Face(size.digits, weight, spacing=-0.5, features=TABULAR)
    return (
        Run(price.sign, small, sign_colour),
        Run(price.major, digits, colour, lift=gap),
        Run(price.minor, small, colour),
    )


def numbered(text: str, number: int, face: Face, colour: str, number_colour: str) -> tuple[Run, ...]:
    """A call whose `{number}` is set bold."""
    before, mark, after = text.partition(NUMBER)
    bold = Face(face.px, 700)
    runs = [Run(before, face, colour)]
    if mark:
        runs += [Run(str(number), bold, number_colour), Run(after, face, colour)]
    return tuple(run for run in runs if run.text)
