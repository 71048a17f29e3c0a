"""A row of the set-up: a word, and the tiles from which one is chosen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from widgets.label import Label
from widgets.theme.tokens import Tokens
from widgets.tile import GAP, HEIGHT, LABEL, Face, Tiles


class TileRow(QWidget):
    """`on_press(key)` is called."""

    def __init__(self, tokens: Tokens, on_press: Callable[[str], None]) -> None:
        super().__init__()
        self._label, self._tiles = Label(12, 400, "2"), Tiles(tokens, on_press)
        self._label.setFixedSize(LABEL, HEIGHT)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._tiles, 1)

    def show_faces(self, name: str, faces: tuple[Face, ...]) -> None:
        self._label.say(name)
        self._tiles.show_faces(faces)
