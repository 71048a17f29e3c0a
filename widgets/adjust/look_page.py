"""What is done to the host's picture: smooth skin, sharpen, and another ground in the place of a cloth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.desk import Desk, PictureDesk
from app.snapshot import LookChoice, ShowPhase, Snapshot
from widgets.adjust.choice import Steps, Swatch
from widgets.adjust.paced import Paced
from widgets.adjust.page import GAP, Heading, Note, Page, StartOver
from widgets.adjust.slide import Slide
from widgets.cut_button import CutButton
from widgets.theme.tokens import Tokens
from widgets.words.adjust import AdjustWords
from widgets.words.catalogue import Words

AMOUNTS = (0.0, 0.25, 0.5, 0.8)
GREEN, BLUE = "#00b140", "#0047bb"
GROUNDS = ("#f0f0f0", "#ffffff", "#d8cab4", "#2b3038")
_KEYS = ("", GREEN, BLUE)
_PICK, _PART = 3, 100
_WATCHED = frozenset({ShowPhase.LIVE, ShowPhase.RECONNECTING})
_KINDS = "*.jpg *.jpeg *.png *.webp"  # those that `overlays.picture` reads


class LookPage(Page):
    """`on_pick(taken)` lets the host point at a colour in the preview; None ends that. A show file's own amount is
    shown as the nearest step.
    """

    def __init__(
        self, tokens: Tokens, desk: Desk, on_pick: Callable[[Callable[[str], None] | None], None]
    ) -> None:
        super().__init__()
        self._desk: PictureDesk = desk.picture
        self._on_pick = on_pick
        self._look = LookChoice()
        self._is_watched = self._is_picking = False
        self._filter = ""
        self._paced: Paced[LookChoice] = Paced(self, self._tell_key)
        self._skin, self._skin_steps = Heading(), Steps(self._smooth, len(AMOUNTS))
        self._sharp, self._sharp_steps = Heading(), Steps(self._sharpen, len(AMOUNTS))
        self._cloth, self._cloths = Heading(), Steps(self._choose_cloth, len(_KEYS) + 1)
        self._pick_note = Note()
        self._tolerance = Slide(lambda value: self._set(tolerance=value / _PART), 0, _PART, 5)
        self._softness = Slide(lambda value: self._set(softness=value / _PART), 0, _PART, 5)
        self._ground = Heading()
        self._swatches = [Swatch(tokens, self._choose_ground) for _ in range(len(GROUNDS) + 1)]
        self._picture, self._no_picture, self._picture_note = CutButton(), QPushButton(), Note()
        self._over = StartOver(lambda: self._look, LookChoice, self._change)
        for button, press in (
            (self._picture, self._choose_picture),
            (self._no_picture, self._take_picture_away),
        ):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(press)
        self._behind = self._lay_out_behind()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for part in (
            self._skin, self._skin_steps, self._sharp, self._sharp_steps, self._cloth, self._cloths,
            self._pick_note, self._behind, self._over,
        ):  # fmt: skip
            column.addWidget(part)
        column.addStretch()

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        words = said.adjust
        self._is_watched = snapshot.phase in _WATCHED
        if not self._paced.is_waiting:
            self._look = snapshot.choices.look
        self._filter = f"{words.picture} ({_KINDS})"
        for heading, text in (
            (self._skin, words.skin), (self._sharp, words.sharp), (self._cloth, words.cloth),
            (self._ground, words.ground),
        ):  # fmt: skip
            heading.say(text)
        self._skin_steps.draw(words.skin, words.amounts, _nearest(self._look.smoothing))
        self._sharp_steps.draw(words.sharp, words.amounts, _nearest(self._look.sharpening))
        self._draw_cloth(words)
        self._draw_behind(words)
        self._over.draw(words.reset, words.was_reset, said)

    def leave(self, snapshot: Snapshot) -> None:
        self._end_pick()

    def _draw_cloth(self, words: AdjustWords) -> None:
        look = self._look
        chosen = _PICK if self._is_picking else _key_place(look.key)
        self._cloths.draw(words.cloth, (*words.cloths, words.pick), chosen)
        pick = self._cloths.buttons[_PICK]
        is_own = bool(look.key) and _key_place(look.key) == _PICK
        # On air viewers would see the cloth while another one is picked.
        pick.setEnabled(not (self._is_watched and look.key))
        _mark(pick, look.key if is_own else "")
        if self._is_picking:
            self._pick_note.say(words.pick_hint)
        else:
            self._pick_note.say(words.pick_on_air if self._is_watched and look.key else "")

    def _draw_behind(self, words: AdjustWords) -> None:
        look = self._look
        self._behind.setVisible(bool(look.key) and not self._is_picking)
        for slide, name, value in (
            (self._tolerance, words.tolerance, look.tolerance),
            (self._softness, words.softness, look.softness),
        ):
            percent = round(value * _PART)
            slide.draw(name, percent, f"{percent} %")
        grounds = GROUNDS if look.ground in GROUNDS else (*GROUNDS, look.ground)
        names = (*words.grounds, words.own_ground)
        for place, swatch in enumerate(self._swatches):
            swatch.setVisible(place < len(grounds))
            if place < len(grounds):
                is_chosen = grounds[place] == look.ground and not look.ground_image
                swatch.draw(grounds[place], f"{words.ground}: {names[place]}", is_chosen=is_chosen)
        self._picture.say(Path(look.ground_image).name if look.ground_image else words.choose_picture)
        # A question of the system's own would stand over a show.
        self._picture.setEnabled(not self._is_watched)
        self._picture_note.say(words.picture_on_air if self._is_watched else "")
        self._no_picture.setVisible(bool(look.ground_image))
        self._no_picture.setText(words.no_picture)
        self._no_picture.setAccessibleName(words.no_picture)

    def _lay_out_behind(self) -> QWidget:
        behind, colours, picture = QWidget(), QHBoxLayout(), QHBoxLayout()
        for swatch in self._swatches:
            colours.addWidget(swatch)
        colours.addStretch()
        picture.addWidget(self._picture, 1)
        picture.addWidget(self._no_picture)
        for row in (colours, picture):
            row.setSpacing(GAP)
        column = QVBoxLayout(behind)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for part in (self._tolerance, self._softness, self._ground):
            column.addWidget(part)
        column.addLayout(colours)
        column.addLayout(picture)
        column.addWidget(self._picture_note)
        return behind

    def _smooth(self, place: int) -> None:
        self._change(replace(self._look, smoothing=AMOUNTS[place]))

    def _sharpen(self, place: int) -> None:
        self._change(replace(self._look, sharpening=AMOUNTS[place]))

    def _choose_cloth(self, place: int) -> None:
        if place == _PICK and not self._is_picking:
            self._begin_pick()
            return
        if place != _PICK:
            self._change(replace(self._look, key=_KEYS[place]))
        self._end_pick()

    def _begin_pick(self) -> None:
        """The cloth itself has to be seen, not what stands in its place."""
        self._is_picking = True
        self._desk.lift_key(True)
        self._on_pick(self._take_pick)

    def _take_pick(self, colour: str) -> None:
        """An empty colour: the host thought better of it."""
        if colour:
            self._change(replace(self._look, key=colour))
        self._end_pick()

    def _end_pick(self) -> None:
        if self._is_picking:
            self._is_picking = False
            self._on_pick(None)
            self._desk.lift_key(False)

    def _choose_ground(self, colour: str) -> None:
        self._change(replace(self._look, ground=colour, ground_image=""))

    def _choose_picture(self) -> None:
        folder = str(Path(self._look.ground_image).parent) if self._look.ground_image else ""
        file, _ = QFileDialog.getOpenFileName(self, "", folder, self._filter)
        if file:
            self._change(replace(self._look, ground_image=file))

    def _take_picture_away(self) -> None:
        self._change(replace(self._look, ground_image=""))

    def _set(self, **values: float) -> None:
        self._over.forget()
        self._look = replace(self._look, **values)  # type: ignore[arg-type]  # of the two sliders
        self._paced.ask(self._look)

    def _change(self, after: LookChoice) -> None:
        self._paced.flush()
        before, self._look = self._look, after
        key = (before.key, before.tolerance, before.softness)
        if key != (after.key, after.tolerance, after.softness):
            self._tell_key(after)
        if (before.ground, before.ground_image) != (after.ground, after.ground_image):
            self._desk.set_ground(after.ground, after.ground_image)
        if (before.smoothing, before.sharpening) != (after.smoothing, after.sharpening):
            self._desk.set_retouch(after.smoothing, after.sharpening)

    def _tell_key(self, look: LookChoice) -> None:
        self._desk.set_key(look.key, look.tolerance, look.softness)


def _nearest(amount: float) -> int:
    """A file's weak smoothing is not shown as none."""
    places = range(1 if amount > 0 else 0, len(AMOUNTS))
    return min(places, key=lambda place: abs(AMOUNTS[place] - amount))


def _key_place(key: str) -> int:
    return _KEYS.index(key.lower()) if key.lower() in _KEYS else _PICK


def _mark(button: QPushButton, colour: str) -> None:
    """A square of the colour before the words."""
    if button.property("mark") == colour:
        return
    button.setProperty("mark", colour)
    square = QPixmap(20, 16)
    square.fill(Qt.GlobalColor.transparent)
    painter = QPainter(square)
    painter.fillRect(0, 0, 14, 16, QColor(colour))
    painter.end()
    button.setIconSize(square.size())
    button.setIcon(QIcon(square) if colour else QIcon())
