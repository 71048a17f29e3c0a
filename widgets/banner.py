"""One calm message in the foot: what happened, what viewers see, what is being done, and at most two buttons."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.domain.fault import Fault, FaultCode
from app.engine.messages import Phase
from app.snapshot import ShowPhase, Snapshot
from widgets.announcer import announce
from widgets.check import Check
from widgets.fault_words import fault_words, goes_on
from widgets.kept import Kept, kept
from widgets.label import Elided, Label
from widgets.message import Message
from widgets.theme.shapes import Shape, paint
from widgets.theme.tokens import Tokens, Tone
from widgets.urgency import is_grave
from widgets.words.catalogue import Words

# Storecast does what can be done, and a new connection would not help.
_NOTHING_TO_DO = (
    FaultCode.UPLINK_SLOW, FaultCode.PICTURE_LOWERED, FaultCode.ENCODER_OVERLOADED, FaultCode.SECOND_PICTURE_LOWERED,
)  # fmt: skip


class Announce(Protocol):
    """Tells it to a screen reader."""

    def __call__(self, widget: QWidget, text: str, *, is_grave: bool) -> None: ...


class Banner(QWidget):
    """Paints a `Message` and announces it; `on_press(name)` hears its buttons, and "all" when there are more."""

    def __init__(
        self, tokens: Tokens, on_press: Callable[[str], None], announce: Announce = announce
    ) -> None:
        super().__init__()
        self._announce = announce
        self._tokens = tokens
        self._message: Message | None = None
        self._happened, self._means = Elided(14, 600), Elided(12, 400, "2")
        self._names = ["", ""]
        self._buttons = [QPushButton(), QPushButton()]
        for place, button in enumerate(self._buttons):
            button.clicked.connect(lambda _=False, place=place: on_press(self._names[place]))
        # A press on it would else give the focus to the window, and the open list would close before it is asked to.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.more = QPushButton()
        self.more.clicked.connect(lambda: on_press("all"))
        self.more.hide()
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch()
        texts.addWidget(self._happened)
        texts.addWidget(self._means)
        texts.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(52, 0, 6, 0)
        row.setSpacing(8)
        row.addLayout(texts, 1)
        self._left_label, self._left = Label(12, 400, "2"), Label(28, 600, "warn")
        self._left_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._left.setContentsMargins(0, 0, 10, 0)
        for label in (self._left_label, self._left):
            label.hide()
            row.addWidget(label)
        row.addWidget(self.more)
        for button in self._buttons:
            row.addWidget(button)

    def buttons(self) -> list[QPushButton]:
        """Those that are offered now."""
        return [button for button, name in zip(self._buttons, self._names, strict=True) if name]

    def say(self, message: Message) -> None:
        if message == self._message:
            return
        self._message = message
        self._happened.say(message.happened)
        self._means.say(message.means)
        for place, button in enumerate(self._buttons):
            label, self._names[place] = message.buttons[place] if place < len(message.buttons) else ("", "")
            button.setVisible(bool(label))
            button.setText(label)
            button.setAccessibleName(label)
        self.more.setVisible(bool(message.more))
        self.more.setText(message.more)
        self.more.setAccessibleName(message.more)
        happened = f"{message.happened} · {message.more}" if message.more else message.happened
        words = f"{happened}. {message.means}"
        self.setAccessibleName(words)
        if self.isVisible():
            self._announce(self, words, is_grave=message.shape is Shape.FAIL)
        self.update()

    def count_down(self, label: str, left: str) -> None:
        """A time that runs out, at the right of the message; not announced again each second. Empty: none."""
        for part, text in ((self._left_label, label), (self._left, left)):
            part.setHidden(not text)
            part.say(text)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        """The whole banner is as good as the small button in it."""
        if self.more.isVisible() and self.rect().contains(event.position().toPoint()):
            self.more.click()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        if self._message is None:
            return
        tone = self._message.tone
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_neutral = tone.tint == self._tokens.panel
        painter.setPen(QPen(QColor(self._tokens.line if is_neutral else tone.shape), 1))
        painter.setBrush(QColor(tone.tint))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        paint(painter, QRectF(18, self.height() / 2 - 10, 20, 20), self._message.shape, tone.shape, tone.tint)
        painter.setPen(Qt.PenStyle.NoPen)


def message_of(snapshot: Snapshot, said: Words, tokens: Tokens, lacking: Check | None) -> Message:
    """The one thing to say now: the first of its faults, else the state. `lacking` keeps the show from going live."""
    neutral = Tone(tokens.text3, tokens.text1, tokens.panel)
    if snapshot.phase is ShowPhase.ENDED:
        return _over(snapshot, said, tokens)
    if snapshot.faults:
        return _trouble(snapshot, said, tokens)
    match snapshot.phase:
        case ShowPhase.REHEARSAL if lacking is not None:
            return _not_yet(lacking, said, tokens)
        case ShowPhase.REHEARSAL:
            buttons = ((said.stop, "stop_rehearsal"),)
            return Message(said.rehearsal_title, said.rehearsal_note, Shape.PLAY, tokens.info, buttons)
        case ShowPhase.RECONNECTING:
            return _away(snapshot, said, tokens)
        case ShowPhase.LIVE if snapshot.is_unseen:
            return Message(said.reach.nowhere_title, said.live_nowhere_note, Shape.WARN, tokens.warn)
        case ShowPhase.LIVE:
            width, height = snapshot.choices.canvas
            note = said.live_portrait_note if height > width else said.live_note
            return Message(
                said.live_title, note, Shape.DOT, Tone(tokens.fail.shape, tokens.text1, tokens.panel)
            )
    if lacking is None:
        return Message(said.ready_title, said.ready_note, Shape.CHECK, tokens.ok)
    return Message(said.not_live_title, said.not_live_note, Shape.SQUARE, neutral)


def _not_yet(lacking: Check, said: Words, tokens: Tokens) -> Message:
    """In a rehearsal: what the set-up marks as failing. The way back to it is the primary action."""
    means = said.reach.not_yet.format(what=lacking.name)
    return Message(said.rehearsal_title, means, Shape.PLAY, tokens.info)


def closing_words(snapshot: Snapshot, said: Words) -> tuple[str, str]:
    """What is counted down while a platform waits for its show, and how long it still does; empty when nothing is."""
    closing = snapshot.closing
    if closing is None or snapshot.phase not in (ShowPhase.LIVE, ShowPhase.RECONNECTING):
        return "", ""
    if closing.left_s <= 0:
        return said.closing_over.format(name=closing.name), ""
    left = math.ceil(closing.left_s)
    return said.closing_in.format(name=closing.name), f"{left // 60}:{left % 60:02}"


def _over(snapshot: Snapshot, said: Words, tokens: Tokens) -> Message:
    whole, part, failed = said.recorded.notes
    outcome = kept(snapshot)
    notes = {Kept.OFF: said.ended_note, Kept.WHOLE: whole, Kept.PART: part, Kept.FAILED: failed}
    is_lost = outcome in (Kept.PART, Kept.FAILED)
    shape, tone = (Shape.WARN, tokens.warn) if is_lost else (Shape.CHECK, tokens.ok)
    return Message(said.ended_title, notes[outcome], shape, tone, ((said.new_show, "new_show"),))


def _away(snapshot: Snapshot, said: Words, tokens: Tokens) -> Message:
    if snapshot.seen_in_s:
        title = said.reach.soon_title.format(seconds=f"{snapshot.choices.safety_delay_s:g}")
        return Message(title, said.reach.soon_note, Shape.HALF, tokens.info)
    one = max(snapshot.destinations, key=lambda one: one.attempt, default=None)
    if not snapshot.was_live:
        title = said.connecting_title.format(name=one.name if one else "")
        return Message(title, said.connecting_note, Shape.HALF, tokens.warn)
    title = said.lost_title.format(attempt=one.attempt if one else 1)
    return Message(title, goes_on(said.lost_note, snapshot, said), Shape.HALF, tokens.warn)


def _trouble(snapshot: Snapshot, said: Words, tokens: Tokens) -> Message:
    fault, others = snapshot.faults[0], len(snapshot.faults) - 1
    more = said.more_faults.format(count=others) if others else ""
    return replace(told(fault, snapshot, said, tokens), buttons=_offered(fault, snapshot, said), more=more)


def told(fault: Fault, snapshot: Snapshot, said: Words, tokens: Tokens) -> Message:
    """One fault in words."""
    happened, means = fault_words(fault, snapshot, said)
    is_away = fault.where.startswith("destination") and any(
        one.phase is not Phase.LIVE for one in snapshot.destinations
    )
    is_bad = is_grave(fault)
    shape = Shape.FAIL if is_bad else Shape.HALF if is_away else Shape.WARN
    return Message(happened, means, shape, tokens.fail if is_bad else tokens.warn)


def _offered(fault: Fault, snapshot: Snapshot, said: Words) -> tuple[tuple[str, str], ...]:
    """The one button of a fault: stop in a rehearsal, else what the host can do about it, if anything."""
    if fault.code is FaultCode.MICROPHONE_MUTED_TALKING:
        return ((said.unmute, "unmute"),)
    if snapshot.phase is ShowPhase.REHEARSAL:
        return ((said.stop, "stop_rehearsal"),)
    if fault.where in ("camera", "second-camera", "microphone"):
        return ((said.refresh, "check"),)
    if fault.where == "recording":
        return ()  # a new connection would not help, and the disk is tried every few seconds
    # While reconnecting the primary action itself is the retry.
    if fault.retrying and fault.code not in _NOTHING_TO_DO and snapshot.phase is ShowPhase.LIVE:
        return ((said.retry_now, "retry_now"),)
    return ()
