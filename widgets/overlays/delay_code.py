"""The code by which the viewers' delay is measured: for a camera and, in digits, for the host's own eyes."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QPainter

from app.domain.viewer_delay import digits_of, text_of
from widgets.overlays import motion, qr, sheet
from widgets.overlays.canvas import Canvas
from widgets.overlays.kit import Kit
from widgets.overlays.lettering import Face, Run, lettering
from widgets.overlays.overlay import Painted, Scene, overlay
from widgets.overlays.words import WORDS, Language

# Above the slates: before the show begins is the best time to measure.
_ORDER = 95
_PAD, _GAP, _RADIUS = 16, 24, 6
# Twice that of a card: it is read off a phone that somebody holds up to a camera.
_MODULE, _MODULES = 9, 21
_LABEL, _DIGITS = Face(26, 400), Face(76, 700)
_WIDEST = "0000"


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayCode:
    """One second's code, in the corner that cards, bands and names leave free."""

    second: int
    canvas: Canvas
    kit: Kit
    language: Language

    @property
    def subject(self) -> str:
        return ""

    def box(self) -> QRect:
        """Its place: the tile with its padding, and beside it the widest digits and the words above them."""
        type_, k, side = lettering(self.canvas, self.kit), self.canvas.even, self._side()
        words = max(type_.clock_width(_WIDEST, _DIGITS), type_.width(self._label(), _LABEL))
        left, top, _, _ = self.canvas.safe
        width = 2 * ceil((2 * k(_PAD) + side + 2 * k(_GAP) + words) / 2)
        return QRect(left, top, width, side + 2 * k(_PAD))

    def paint(self) -> Painted:
        paper = sheet.Sheet(self.canvas, self.box(), sheet.MARGIN)
        with paper.painter() as painter:
            self._panel(painter, paper.box)
            self._code(painter)
            self._words(painter, paper.box.height() / 2)
        return Painted(
            image=paper.image,
            x=paper.region.x(),
            y=paper.region.y(),
            order=_ORDER,
            enter=motion.from_left(self.canvas),
            update=motion.CUT,
            leave=motion.OUT,
            mark=self.second,
        )

    def _made(self) -> qr.Code | None:
        return qr.code(text_of(digits_of(self.second)))

    def _side(self) -> int:
        return qr.tile_px(self.canvas, self._made(), _MODULE, _MODULES)

    def _label(self) -> str:
        return WORDS[self.language].delay_code

    def _code(self, painter: QPainter) -> None:
        made, edge = self._made(), self.canvas.even(_PAD)
        if made:
            radius = self.canvas.px(_RADIUS)
            qr.paint_tile(painter, QPoint(edge, edge), self.canvas, made, radius, _MODULE, _MODULES)

    def _words(self, painter: QPainter, middle: float) -> None:
        type_, k = lettering(self.canvas, self.kit), self.canvas
        x = k.even(_PAD) + self._side() + k.even(_GAP)
        type_.draw(painter, x, middle - k.px(26), Run(self._label(), _LABEL, self.kit.ink_2))
        type_.draw_clock(painter, x, middle + k.px(56), digits_of(self.second), _DIGITS, self.kit.ink)

    def _panel(self, painter: QPainter, box: QRect) -> None:
        whole, radius = QRect(0, 0, box.width(), box.height()), self.canvas.px(self.kit.radius)
        sheet.shadow(painter, whole, radius, self.canvas)
        sheet.panel(painter, QRectF(whole), (radius,) * 4, self.kit.panel)


@overlay("delay-code")
def delay_code(scene: Scene) -> DelayCode | None:
    if not scene.is_measuring:
        return None
    return DelayCode(second=int(scene.at_s), canvas=scene.canvas, kit=scene.kit, language=scene.language)
