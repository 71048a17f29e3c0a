"""A slider in a row: its name before it, its value after it, and both in what a screen reader says."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSlider, QWidget

from widgets.label import Elided, Label

_NAME, _VALUE, _HEIGHT, _GAP = 96, 52, 44, 8


class _Slider(QSlider):
    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """Scrolls the page; the wheel on its way over a slider must change nothing."""
        event.ignore()


class Slide(QWidget):
    """`on_move(value)` is called for what the host moves, never for what is drawn; from `least` to `most`."""

    def __init__(self, on_move: Callable[[int], None], least: int, most: int, step: int = 1) -> None:
        super().__init__()
        self._on_move = on_move
        self._name, self._value = Elided(14), Label(14, 600)
        self.slider = _Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(least, most)
        self.slider.setSingleStep(step)
        self.slider.setPageStep(step * 5)
        self.slider.setFixedHeight(_HEIGHT)
        # A click leaves no focus behind: what is pressed next by accident moves nothing.
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.valueChanged.connect(self._on_move)
        self._name.setFixedWidth(_NAME)
        self._value.setFixedWidth(_VALUE)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        row.addWidget(self._name)
        row.addWidget(self.slider, 1)
        row.addWidget(self._value)

    def draw(self, name: str, value: int, words: str) -> None:
        """A slider that is in the host's hand is left where it is."""
        self._name.say(name)
        self._value.say(words)
        self.slider.setAccessibleName(f"{name}: {words}")
        if not self.slider.isSliderDown() and value != self.slider.value():
            self.slider.blockSignals(True)
            self.slider.setValue(value)
            self.slider.blockSignals(False)
