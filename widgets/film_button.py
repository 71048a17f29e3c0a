"""The button that plays the film of the product on air, and stops it."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from app.desk import PictureDesk
from app.snapshot import Snapshot
from widgets.theme.icons import Icon, icon, size
from widgets.theme.tokens import Tokens
from widgets.words.catalogue import Words


class FilmButton(QPushButton):
    """Away while there is neither a film on air nor one of the product whose card is up."""

    def __init__(self, tokens: Tokens, desk: PictureDesk) -> None:
        super().__init__()
        self._desk = desk
        self._file = ""
        self._is_on_air = False
        self._icons = {
            is_on_air: icon(Icon.STOP if is_on_air else Icon.PLAY, tokens.text1, gap=6)
            for is_on_air in (True, False)
        }
        self.setIconSize(size(6))
        self.clicked.connect(self._press)
        self.hide()

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        on_air = snapshot.on_air
        self._is_on_air = on_air.film is not None
        self._file = on_air.card.product.film if on_air.card else ""
        text = said.stop_film if self._is_on_air else said.play_film
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self.setIcon(self._icons[self._is_on_air])
        self.setVisible(self._is_on_air or bool(self._file))

    def _press(self) -> None:
        if self._is_on_air:
            self._desk.stop_film()
        elif self._file:
            self._desk.roll_film(self._file)
