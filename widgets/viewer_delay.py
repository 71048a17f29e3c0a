"""How far viewers are behind, in the strip of the stream's figures; a press measures it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.domain.viewer_delay import How, ViewerDelay, longest
from app.engine.messages import Phase
from app.snapshot import MeasureStep, ShowPhase, Snapshot
from widgets.label import Label
from widgets.words import speech
from widgets.words.catalogue import Words

_OLD_S = 30 * 60


@dataclass(frozen=True, slots=True)
class DelayFigure:
    """A label, a value and the whole sentence; `is_old`: it may be another by now."""

    label: str
    value: str
    sentence: str
    is_old: bool = False


def delay_figure(snapshot: Snapshot, said: Words) -> DelayFigure | None:
    """What the strip says; None while there is nobody whose delay could be known."""
    has_viewers = snapshot.phase is ShowPhase.LIVE and any(
        one.phase is Phase.LIVE for one in snapshot.destinations
    )
    if not has_viewers:
        return None
    words, going = said.delay, snapshot.measuring
    if going is not None and going.step is MeasureStep.LOOKING and not going.is_by_itself:
        return DelayFigure(words.label, words.measuring, words.title)
    slowest = longest(snapshot.viewer_delays)
    if slowest is None:
        return DelayFigure(words.label, words.measure, words.measure_tip)
    age_s = max(0.0, snapshot.at_s - slowest.at_s)
    age = speech.age(said, age_s)
    seconds = figure(slowest)
    sentence = words.lasted if slowest.is_past else words.found
    return DelayFigure(
        words.label_age.format(age=age),
        words.value.format(seconds=seconds),
        sentence.format(seconds=seconds, age=age, how=words.hows[slowest.how]),
        slowest.is_past or age_s > _OLD_S,
    )


def figure(delay: ViewerDelay) -> str:
    """What was typed is known to a second only."""
    return f"{delay.seconds:.0f}" if delay.how is How.TYPED else f"{delay.seconds:.1f}"


class DelayCell(QWidget):
    """Like the other figures of the strip, but a button."""

    def __init__(self, measure: Callable[[], None]) -> None:
        super().__init__()
        self._button = _TwoLines()
        self._button.clicked.connect(lambda: measure())
        rule = QFrame()
        rule.setProperty("rule", True)
        rule.setFixedWidth(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(rule)
        row.addWidget(self._button)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row.setAlignment(rule, Qt.AlignmentFlag.AlignVCenter)
        rule.setFixedHeight(36)

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        found = delay_figure(snapshot, said)
        if found is not None:
            self._button.show_figure(found)
        self.setVisible(found is not None)


class _TwoLines(QPushButton):
    """A label over a value."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("flat", True)
        self._found: DelayFigure | None = None
        self._label, self._value = Label(12, 400, "2"), Label(14, 600)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 4)
        column.setSpacing(0)
        for label in (self._label, self._value):
            # The press goes to the button, wherever it meets the words.
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(label)

    def show_figure(self, found: DelayFigure) -> None:
        if found == self._found:
            return
        self._found = found
        self._label.say(found.label)
        self._value.say(found.value)
        self.updateGeometry()
        self._value.set_tone("3" if found.is_old else "1")
        self.setAccessibleName(found.sentence)
        self.setToolTip(found.sentence)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return self._wanted()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self._wanted()

    def _wanted(self) -> QSize:
        inner = self.layout()
        return inner.sizeHint().expandedTo(QSize(0, 44)) if inner else QSize()
