"""Buttons of which some are chosen: one of a few steps, a switch, a colour."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from widgets.theme.tokens import Tokens

_GAP, _SIDE = 8, 44
_SIGN = (QPointF(16, 22.5), QPointF(20.5, 27), QPointF(28.5, 17.5))


class Choice(QPushButton):
    """A press asks and does not choose by itself; a click leaves no focus behind that a space bar could press."""

    def __init__(self, on_press: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("choice", True)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: on_press())

    def nextCheckState(self) -> None:  # noqa: N802  # Qt's name
        """What is chosen is said by `draw` alone."""

    def draw(self, text: str, *, is_chosen: bool, name: str = "") -> None:
        """`name` is for screen readers, where the text alone would say too little."""
        if text != self.text():
            self.setText(text)
        self.setAccessibleName(name or text)
        self.setChecked(is_chosen)


class Steps(QWidget):
    """A row of which one is chosen; `on_choose(place)` is called."""

    def __init__(self, on_choose: Callable[[int], None], count: int) -> None:
        super().__init__()
        self.buttons = [Choice(lambda place=place: on_choose(place)) for place in range(count)]  # type: ignore[misc]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        for button in self.buttons:
            row.addWidget(button, 1)

    def draw(self, name: str, words: Sequence[str], chosen: int) -> None:
        for place, (button, text) in enumerate(zip(self.buttons, words, strict=True)):
            button.draw(text, is_chosen=place == chosen, name=f"{name}: {text}")


class Swatch(QAbstractButton):
    """A colour to choose; its name stands in the tooltip."""

    def __init__(self, tokens: Tokens, on_press: Callable[[str], None]) -> None:
        super().__init__()
        self._tokens = tokens
        self.colour = ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(_SIDE, _SIDE)
        self.clicked.connect(lambda: on_press(self.colour))

    def nextCheckState(self) -> None:  # noqa: N802  # Qt's name
        """As `Choice`."""

    def draw(self, colour: str, name: str, *, is_chosen: bool) -> None:
        if (colour, is_chosen) != (self.colour, self.isChecked()):
            self.colour = colour
            self.setChecked(is_chosen)
            self.update()
        self.setAccessibleName(name)
        self.setToolTip(name)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        t, painter = self._tokens, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_ringed = self.isChecked() or self.hasFocus()
        width = 2 if is_ringed else 1
        painter.setPen(QPen(QColor(t.accent if is_ringed else t.line2), width))
        painter.setBrush(QColor(t.press if self.underMouse() else t.raised))
        edge = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(edge, 8, 8)
        painter.setPen(QPen(QColor(t.line2), 1))
        painter.setBrush(QColor(self.colour))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(8, 8, -8, -8), 4, 4)
        if self.isChecked():
            self._paint_sign(painter)

    def _paint_sign(self, painter: QPainter) -> None:
        """Chosen is a shape too, in black or white, whichever is seen on the colour."""
        is_light = QColor(self.colour).lightnessF() > 0.5
        pen = QPen(QColor("#1B1D22" if is_light else "#F3F1ED"), 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(_SIGN)
