"""The code by which the viewers' delay is measured: for a camera and, in digits, for the host's own eyes."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QPainter

from app.domain.viewer_delay import digits_of, text_of
from widgets.overlays import band, motion, qr, sheet
from widgets.overlays.canvas import Canvas
from widgets.overlays.card_plan import card_plan, product_plan
from widgets.overlays.kit import Kit
from widgets.overlays.lettering import Face, Run, lettering
from widgets.overlays.overlay import Painted, Scene, overlay
from widgets.overlays.words import WORDS, Language

# Above the slates: before the show begins is the best time to measure.
_ORDER = 95
_PAD, _RADIUS = 4, 6
# Nearly twice a card's: it is read off a phone that somebody holds up to a camera. Of a phone that looks a third
# smaller than in the tests it is read in seven pictures of ten, with a pixel less in two; more reaches into a face.
_MODULE, _MODULES = 7, 21
_LABEL, _DIGITS = Face(24, 400), Face(68, 700)
# Landscape: baselines below the tile, and what is free below the last one.
_DIGITS_DOWN, _LABEL_DOWN, _FOOT = 56, 90, 14
# Portrait: baselines from the middle of the tile, what is free beside it, and between the code and the card.
_LABEL_UP, _DIGITS_BELOW, _SIDE, _ABOVE_CARD = 26, 48, 20, 12
_WIDEST = "0000"


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayCode:
    """One second's code, where neither other overlays nor a host's face are.

    Landscape: upright in the upper left corner, beside a host in the middle. In portrait she fills the width, and her
    face the upper third: there it lies below, on `foot`, the uppermost row that a card or a countdown takes.
    """

    second: int
    foot: int
    canvas: Canvas
    kit: Kit
    language: Language

    @property
    def subject(self) -> str:
        return ""

    def box(self) -> QRect:
        """Its place: the tile, and the widest digits and the words below it or, in portrait, beside it."""
        type_, k, side = lettering(self.canvas, self.kit), self.canvas.even, self._side()
        words = max(type_.clock_width(_WIDEST, _DIGITS), type_.width(self._label(), _LABEL))
        left, top, _, _ = self.canvas.safe
        if self.canvas.is_portrait:
            width, height = side + 2 * ceil((k(_PAD + 2 * _SIDE) + words) / 2), side + 2 * k(_PAD)
            return QRect(left, self.foot - k(_ABOVE_CARD) - height, width, height)
        width = 2 * k(_PAD) + 2 * ceil(max(side, words + k(2 * _PAD)) / 2)
        return QRect(left, top, width, k(_PAD) + side + k(_LABEL_DOWN + _FOOT))

    def paint(self) -> Painted:
        paper = sheet.Sheet(self.canvas, self.box(), sheet.MARGIN)
        with paper.painter() as painter:
            self._panel(painter, paper.box)
            self._code(painter, paper.box.width())
            self._words(painter, paper.box.width())
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

    def _code(self, painter: QPainter, width: int) -> None:
        made, pad = self._made(), self.canvas.even(_PAD)
        if made:
            left = pad if self.canvas.is_portrait else (width - self._side()) // 2
            radius = self.canvas.px(_RADIUS)
            qr.paint_tile(painter, QPoint(left, pad), self.canvas, made, radius, _MODULE, _MODULES)

    def _words(self, painter: QPainter, width: int) -> None:
        """Digits and label, each in the middle of its room."""
        type_, k, digits = lettering(self.canvas, self.kit), self.canvas, digits_of(self.second)
        pad, side = k.even(_PAD), self._side()
        if k.is_portrait:
            from_x, down, up = (
                pad + side,
                pad + side / 2 + k.px(_DIGITS_BELOW),
                pad + side / 2 - k.px(_LABEL_UP),
            )
        else:
            from_x, down, up = 0, pad + side + k.px(_DIGITS_DOWN), pad + side + k.px(_LABEL_DOWN)
        middle = (from_x + width) / 2
        x = middle - type_.clock_width(digits, _DIGITS) / 2
        type_.draw_clock(painter, x, down, digits, _DIGITS, self.kit.ink)
        x = middle - type_.width(self._label(), _LABEL) / 2
        type_.draw(painter, x, up, Run(self._label(), _LABEL, self.kit.ink_2))

    def _panel(self, painter: QPainter, box: QRect) -> None:
        whole, radius = QRect(0, 0, box.width(), box.height()), self.canvas.px(self.kit.radius)
        sheet.shadow(painter, whole, radius, self.canvas)
        sheet.panel(painter, QRectF(whole), (radius,) * 4, self.kit.panel)


@overlay("delay-code")
def delay_code(scene: Scene) -> DelayCode | None:
    if not scene.is_measuring:
        return None
    return DelayCode(
        second=int(scene.at_s),
        foot=_foot(scene),
        canvas=scene.canvas,
        kit=scene.kit,
        language=scene.language,
    )


def _foot(scene: Scene) -> int:
    """Also without a card its place stays free: a code that jumps is not read."""
    usual = card_plan(scene.canvas, qr.tile_px(scene.canvas, None)).box.top()
    card = scene.stage.card
    taken = [product_plan(card.product, scene.canvas)[0].box.top()] if card else []
    taken += [band.place(scene).top()] if band.is_shown(scene) else []
    return min(usual, *taken) if taken else usual
