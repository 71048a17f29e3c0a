"""How a camera is framed: fill or fit, turned, mirrored, zoomed and moved; what it must not set by itself."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.desk import Desk
from app.domain.fault import FaultCode
from app.domain.layout import Layout
from app.snapshot import ShowPhase, Snapshot
from widgets.adjust.camera_choice import MOST_ZOOM, CameraChoice, CameraWishes, Crop, camera_choice
from widgets.adjust.choice import Choice, Steps
from widgets.adjust.paced import Paced
from widgets.adjust.page import GAP, Heading, Note, Page, StartOver
from widgets.adjust.slide import Slide
from widgets.theme.icons import Icon, icon, size
from widgets.theme.tokens import Tokens
from widgets.words.adjust import AdjustWords
from widgets.words.catalogue import Words

_FITS = ("fill", "fit")
_PART = 100  # sliders have whole numbers
_WHEEL = 1.1
_ALONE = frozenset({Layout.HOST, Layout.HOST_PRODUCT})


class CameraPage(Page):
    """One of the two cameras. Everything is seen in the preview with the next pictures."""

    def __init__(self, tokens: Tokens, desk: Desk, *, is_second: bool) -> None:
        super().__init__()
        self._is_second = is_second
        self._wishes = CameraWishes(desk, is_second=is_second)
        self._desk = desk.picture
        self._lent: Layout | None = None
        self._camera = CameraChoice()
        self._paced: Paced[Crop] = Paced(self, self._wishes.crop)
        self._unseen = Note("warn")
        self._fit = Steps(lambda place: self._change(replace(self._camera, fit=_FITS[place])), 2)
        self._turn = Choice(
            lambda: self._change(replace(self._camera, rotate=(self._camera.rotate + 90) % 360))
        )
        self._turn.setIcon(icon(Icon.AGAIN, tokens.text1, gap=6))
        self._turn.setIconSize(size(6))
        self._mirror = Choice(
            lambda: self._change(replace(self._camera, is_mirrored=not self._camera.is_mirrored))
        )
        self._zoom = Slide(lambda value: self._set(0, value), _PART, round(MOST_ZOOM * _PART), 10)
        self._across = Slide(lambda value: self._set(1, value), -_PART, _PART, 5)
        self._down = Slide(lambda value: self._set(2, value), -_PART, _PART, 5)
        self._hint, self._hold, self._hold_note = Note(), Heading(), Note()
        self._exposure, self._white_balance = Choice(self._hold_exposure), Choice(self._hold_white_balance)
        self._over = StartOver(lambda: self._camera, lambda: self._camera.as_it_comes, self._change)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for part in (
            self._unseen, self._fit, _pair(self._turn, self._mirror), self._zoom, self._across, self._down,
            self._hint, self._hold, _pair(self._exposure, self._white_balance), self._hold_note, self._over,
        ):  # fmt: skip
            column.addWidget(part)
        column.addStretch()

    @property
    def can_be_dragged(self) -> bool:
        return self._camera.can_be_framed

    def drag(self, across: float, down: float, canvas: tuple[int, int]) -> None:
        """The preview was dragged by these parts of its width and height."""
        self._crop(self._camera.dragged(across, down, canvas))

    def turn_wheel(self, notches: float) -> None:
        self._crop(self._camera.zoomed(_WHEEL**notches))

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        words = said.adjust
        now = camera_choice(snapshot.choices, is_second=self._is_second)
        # What is on its way stays under the hand; the rest is as the show file has it.
        self._camera = replace(now, crop=self._camera.crop) if self._paced.is_waiting else now
        self.setEnabled(now.can_be_framed)
        self._show_alone(snapshot)
        self._unseen.say(self._trouble(snapshot, words))
        self._draw_framing(words, said)
        self._draw_locks(snapshot, words, said)
        self._over.draw(words.reset, words.was_reset, said)

    def leave(self, snapshot: Snapshot) -> None:
        lent, self._lent = self._lent, None
        is_mine = snapshot.phase is ShowPhase.SETUP and snapshot.on_air.layout is Layout.PRODUCT
        if lent is not None and is_mine:
            self._desk.set_layout(lent)

    def _trouble(self, snapshot: Snapshot, words: AdjustWords) -> str:
        """Why what is done here is not seen."""
        if not self._camera.source:
            return words.no_camera
        if not self._camera.can_be_framed:
            return words.card_is_whole
        is_unseen = self._is_second and snapshot.on_air.layout in _ALONE
        return words.second_unseen if is_unseen and snapshot.phase is not ShowPhase.SETUP else ""

    def _show_alone(self, snapshot: Snapshot) -> None:
        """Before a show the second camera has the preview while it is framed; on air the host says who is seen."""
        is_free = self._is_second and snapshot.phase is ShowPhase.SETUP and self._lent is None
        if is_free and snapshot.choices.second_camera:
            self._lent = snapshot.on_air.layout
            self._desk.set_layout(Layout.PRODUCT)

    def _draw_framing(self, words: AdjustWords, said: Words) -> None:
        camera = self._camera
        self._fit.draw(words.shape, (words.fill, words.fit), _FITS.index(camera.fit))
        turn = words.turned.format(degrees=camera.rotate) if camera.rotate else words.turn
        self._turn.draw(turn, is_chosen=bool(camera.rotate))
        self._mirror.draw(said.mirror, is_chosen=camera.is_mirrored)
        zoom, across, down = camera.crop
        self._zoom.draw(words.zoom, round(zoom * _PART), f"{zoom:.1f}×")
        for slide, name, value in ((self._across, words.across, across), (self._down, words.down, down)):
            slide.draw(name, round(value * _PART), _signed(value))
        self._hint.say(words.drag_hint)

    def _draw_locks(self, snapshot: Snapshot, words: AdjustWords, said: Words) -> None:
        camera = self._camera
        where = "second-camera-lock" if self._is_second else "camera-lock"
        is_refused = any(one.where == where for one in snapshot.faults)
        self._hold.say(words.hold)
        for button, text, is_held in (
            (self._exposure, words.hold_brightness, camera.is_exposure_locked),
            (self._white_balance, words.hold_colours, camera.is_white_balance_locked),
        ):
            button.draw(text, is_chosen=is_held, name=f"{words.hold}: {text}")
            button.setEnabled(camera.has_lens or is_held)
        if is_refused:
            trouble = said.faults[FaultCode.CAMERA_NOT_LOCKED]
            self._hold_note.say(f"{trouble.happened}\n{trouble.means}")
        else:
            self._hold_note.say(words.hold_note if camera.has_lens else words.hold_none)
        self._hold_note.set_tone("warn" if is_refused else "2")

    def _hold_exposure(self) -> None:
        self._change(replace(self._camera, is_exposure_locked=not self._camera.is_exposure_locked))

    def _hold_white_balance(self) -> None:
        self._change(replace(self._camera, is_white_balance_locked=not self._camera.is_white_balance_locked))

    def _set(self, place: int, value: int) -> None:
        crop = list(self._camera.crop)
        crop[place] = value / _PART
        self._crop((crop[0], crop[1], crop[2]))

    def _crop(self, crop: Crop) -> None:
        if crop != self._camera.crop:
            self._over.forget()
            self._camera = replace(self._camera, crop=crop)
            self._paced.ask(crop)

    def _change(self, after: CameraChoice) -> None:
        self._paced.flush()
        before, self._camera = self._camera, after
        self._wishes.change(before, after)


def _pair(left: QWidget, right: QWidget) -> QWidget:
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP)
    for one in (left, right):
        row.addWidget(one, 1)
    return both


def _signed(share: float) -> str:
    """A real minus sign; percent of what is left out."""
    value = round(share * _PART)
    return "0" if not value else f"{value:+}".replace("-", "\u2212")
