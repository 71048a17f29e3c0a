"""A small status shape beside a figure, so that no trouble is told by colour alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from widgets.theme.shapes import Shape, paint
from widgets.theme.tokens import Tokens, Tone


class Sign(QWidget):
    """A small status shape, or nothing."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens
        self._sign: tuple[Shape, Tone] | None = None
        self.setFixedSize(14, 14)
        self.hide()

    def show_sign(self, shape: Shape | None, tone: Tone | None) -> None:
        self._sign = (shape, tone) if shape and tone else None
        self.setVisible(self._sign is not None)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        if self._sign:
            shape, tone = self._sign
            paint(QPainter(self), QRectF(self.rect()), shape, tone.shape, self.tokens.panel)
