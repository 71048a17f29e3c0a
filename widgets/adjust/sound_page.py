"""How loud the microphone is, beside its meter."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from app.desk import Desk
from app.snapshot import Snapshot
from widgets.adjust.paced import Paced
from widgets.adjust.page import GAP, Note, Page, StartOver
from widgets.adjust.slide import Slide
from widgets.meter import Meter
from widgets.theme.tokens import Tokens
from widgets.words.catalogue import Words

LEAST_DB, MOST_DB = -20, 30


class SoundPage(Page):
    """A gain of the show file's that is softer than the slider goes is shown at its end, and named as it is."""

    def __init__(self, tokens: Tokens, desk: Desk) -> None:
        super().__init__()
        self._gain_db = 0.0
        self._desk = desk
        self._paced: Paced[float] = Paced(self, desk.set_gain)
        self._meter = Meter(tokens)
        self._meter.setFixedHeight(44)
        self._gain = Slide(self._move, LEAST_DB, MOST_DB)
        self._note = Note()
        self._over = StartOver(lambda: self._gain_db, lambda: 0.0, self._change)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for part in (self._meter, self._gain, self._note, self._over):
            column.addWidget(part)
        column.addStretch()

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        words, choices = said.adjust, snapshot.choices
        has_microphone = choices.microphone not in ("", "none")
        if not self._paced.is_waiting:
            self._gain_db = choices.gain_db
        self._meter.draw(snapshot.health, snapshot.on_air.is_muted, said)
        self._gain.setEnabled(has_microphone)
        value = _decibels(self._gain_db)
        self._gain.draw(words.gain, round(self._gain_db), value)
        self._note.say(words.gain_note if has_microphone else words.no_microphone)
        self._over.draw(words.reset, words.was_reset, said)

    def _move(self, value: int) -> None:
        self._over.forget()
        self._gain_db = float(value)
        self._paced.ask(self._gain_db)

    def _change(self, gain_db: float) -> None:
        self._paced.flush()
        self._gain_db = gain_db
        self._desk.set_gain(gain_db)


def _decibels(gain_db: float) -> str:
    value = round(gain_db)
    return "0 dB" if not value else f"{value:+} dB".replace("-", "\u2212")
