"""The slates: full designs for before, between and after, with their countdown."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from app.domain.facts import SlateKind
from app.domain.text import plain
from widgets.overlays import motion, sheet, slate_art, slate_words
from widgets.overlays.band import clock, seconds_left
from widgets.overlays.canvas import Canvas
from widgets.overlays.kit import Kit
from widgets.overlays.lettering import Face, lettering
from widgets.overlays.overlay import Painted, Scene, overlay
from widgets.overlays.words import Language

_ORDER, _DIGITS_ORDER = 90, 91


@dataclass(frozen=True, slots=True, kw_only=True)
class Slate:
    """A whole picture; `has_digits` leaves room for the countdown, which is a sprite of its own."""

    kind: SlateKind
    title: str
    has_digits: bool
    canvas: Canvas
    kit: Kit
    language: Language

    @property
    def subject(self) -> str:
        return ""

    def paint(self) -> Painted:
        paper = sheet.Sheet(self.canvas, QRect(0, 0, self.canvas.width, self.canvas.height))
        with paper.painter() as painter:
            slate_art.paint(painter, self.canvas, self.kit, self.kind)
            self._words(painter)
        return Painted(
            image=paper.image,
            x=0,
            y=0,
            order=_ORDER,
            enter=motion.SLATE,
            update=motion.SLATE,
            leave=motion.SLATE_OUT,
        )

    def _words(self, painter: QPainter) -> None:
        said = slate_words.said(self.kind, self.title, self.kit.house, self.language)
        slate_words.paint(painter, said, self.has_digits, self.canvas, self.kit)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlateDigits:
    """The time until the show, light and large; the left edge stays where it is."""

    text: str
    canvas: Canvas
    kit: Kit

    @property
    def subject(self) -> str:
        return ""

    def paint(self) -> Painted:
        spot = slate_words.digits_spot(self.canvas)
        type_ = lettering(self.canvas, self.kit)
        faces = [_digits(px) for px in spot.sizes]
        fits = (face for face in faces if type_.clock_width(self.text, face) <= spot.box.width())
        face = next(fits, faces[-1])
        paper = sheet.Sheet(self.canvas, spot.box)
        with paper.painter() as painter:
            type_.draw_clock(painter, 0, spot.baseline, self.text, face, self.kit.ink)
        return Painted(
            image=paper.image,
            x=paper.region.x(),
            y=paper.region.y(),
            order=_DIGITS_ORDER,
            enter=motion.SLATE,
            update=motion.CUT,
            leave=motion.SLATE_OUT,
        )


def _digits(px: int) -> Face:
    return Face(px, 300, spacing=-6 * px / 200, is_display=True)


def _left(scene: Scene) -> int:
    slate = scene.stage.slate
    return seconds_left(slate.ends_at_s, scene.at_s) if slate else 0


@overlay("slate")
def slate(scene: Scene) -> Slate | None:
    shown = scene.stage.slate
    if shown is None:
        return None
    return Slate(
        kind=shown.kind,
        title=plain(scene.stage.title, 80),
        has_digits=_left(scene) > 0,
        canvas=scene.canvas,
        kit=scene.kit,
        language=scene.language,
    )


@overlay("slate-digits")
def slate_digits(scene: Scene) -> SlateDigits | None:
    left = _left(scene)
    return SlateDigits(text=clock(left), canvas=scene.canvas, kit=scene.kit) if left else None


@overlay("standby")
def standby(scene: Scene) -> Slate:
    """Always ready: the engine shows this slot by itself while there is no camera picture, and at no other
    time."""
    return Slate(
        kind=SlateKind.BACK,
        title="",
        has_digits=False,
        canvas=scene.canvas,
        kit=scene.kit,
        language=scene.language,
    )
