"""What a slate says and where: brand, heading in two languages, the show, the next show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QColor, QPainter

from app.domain.facts import SlateKind
from app.domain.text import plain
from widgets.overlays import qr
from widgets.overlays.canvas import Canvas
from widgets.overlays.kit import House, Kit, NextShow
from widgets.overlays.lettering import Face, Lettering, Run, lettering
from widgets.overlays.sheet import rounded
from widgets.overlays.typeset import has_han, one_line
from widgets.overlays.words import WORDS, Language, other


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A slate's words; empty ones are left out. `line_alone` stands where there is no room for a note."""

    house: House
    heading: str
    second: str
    line: str
    line_alone: str
    note: str
    next_label: str = ""
    remind: str = ""
    next_show: NextShow | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a countdown stands on the canvas; `sizes` in pixels at a short side of 720, the first that
    fits."""

    box: QRect
    baseline: float
    sizes: Sequence[int]


def said(kind: SlateKind, title: str, house: House, language: Language) -> Said:
    mine, theirs, both = WORDS[language], WORDS[other(language)], house.is_bilingual
    noted = theirs if both else mine
    pick = {
        SlateKind.STARTING: (
            mine.starting,
            theirs.starting,
            title or mine.starting_line,
            noted.starting_note,
        ),
        SlateKind.BACK: (mine.back, theirs.back, mine.back_line, noted.back_note),
        SlateKind.THANKS: (mine.thanks, theirs.thanks_long, mine.thanks_line, noted.thanks_note),
    }
    heading, second, line, note = pick[kind]
    return Said(
        house=house,
        heading=heading,
        second=second if both else "",
        line=line,
        line_alone=mine.back_line_long if kind is SlateKind.BACK else line,
        note=note,
        next_label=f"{mine.next_show} · {theirs.next_show}" if both else mine.next_show,
        remind=f"{mine.remind} · {theirs.remind}" if both else mine.remind,
        next_show=house.next_show if kind is SlateKind.THANKS else None,
    )


def digits_spot(canvas: Canvas) -> Spot:
    """The countdown's place: its box is the column's width, so that nothing moves when a digit goes."""
    if canvas.is_portrait:
        left, top, width, height, baseline, sizes = 44, 392, 544, 176, 152, (176, 148, 120)
    else:
        left, top, width, height, baseline, sizes = 90, 318, 644, 200, 172, (200, 176, 148)
    even = canvas.even
    return Spot(QRect(even(left), even(top), even(width), even(height)), canvas.px(baseline), sizes)


def paint(painter: QPainter, words: Said, has_digits: bool, canvas: Canvas, kit: Kit) -> None:
    page = _Page(painter, lettering(canvas, kit), kit, canvas)
    page.brand(words.house)
    if words.next_show:
        page.heading(words, is_alone=False)
        page.next_show(words, words.next_show)
    else:
        page.heading(words, is_alone=not has_digits)
        page.foot(words, is_alone=not has_digits)


@dataclass(frozen=True, slots=True)
class _Page:
    painter: QPainter
    type: Lettering
    kit: Kit
    canvas: Canvas

    @property
    def left(self) -> float:
        return self.canvas.px(48 if self.canvas.is_portrait else 96)

    @property
    def room(self) -> float:
        """The words' column: to the safe area's edge in portrait, to the arch's ring in landscape."""
        return self.canvas.px(586 if self.canvas.is_portrait else 634)

    def text(self, x: float, baseline: float, text: str, face: Face, colour: str) -> float:
        """One line of at most what is left of the column, and where it ends; `baseline` at a short side of 720."""
        room = self.room - (x - self.left)
        line = one_line(text, room, lambda part: self.type.width(part, face))
        return self.type.draw(self.painter, x, self.canvas.px(baseline), Run(line, face, colour))

    def brand(self, house: House) -> None:
        """The brand's mark and its names in one line."""
        name = plain(house.name, 40)
        if not name:
            return
        k, top = self.canvas.px, 174 if self.canvas.is_portrait else 76
        mark = QRectF(self.left + k(4), k(top), k(36), k(38))
        self.painter.fillPath(rounded(mark, (k(18), k(18), 0, 0)), QColor(self.kit.ink))
        slit = QRectF(mark.center().x() - k(1.5), k(top + 9), k(3), k(29))
        self.painter.fillRect(slit, QColor(self.kit.ground[0]))
        face, second = Face(28, 700, spacing=2), Face(24, 500, spacing=2.8)
        x = self.text(self.left + k(60), top + 30, name, face, self.kit.ink) + k(17)
        if x + self.type.width(house.second_name, second) <= self.left + self.room:
            self.text(x, top + 25, house.second_name, second, self.kit.ink_2)

    def heading(self, words: Said, *, is_alone: bool) -> None:
        """Steps down until it fits in one line, its second language keeping its place below."""
        if self.canvas.is_portrait:
            largest, baseline, second = (104, 408, 469) if is_alone else (84, 323, 375)
        else:
            largest, baseline, second = (104, 354, 416) if is_alone else (84, 237, 289)
        sizes = [px for px in (104, 84, 76, 68, 60, 52) if px <= largest]
        widths = {px: self.type.width(words.heading, Face(px, 700)) for px in sizes}
        size = next((px for px in sizes if widths[px] <= self.room), sizes[-1])
        spacing = 2.0 if has_han(words.heading) else -0.02 * size
        self.text(self.left, baseline, words.heading, Face(size, 700, spacing=spacing), self.kit.ink)
        small = (38 if self.canvas.is_portrait else 40) if is_alone else 34
        self.text(self.left, second, words.second, Face(small, 400), self.kit.ink_2)

    def foot(self, words: Said, *, is_alone: bool) -> None:
        """The accent rule and what the show is called."""
        k = self.canvas.px
        if self.canvas.is_portrait:
            middle = 551 if is_alone else 595
            self._rule(48, middle - 3)
            self.text(self.left + k(68), middle + 10, words.line_alone, Face(28, 700), self.kit.ink)
            return
        self._rule(72, 540)
        self.text(self.left, 604, words.line, Face(36, 700), self.kit.ink)
        self.text(self.left, 645, words.note, Face(28, 400), self.kit.ink_2)

    def _rule(self, width: float, top: float) -> None:
        k = self.canvas.px
        bar = QRectF(self.left, round(k(top)), k(width), self.canvas.even(6))
        self.painter.fillRect(bar, QColor(self.kit.accent))

    def next_show(self, words: Said, show: NextShow) -> None:
        """The next show's code beside its name and time; without a link the words stand at the margin."""
        k, is_narrow = self.canvas.px, self.canvas.is_portrait
        top, least = (416, 5) if is_narrow else (424, 6)
        code, x = qr.code(show.link) if show.link else None, self.left
        if code:
            radius = k(self.kit.radius_inner)
            corner = QPoint(round(x), round(k(top)))
            qr.paint_tile(self.painter, corner, self.canvas, code, radius, least)
            x += qr.tile_px(self.canvas, code, least) + k(28 if is_narrow else 32)
        rows = (24, 70, 112, 156) if is_narrow else (30, 87, 131, 186)
        small, title, when = (24, 36, 28) if is_narrow else (28, 40, 30)
        ink, ink_2 = self.kit.ink, self.kit.ink_2
        self.text(x, top + rows[0], words.next_label, Face(small, 400), ink_2)
        self.text(x, top + rows[1], plain(show.title, 80), Face(title, 700), ink)
        self.text(x, top + rows[2], plain(show.when, 60), Face(when, 700), ink)
        if code:
            self.text(x, top + rows[3], words.remind, Face(small, 400), ink_2)
