"""The badge in the head: word, shape and colour of the state; and the clock beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.snapshot import ShowPhase, Snapshot
from widgets.theme.shapes import Shape, paint
from widgets.theme.style import ui_font
from widgets.theme.tokens import Tokens, Tone
from widgets.words.catalogue import Words

_HEIGHT, _SHAPE, _PAD, _GAP = 40, 16, 14, 12


@dataclass(frozen=True, slots=True)
class Look:
    """What a badge shows."""

    text: str
    shape: Shape
    tone: Tone


def look(snapshot: Snapshot, said: Words, tokens: Tokens) -> Look:
    """The state in word, shape and colour."""
    neutral = Tone(tokens.text3, tokens.text1, tokens.raised)
    held_s = 0.0 if snapshot.was_live else snapshot.choices.safety_delay_s
    seconds = int(max(0.0, snapshot.reconnecting_s - held_s))
    match snapshot.phase:
        case ShowPhase.REHEARSAL:
            return Look(said.rehearsal, Shape.PLAY, tokens.info)
        case ShowPhase.LIVE if snapshot.is_unseen:
            is_recorded = bool(snapshot.choices.recording_folder)
            return Look(
                said.reach.recording_only if is_recorded else said.reach.nowhere, Shape.SQUARE, neutral
            )
        case ShowPhase.LIVE:
            return Look(said.live, Shape.DOT, tokens.fail)
        case ShowPhase.RECONNECTING if snapshot.is_refused:
            return Look(said.reach.refused, Shape.WARN, tokens.warn)
        case ShowPhase.RECONNECTING if snapshot.seen_in_s:
            soon = said.reach.soon.format(seconds=math.ceil(snapshot.seen_in_s))
            return Look(soon, Shape.HALF, tokens.info)
        case ShowPhase.RECONNECTING if not snapshot.was_live:
            return Look(said.connecting.format(seconds=seconds), Shape.HALF, tokens.warn)
        case ShowPhase.RECONNECTING:
            attempt = max((one.attempt for one in snapshot.destinations), default=0) or 1
            text = said.reconnecting.format(attempt=attempt, seconds=seconds)
            return Look(text, Shape.HALF, tokens.warn)
        case ShowPhase.ENDED:
            return Look(said.ended, Shape.SQUARE, neutral)
    return Look(said.not_live, Shape.SQUARE, neutral)


class Badge(QWidget):
    """Paints a `Look`; its accessible name is the word."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens
        self._look: Look | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_look(self, what: Look) -> None:
        if what != self._look:
            self._look = what
            self.setAccessibleName(what.text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        text = self._look.text if self._look else ""
        width = QFontMetrics(ui_font(16, 600)).horizontalAdvance(text)
        return QSize(_PAD * 2 + _SHAPE + _GAP + width + 2, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        if self._look is None:
            return
        tone = self._look.tone
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_neutral = tone.tint == self.tokens.raised
        painter.setPen(QPen(QColor(self.tokens.line2 if is_neutral else tone.shape), 1))
        painter.setBrush(QColor(tone.tint))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        top = (self.height() - _SHAPE) / 2
        paint(painter, QRectF(_PAD, top, _SHAPE, _SHAPE), self._look.shape, tone.shape, tone.tint)
        painter.setPen(QColor(self.tokens.text1))
        painter.setFont(ui_font(16, 600))
        box = self.rect().adjusted(_PAD + _SHAPE + _GAP, 0, -_PAD + 4, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._look.text)
