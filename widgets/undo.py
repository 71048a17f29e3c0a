"""A line that says what was taken away, and a button that brings it back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from widgets.label import Elided
from widgets.words.catalogue import Words

OFFER_MS = 8000


class Undo(QWidget):
    """`on_undo(key)` is called with what was offered when the host wants it back.

    With `is_lasting` it is offered until it is withdrawn, else for eight seconds.
    """

    def __init__(
        self,
        on_undo: Callable[[tuple[str, str]], None],
        margins: tuple[int, int, int, int] = (16, 4, 8, 0),
        *,
        is_lasting: bool = False,
    ) -> None:
        super().__init__()
        self._on_undo = on_undo
        self._is_lasting = is_lasting
        self._key: tuple[str, str] | None = None
        self._text, self.button = Elided(12, 400, "2"), QPushButton()
        self.button.clicked.connect(self._press)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(*margins)
        row.addWidget(self._text, 1)
        row.addWidget(self.button)
        self.hide()

    def offer(self, key: tuple[str, str]) -> None:
        """What was taken away last can be brought back; its first part may be named in the words."""
        self._key = key
        if not self._is_lasting:
            self._timer.start(OFFER_MS)
        self.show()

    def withdraw(self) -> None:
        """What came since would be undone with it."""
        self._timer.stop()
        self.hide()

    def draw(self, said: Words, words: str) -> None:
        self._text.say(words.format(name=self._key[0] if self._key else ""))
        if self.button.text() != said.undo:
            self.button.setText(said.undo)
            self.button.setAccessibleName(said.undo)

    def _press(self) -> None:
        self.withdraw()
        if self._key is not None:
            self._on_undo(self._key)
