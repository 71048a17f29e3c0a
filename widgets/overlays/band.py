"""The countdown: a band on top of the card, or alone in its corner, and the digits on it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter

from widgets.overlays import motion, sheet
from widgets.overlays.canvas import Canvas
from widgets.overlays.card_plan import PAD, anchored, band_height, product_plan
from widgets.overlays.kit import Kit
from widgets.overlays.lettering import Face, Run, lettering
from widgets.overlays.overlay import Painted, Scene, overlay
from widgets.overlays.words import WORDS, Language

# Beneath the card, so that it rises from behind it; the digits above both, once it has come.
_ORDER = 19
_DIGITS_ORDER = 21
_LABEL, _NOTE = Face(30, 700), Face(24, 400)
_DIGITS = Face(48, 600, spacing=-1)
_LONGEST = "0:00:00"


def clock(seconds: int) -> str:
    """02:47 below an hour, 1:02:47 above."""
    hours, rest = divmod(max(0, seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"


def seconds_left(ends_at_s: float | None, at_s: float) -> int:
    """Whole seconds that viewers still see; 0 when there is nothing to count."""
    return 0 if ends_at_s is None else max(0, ceil(ends_at_s - at_s))


def _remaining(scene: Scene) -> int:
    countdown = scene.stage.countdown
    return seconds_left(countdown.ends_at_s, scene.at_s) if countdown and not scene.stage.slate else 0


def card_has_band(scene: Scene) -> bool:
    """Whether a countdown runs that belongs to the card on air, or to none in particular."""
    card, countdown = scene.stage.card, scene.stage.countdown
    if card is None or countdown is None or not _remaining(scene):
        return False
    return countdown.product_id in ("", card.product.id)


def is_shown(scene: Scene) -> bool:
    """Whether a countdown is to be seen at all: never on another product's card."""
    return bool(_remaining(scene)) and (scene.stage.card is None or card_has_band(scene))


def place(scene: Scene) -> QRect:
    """The band's box on the canvas: on the card, or in its corner."""
    height = band_height(scene.canvas)
    if scene.stage.card is None:
        return anchored(scene.canvas, height)
    card = product_plan(scene.stage.card.product, scene.canvas)[0].box
    return QRect(card.left(), card.top() - height, card.width(), height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The solid strip with its label; `below` pixels of the card of `product_id` continue it."""

    box: QRect
    below: int
    product_id: str
    canvas: Canvas
    kit: Kit
    language: Language

    @property
    def subject(self) -> str:
        return self.product_id

    def paint(self) -> Painted:
        paper = sheet.Sheet(self.canvas, self.box, sheet.MARGIN)
        with paper.painter() as painter:
            self._strip(painter)
            self._label(painter)
        return Painted(
            image=paper.image,
            x=paper.region.x(),
            y=paper.region.y(),
            order=_ORDER,
            enter=motion.up(self.canvas, motion.RISE) if self.below else motion.up(self.canvas),
            update=motion.CHANGE,
            leave=motion.OUT,
        )

    def _strip(self, painter: QPainter) -> None:
        """On a card the foot is square, and the shadow is only what lies above the seam."""
        width, height, radius = self.box.width(), self.box.height(), self.canvas.px(self.kit.radius)
        if self.below:
            painter.setClipRect(QRect(-width, -3 * height, 3 * width, 4 * height))
        sheet.shadow(painter, QRect(0, 0, width, height + self.below), radius, self.canvas)
        foot = 0.0 if self.below else radius
        strip = sheet.rounded(QRectF(0, 0, width, height), (radius, radius, foot, foot))
        painter.fillPath(strip, QColor(self.kit.accent))
        painter.setClipping(False)

    def _label(self, painter: QPainter) -> None:
        words, colour, k = WORDS[self.language], self.kit.on_accent, self.canvas.px
        label = Run(words.flash if self.below else words.countdown, _LABEL, colour)
        note = Run(words.ends_in, _NOTE, colour, lift=k(14))
        lettering(self.canvas, self.kit).draw(painter, k(PAD), k(46), label, note)


@dataclass(frozen=True, slots=True, kw_only=True)
class BandDigits:
    """What is left, right-aligned in tabular figures: a second changes the digits and nothing else."""

    text: str
    band: QRect
    product_id: str
    canvas: Canvas
    kit: Kit

    @property
    def subject(self) -> str:
        return self.product_id

    def paint(self) -> Painted:
        type_, k = lettering(self.canvas, self.kit), self.canvas.px
        right = self.band.right() + 1 - self.canvas.even(PAD)
        width = 2 * ceil((type_.clock_width(_LONGEST, _DIGITS) + k(4)) / 2)
        box = QRect(right - width, self.band.top(), width, self.band.height())
        paper = sheet.Sheet(self.canvas, box)
        with paper.painter() as painter:
            x = width - type_.clock_width(self.text, _DIGITS)
            type_.draw_clock(painter, x, k(53), self.text, _DIGITS, self.kit.on_accent)
        return Painted(
            image=paper.image,
            x=paper.region.x(),
            y=paper.region.y(),
            order=_DIGITS_ORDER,
            enter=motion.LATE if self.product_id else motion.up(self.canvas),
            update=motion.CUT,
            leave=motion.OUT,
        )


@overlay("countdown")
def band(scene: Scene) -> Band | None:
    if not is_shown(scene):
        return None
    card = scene.stage.card
    return Band(
        box=place(scene),
        below=product_plan(card.product, scene.canvas)[0].box.height() if card else 0,
        product_id=card.product.id if card else "",
        canvas=scene.canvas,
        kit=scene.kit,
        language=scene.language,
    )


@overlay("countdown-digits")
def digits(scene: Scene) -> BandDigits | None:
    if not is_shown(scene):
        return None
    card = scene.stage.card
    return BandDigits(
        text=clock(_remaining(scene)),
        band=place(scene),
        product_id=card.product.id if card else "",
        canvas=scene.canvas,
        kit=scene.kit,
    )
