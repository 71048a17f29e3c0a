"""The lower third: who is speaking, and in which show."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QPainter

from app.domain.text import plain
from widgets.overlays import motion, sheet
from widgets.overlays.band import is_shown
from widgets.overlays.canvas import Canvas
from widgets.overlays.kit import Kit
from widgets.overlays.lettering import Face, Lettering, Run, lettering
from widgets.overlays.overlay import Painted, Scene, overlay
from widgets.overlays.typeset import one_line
from widgets.overlays.words import WORDS, Language

_ORDER = 10
_HEIGHT, _BAR, _AFTER_BAR, _SIDE, _RULE, _RIGHT = 128, 8, 24, 28, 2, 32
_WIDEST, _WIDEST_BESIDE_CARD, _WIDEST_PORTRAIT = 640, 624, 598
_LEAST_SHOW = 180
_NAME, _ROLE = Face(40, 700), Face(26, 400)
_LABEL, _SHOW = Face(24, 400), Face(30, 700)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The words as they fit, and the widths of their columns; no show, no second column."""

    name: str
    role: str
    show: str
    first: float
    second: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerThird:
    """`widest` in pixels at a short side of 720."""

    name: str
    role: str
    show: str
    widest: int
    canvas: Canvas
    kit: Kit
    language: Language

    @property
    def subject(self) -> str:
        return f"{self.name}\n{self.role}"

    def paint(self) -> Painted:
        type_ = lettering(self.canvas, self.kit)
        columns = self._columns(type_)
        box = self._box(columns)
        paper = sheet.Sheet(self.canvas, box, sheet.MARGIN)
        with paper.painter() as painter:
            self._panel(painter, box)
            self._words(painter, columns, type_)
        return Painted(
            image=paper.image,
            x=paper.region.x(),
            y=paper.region.y(),
            order=_ORDER,
            enter=motion.from_left(self.canvas),
            update=motion.CHANGE,
            leave=motion.OUT,
        )

    def _box(self, columns: _Columns) -> QRect:
        width = _BAR + _AFTER_BAR + columns.first / self.canvas.k + _RIGHT
        if columns.show:
            width += 2 * _SIDE + _RULE + columns.second / self.canvas.k
        left, _, _, bottom = self.canvas.safe
        height = self.canvas.even(_HEIGHT)
        return QRect(left, bottom - height, self.canvas.even(width), height)

    def _panel(self, painter: QPainter, box: QRect) -> None:
        whole, radius = QRect(0, 0, box.width(), box.height()), self.canvas.px(self.kit.radius)
        sheet.shadow(painter, whole, radius, self.canvas)
        sheet.panel(painter, QRectF(whole), (radius,) * 4, self.kit.panel)
        painter.setClipRect(QRect(0, 0, self.canvas.even(_BAR), box.height()))
        painter.fillPath(sheet.rounded(QRectF(whole), (radius,) * 4), QColor(self.kit.accent))
        painter.setClipping(False)

    def _words(self, painter: QPainter, columns: _Columns, type_: Lettering) -> None:
        k, kit = self.canvas.px, self.kit
        x = k(_BAR + _AFTER_BAR)
        type_.draw(painter, x, k(58), Run(columns.name, _NAME, kit.ink))
        type_.draw(painter, x, k(96), Run(columns.role, _ROLE, kit.ink_2))
        if not columns.show:
            return
        x += columns.first + k(_SIDE)
        painter.fillRect(QRectF(round(x), k(24), max(2, round(k(_RULE))), k(80)), QColor(kit.rule))
        x += k(_RULE + _SIDE)
        type_.draw(painter, x, k(50), Run(WORDS[self.language].on_air, _LABEL, kit.ink_2))
        type_.draw(painter, x, k(90), Run(columns.show, _SHOW, kit.ink))

    def _columns(self, type_: Lettering) -> _Columns:
        k = self.canvas.px
        room = k(self.widest - _BAR - _AFTER_BAR - _RIGHT)
        name = one_line(self.name, room, lambda text: type_.width(text, _NAME))
        role = one_line(self.role, room, lambda text: type_.width(text, _ROLE))
        first = max(type_.width(name, _NAME), type_.width(role, _ROLE))
        left = room - first - k(2 * _SIDE + _RULE)
        show = (
            one_line(self.show, left, lambda text: type_.width(text, _SHOW)) if left >= k(_LEAST_SHOW) else ""
        )
        label = type_.width(WORDS[self.language].on_air, _LABEL)
        return _Columns(name, role, show, first, max(type_.width(show, _SHOW), label) if show else 0.0)


@overlay("lower-third")
def lower_third(scene: Scene) -> LowerThird | None:
    """In portrait it takes the card's place, and waits while that is taken."""
    stage = scene.stage
    has_neighbour = stage.card is not None or is_shown(scene)
    if stage.lower_third is None or stage.slate or (scene.canvas.is_portrait and has_neighbour):
        return None
    name, role = plain(stage.lower_third.name, 60), plain(stage.lower_third.role, 60)
    if not name and not role:
        return None
    beside = _WIDEST_BESIDE_CARD if has_neighbour else _WIDEST
    return LowerThird(
        name=name or role,
        role=role if name else "",
        show=plain(stage.title, 60),
        widest=_WIDEST_PORTRAIT if scene.canvas.is_portrait else beside,
        canvas=scene.canvas,
        kit=scene.kit,
        language=scene.language,
    )
