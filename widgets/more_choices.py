"""What few shows need: another bitrate, a second picture or camera, music, sound in step; folded until it is wanted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.desk import Desk
from app.snapshot import Choices, Snapshot
from widgets.bitrate_choice import BitrateChoice
from widgets.canvas_choice import CanvasChoice
from widgets.music_choice import MusicChoice
from widgets.second_camera import SecondCamera
from widgets.sound_timing import SoundTiming
from widgets.theme.icons import Icon, icon, size
from widgets.theme.tokens import Tokens
from widgets.tile import GAP, LABEL
from widgets.words.catalogue import Words


class MoreChoices(QWidget):
    """Unfolded from the start where something in it is chosen. `on_unfolded` is called when the host unfolds it."""

    def __init__(self, tokens: Tokens, desk: Desk, on_unfolded: Callable[[], None]) -> None:
        super().__init__()
        self._on_unfolded = on_unfolded
        self._is_open: bool | None = None
        self._icons = {
            is_open: icon(Icon.FOLD if is_open else Icon.CHEVRON, tokens.text2, gap=6)
            for is_open in (True, False)
        }
        self._fold = QPushButton()
        self._fold.setProperty("flat", True)
        self._fold.setIconSize(size(6))
        self._fold.clicked.connect(self._turn)
        self._bitrate = BitrateChoice(tokens, desk)
        self._canvas = CanvasChoice(tokens, desk.picture)
        self._second = SecondCamera(tokens, desk.picture)
        self._music, self._timing = MusicChoice(tokens, desk), SoundTiming(desk)
        self._inner = QWidget()
        line = QHBoxLayout()
        line.setContentsMargins(LABEL + GAP, 0, 0, 0)
        line.addWidget(self._fold)
        line.addStretch()
        inner = QVBoxLayout(self._inner)
        column = QVBoxLayout(self)
        column.addLayout(line)
        column.addWidget(self._inner)
        for part in (self._bitrate, self._canvas, self._second, self._music, self._timing):
            inner.addWidget(part)
        for layout in (inner, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(GAP)
        self._inner.hide()

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        if self._is_open is None:
            self._is_open = _is_used(snapshot.choices)
        text = said.less if self._is_open else said.more
        if text != self._fold.text():
            self._fold.setText(text)
            self._fold.setAccessibleName(text)
            self._fold.setIcon(self._icons[self._is_open])
        self._inner.setVisible(self._is_open)
        if self._is_open:
            self._bitrate.draw(snapshot, said)
            self._canvas.draw(snapshot, said)
            self._second.draw(snapshot, said)
            self._music.draw(snapshot.choices, said)
            self._timing.draw(snapshot.choices, said)

    def _turn(self) -> None:
        self._is_open = not self._is_open
        self._inner.setVisible(self._is_open)
        if self._is_open:
            self._on_unfolded()


def _is_used(choices: Choices) -> bool:
    chosen = (choices.second_canvas, choices.second_camera, choices.music, choices.sound_offset_ms)
    return any(chosen)
