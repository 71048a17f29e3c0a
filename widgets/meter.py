"""The microphone's level: twenty bars, a peak tick, and the value in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.engine.messages import Health
from widgets.label import Label
from widgets.theme.tokens import Tokens
from widgets.words.catalogue import Words

_BARS, _GREEN, _AMBER = 20, 14, 18
_WIDTH, _HEIGHT, _GAP = 4, 16, 2
_LEAST_DB = -60.0


class _Bars(QWidget):
    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._level = self._peak = 0
        self._is_clipping = False
        self.setFixedSize(QSize(_BARS * (_WIDTH + _GAP), _HEIGHT))

    def show_levels(self, level_db: float, peak_db: float, *, is_clipping: bool) -> None:
        """The last bar stays lit while the engine says that something was clipped."""
        levels = _bars(level_db), _bars(peak_db), is_clipping
        if levels != (self._level, self._peak, self._is_clipping):
            self._level, self._peak, self._is_clipping = levels
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        t, painter = self._tokens, QPainter(self)
        for bar in range(_BARS):
            colour = t.ok.shape if bar < _GREEN else t.warn.shape if bar < _AMBER else t.fail.shape
            painter.fillRect(
                QRectF(bar * (_WIDTH + _GAP), 0, _WIDTH, _HEIGHT),
                QColor(colour if bar < self._level or self._is_lit_by_clipping(bar) else t.press),
            )
        if self._peak:
            x = min(_BARS, self._peak) * (_WIDTH + _GAP) - _GAP
            painter.fillRect(QRectF(x, -1, 2, _HEIGHT + 2), QColor(t.text1))

    def _is_lit_by_clipping(self, bar: int) -> bool:
        return self._is_clipping and bar == _BARS - 1


class Meter(QWidget):
    """A label and a value over the bars."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._name, self._value = Label(12, 400, "2"), Label(12, 600)
        self._bars = _Bars(tokens)
        top = QHBoxLayout()
        top.addWidget(self._name)
        top.addStretch()
        top.addWidget(self._value)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addStretch()
        column.addLayout(top)
        column.addWidget(self._bars)
        column.addStretch()

    def draw(self, health: Health | None, is_muted: bool, said: Words) -> None:
        level_db = peak_db = -120.0
        is_clipping = False
        if health is not None and not is_muted:
            level_db, peak_db, is_clipping = health.level_db, health.peak_db, health.is_clipping
        self._name.say(said.microphone)
        text = said.mic_peak.format(level=decibels(peak_db))
        text = said.muted if is_muted else said.clipping if is_clipping else text
        self._value.say(text)
        self._value.set_tone("fail" if is_muted or is_clipping else "1")
        self.setAccessibleName(f"{said.microphone} {text}")
        self._bars.show_levels(level_db, peak_db, is_clipping=is_clipping)


def decibels(level_db: float) -> str:
    """-14, with a real minus sign; silence is -∞."""
    return "\u2212∞" if level_db <= -100 else f"{round(level_db)}".replace("-", "\u2212")


def _bars(level_db: float) -> int:
    return max(0, min(_BARS, round((level_db - _LEAST_DB) / -_LEAST_DB * _BARS)))
