"""Music under the voice: a file, how loud in four steps, or none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from app.desk import Desk
from app.snapshot import Choices
from widgets.cut_button import CutButton
from widgets.drop_box import DropBox
from widgets.label import Label
from widgets.theme.tokens import Tokens
from widgets.tile import GAP, LABEL
from widgets.words.catalogue import Words

VOLUMES_DB = (-24.0, -18.0, -12.0, -6.0)
_KINDS = "*.mp3 *.m4a *.aac *.wav *.flac *.ogg *.opus"


class MusicChoice(QWidget):
    """Loudness and "none" are away while there is no music; a show file's own loudness is shown as the nearest."""

    def __init__(self, tokens: Tokens, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._choices = Choices()
        self._filter = ""
        self._label, self._file = Label(12, 400, "2"), CutButton()
        self._volume, self._none = DropBox(tokens), QPushButton()
        self._label.setFixedSize(LABEL, 44)
        self._file.clicked.connect(self._choose)
        self._volume.activated.connect(lambda step: desk.set_music(self._choices.music, VOLUMES_DB[step]))
        self._none.clicked.connect(lambda: desk.set_music("", self._choices.music_volume_db))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._label)
        row.addWidget(self._file, 1)
        row.addWidget(self._volume)
        row.addWidget(self._none)

    def draw(self, choices: Choices, said: Words) -> None:
        self._choices = choices
        self._filter = f"{said.music} ({_KINDS})"
        self._label.say(said.music)
        self._file.say(Path(choices.music).stem if choices.music else said.choose_music)
        nearest = min(VOLUMES_DB, key=lambda one: abs(one - choices.music_volume_db))
        self._volume.fill(list(zip(said.music_volumes, VOLUMES_DB, strict=True)), nearest)
        self._volume.setAccessibleName(said.music_volume)
        if self._none.text() != said.no_music:
            self._none.setText(said.no_music)
            self._none.setAccessibleName(said.no_music)
        for part in (self._volume, self._none):
            part.setVisible(bool(choices.music))

    def _choose(self) -> None:
        folder = str(Path(self._choices.music).parent) if self._choices.music else ""
        file, _ = QFileDialog.getOpenFileName(self, "", folder, self._filter)
        if file:
            self._desk.set_music(file, self._choices.music_volume_db)
