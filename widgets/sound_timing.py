"""Sound and picture in step: the sound is moved by ear, a press at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.desk import Desk
from app.snapshot import Choices
from widgets.label import Elided, Label
from widgets.tile import GAP, LABEL
from widgets.words.catalogue import Words

STEP_MS, MOST_MS = 20, 500


class SoundTiming(QWidget):
    """A button that is kept down goes on; at either end it is dead."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._offset_ms = 0
        self._label, self._value = Label(12, 400, "2"), Elided(14)
        self._earlier, self._later = QPushButton(), QPushButton()
        self._label.setFixedSize(LABEL, 44)
        self._value.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._label)
        row.addWidget(self._earlier)
        row.addWidget(self._value, 1)
        row.addWidget(self._later)
        for button, step_ms in ((self._earlier, -STEP_MS), (self._later, STEP_MS)):
            button.setAutoRepeat(True)
            button.clicked.connect(lambda _=False, step_ms=step_ms: self._move(step_ms))

    def draw(self, choices: Choices, said: Words) -> None:
        self._offset_ms = choices.sound_offset_ms
        value = _words(self._offset_ms, said)
        self._label.say(said.sound)
        self._value.say(value)
        for button, text, name, tip in (
            (self._earlier, said.earlier, said.sound_earlier, said.sound_earlier_tip),
            (self._later, said.later, said.sound_later, said.sound_later_tip),
        ):
            if button.text() != text or not button.accessibleName().endswith(value):
                button.setText(text)
                button.setAccessibleName(f"{name}: {value}")
                button.setToolTip(tip)
        self._earlier.setEnabled(self._offset_ms > -MOST_MS)
        self._later.setEnabled(self._offset_ms < MOST_MS)

    def _move(self, step_ms: int) -> None:
        """Counts on from what it asked for last: presses may come faster than snapshots."""
        self._offset_ms = max(-MOST_MS, min(MOST_MS, self._offset_ms + step_ms))
        self._desk.set_sound_offset(self._offset_ms)


def _words(offset_ms: int, said: Words) -> str:
    if not offset_ms:
        return said.sound_in_step
    return (said.sound_after if offset_ms > 0 else said.sound_before).format(offset=abs(offset_ms))
