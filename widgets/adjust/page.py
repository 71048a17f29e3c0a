"""What the pages of the sheet have in common: headings, notes, and the way back to how it was at first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.snapshot import Snapshot
from widgets.label import Label
from widgets.undo import Undo
from widgets.words.catalogue import Words

GAP = 8
T = TypeVar("T")


class Page(QWidget):
    """One page; drawn while it is seen."""

    @property
    def can_be_dragged(self) -> bool:
        """Whether the preview may be dragged and the wheel turned over it."""
        return False

    def drag(self, across: float, down: float, canvas: tuple[int, int]) -> None:
        """By these parts of the width and height of the preview, which shows this canvas."""

    def turn_wheel(self, notches: float) -> None:
        """Away from the host is above 0."""

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        raise NotImplementedError

    def leave(self, snapshot: Snapshot) -> None:
        """Another page, or none, is to be seen; `snapshot` is the newest."""


class Heading(Label):
    """Over what belongs together."""

    def __init__(self) -> None:
        super().__init__(12, 400, "2")


class Note(Label):
    """A sentence on as many lines as it needs; away while it is empty."""

    def __init__(self, tone: str = "2") -> None:
        super().__init__(12, 400, tone, wraps=True)
        self.hide()

    def say(self, text: str) -> None:
        super().say(text)
        if self.isHidden() is bool(text):
            self.setVisible(bool(text))


class StartOver(QWidget, Generic[T]):
    """Back to how it was at first; what was there before is offered until the next change."""

    def __init__(self, now: Callable[[], T], at_first: Callable[[], T], change: Callable[[T], None]) -> None:
        super().__init__()
        self._now, self._at_first, self._change = now, at_first, change
        self._before: T | None = None
        self._reset = QPushButton()
        self._reset.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._reset.clicked.connect(self._go_back)
        self._undo = Undo(lambda _: self._restore(), margins=(0, 0, 0, 0), is_lasting=True)
        self._undo.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        line = QHBoxLayout()
        line.addWidget(self._reset)
        line.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(line)
        column.addWidget(self._undo)

    def draw(self, reset: str, was_reset: str, said: Words) -> None:
        now, at_first = self._now(), self._at_first()
        if self._before is not None and now != at_first:
            self.forget()
        self._reset.setVisible(self._before is None)
        self._reset.setEnabled(now != at_first)
        self._reset.setText(reset)
        self._reset.setAccessibleName(reset)
        self._undo.draw(said, was_reset)

    def forget(self) -> None:
        """Something else was changed since."""
        self._before = None
        self._undo.withdraw()

    def _go_back(self) -> None:
        before = self._now()
        self._change(self._at_first())
        self._before = before
        self._undo.offer(("", ""))

    def _restore(self) -> None:
        before, self._before = self._before, None
        if before is not None:
            self._change(before)
