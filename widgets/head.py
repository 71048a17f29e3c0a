"""The head of the window: whose show it is, its state, its clock, and the health of the stream."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.domain.clock import seconds_between
from app.engine.messages import Phase
from app.snapshot import ShowPhase, Snapshot
from widgets.badge import Badge, look
from widgets.kept import Kept, kept
from widgets.label import Elided, Label
from widgets.sign import Sign
from widgets.theme.icons import Icon, icon, size
from widgets.theme.shapes import Shape, paint
from widgets.theme.tokens import DARK, Grid, Tokens, Tone
from widgets.viewer_delay import DelayCell
from widgets.words import speech
from widgets.words.catalogue import Words

_SLOW_MS = 700
_STALE_S = 30


class Mark(QWidget):
    """The program's own mark: a shopping bag that plays."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens
        self.setFixedSize(QSize(32, 32))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.tokens.accent))
        painter.drawRoundedRect(QRectF(0, 0, 32, 32), 8, 8)
        painter.setPen(QPen(QColor(self.tokens.on_accent), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(7, 11, 18, 14), 3, 3)
        handle = QPainterPath()
        handle.moveTo(12, 11)
        handle.cubicTo(12, 5, 20, 5, 20, 11)
        painter.drawPath(handle)
        painter.setBrush(QColor(self.tokens.on_accent))
        painter.setPen(Qt.PenStyle.NoPen)
        paint(painter, QRectF(13, 14, 8, 8), Shape.PLAY, self.tokens.on_accent, self.tokens.accent)


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell of the strip; `tone` and `shape` only where something is to be said about it."""

    label: str
    value: str
    shape: Shape | None = None
    tone: Tone | None = None
    is_stale: bool = False


class _Cell(QWidget):
    """A label over a value, with a hairline at its left."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens
        self._figure: Figure | None = None
        self._label, self._value, self._sign = Label(12, 400, "2"), Label(14, 600), Sign(tokens)
        rule = QFrame()
        rule.setProperty("rule", True)
        rule.setFixedWidth(1)
        value = QHBoxLayout()
        value.setSpacing(6)
        value.addWidget(self._sign)
        value.addWidget(self._value, 1)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._label)
        column.addLayout(value)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 10, 0, 10)
        row.setSpacing(16)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row.addWidget(rule)
        row.addLayout(column)

    def show_figure(self, figure: Figure) -> None:
        if figure == self._figure:
            return
        self._figure = figure
        self._label.say(figure.label)
        self._value.say(figure.value)
        self._value.set_tone(
            "3" if figure.is_stale else "warn" if figure.shape in (Shape.WARN, Shape.HALF) else "1"
        )
        self._sign.show_sign(figure.shape, figure.tone)


class Head(QWidget):
    """`on_language` and `on_theme` are called when the host asks for the other one, `on_measure` when she wants to know
    how far viewers are behind.
    """

    def __init__(
        self,
        tokens: Tokens,
        on_language: Callable[[], None],
        on_theme: Callable[[], None],
        on_measure: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setObjectName("head")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._tokens = tokens
        self._title, self._store = Elided(16, 600), Elided(12, 400, "2")
        self.badge = Badge(tokens)
        self._clock = Label(24, 600)
        self._cells = [_Cell(tokens) for _ in range(4)]
        self._language, self._theme = QPushButton(), QPushButton()
        for button, wish in ((self._language, on_language), (self._theme, on_theme)):
            button.setProperty("flat", True)
            button.clicked.connect(wish)
        self._theme.setProperty("square", True)
        self._theme.setIcon(icon(Icon.SUN if tokens is DARK else Icon.MOON, tokens.text2))
        self._theme.setIconSize(size())
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch()
        names.addWidget(self._title)
        names.addWidget(self._store)
        names.addStretch()
        self._brand = QWidget()
        brand = QHBoxLayout(self._brand)
        brand.setContentsMargins(0, 0, 8, 0)
        brand.setSpacing(12)
        brand.addWidget(Mark(tokens))
        brand.addLayout(names)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._brand)
        self._row.addWidget(self.badge)
        self._row.addSpacing(16)
        self._row.addWidget(self._clock)
        self._row.addStretch()
        for cell in self._cells:
            self._row.addWidget(cell)
            self._row.addSpacing(16)
        self._delay = DelayCell(on_measure)
        self._row.addWidget(self._delay)
        self._row.addSpacing(6)
        self._rule = QFrame()
        self._rule.setProperty("rule", True)
        self._rule.setFixedSize(1, 36)
        self._row.addWidget(self._rule)
        self._row.addSpacing(8)
        self._row.addWidget(self._language)
        self._row.addWidget(self._theme)

    def arrange(self, grid: Grid) -> None:
        self.setFixedHeight(grid.head)
        self._row.setContentsMargins(grid.gap, 0, grid.gap, 0)
        self._brand.setFixedWidth(grid.left + grid.gap)
        self._row.setSpacing(0)

    def draw(self, snapshot: Snapshot, said: Words, theme_name: str) -> None:
        self._title.say(snapshot.title)
        self._store.say(f"Storecast · {snapshot.store_name}" if snapshot.store_name else "Storecast")
        self.badge.show_look(look(snapshot, said, self._tokens))
        held = _held(snapshot, said)
        for part in (self.badge, self._cells[0]):
            if part.toolTip() != held:
                part.setToolTip(held)
        self._clock.setVisible(snapshot.phase is not ShowPhase.SETUP)
        self._clock.say(speech.clock(snapshot.at_s))
        figures = stream_figures(snapshot, said, self._tokens)
        for cell, figure in zip(
            self._cells, [*figures, *([None] * (len(self._cells) - len(figures)))], strict=True
        ):
            cell.setVisible(figure is not None)
            if figure is not None:
                cell.show_figure(figure)
        self._delay.draw(snapshot, said)
        self._rule.setVisible(bool(figures))
        self.setAccessibleName(_spoken(figures, said))
        self._language.setText(said.other_language)
        self._language.setAccessibleName(said.other_language)
        self._theme.setToolTip(theme_name)
        self._theme.setAccessibleName(theme_name)


def stream_figures(snapshot: Snapshot, said: Words, tokens: Tokens) -> list[Figure]:
    """Bitrate, age of unsent bytes, drops and viewers; of the destinations that are live the worst speaks for all. One
    that is not has no figures of its own: how many are live says so.
    """
    if snapshot.phase is ShowPhase.SETUP:
        return []
    if snapshot.phase is ShowPhase.ENDED:
        return _outcome(snapshot, said, tokens)
    if snapshot.seen_in_s:
        figures = [Figure(said.reach.held, f"{snapshot.choices.safety_delay_s:g} s")]
    else:
        figures = _of_destinations(snapshot, said, tokens) if snapshot.busy else []
    for sample in snapshot.state.viewers.values():
        age_s = max(0.0, seconds_between(sample.received_at, snapshot.utc_now))
        label = said.viewers_age.format(age=speech.age(said, age_s))
        figures.append(Figure(label, f"{sample.concurrent:,}", is_stale=age_s > _STALE_S))
        break
    return figures


def _outcome(snapshot: Snapshot, said: Words, tokens: Tokens) -> list[Figure]:
    """What is left to say when the stream is off."""
    seconds = sum(snapshot.recordings.values())
    signs = {
        Kept.WHOLE: (Shape.CHECK, tokens.ok),
        Kept.PART: (Shape.WARN, tokens.warn),
        Kept.FAILED: (Shape.WARN, tokens.warn),
    }
    return [
        Figure(said.recording, speech.clock(seconds), *signs.get(kept(snapshot), (None, None))),
        Figure(said.reconnects, f"{sum(one.reconnects for one in snapshot.destinations):,}"),
        Figure(said.dropped, f"{sum(one.frames_dropped for one in snapshot.destinations):,}"),
    ]


def _of_destinations(snapshot: Snapshot, said: Words, tokens: Tokens) -> list[Figure]:
    found, is_old = snapshot.busy, snapshot.health_age_s > 2
    live = [one for one in found if one.phase is Phase.LIVE]
    worst = max(live or found, key=lambda one: one.unsent_ms)
    is_late = worst.unsent_ms > _SLOW_MS
    if len(live) < len(found):
        shape, tone = Shape.HALF, tokens.warn
    elif is_late or is_old:
        shape, tone = Shape.WARN, tokens.warn
    else:
        shape, tone = Shape.CHECK, tokens.ok
    label = said.local_stream if snapshot.phase is ShowPhase.REHEARSAL else said.stream
    if live and len(live) < len(found):
        label = said.reach.some_live.format(live=len(live), count=len(found))
    return [
        Figure(label, f"{worst.bitrate_kbps / 1000:.1f} Mb/s", shape, tone, is_old),
        Figure(
            said.unsent,
            f"{worst.unsent_ms / 1000:.1f} s",
            Shape.WARN if is_late else None,
            tokens.warn if is_late else None,
        ),
        Figure(said.dropped, f"{sum(one.frames_dropped for one in found):,}"),
    ]


def _held(snapshot: Snapshot, said: Words) -> str:
    """That viewers get everything later, on purpose; empty where nothing is held back."""
    delay_s = snapshot.choices.safety_delay_s
    is_on = snapshot.phase in (ShowPhase.LIVE, ShowPhase.RECONNECTING) and not snapshot.is_unseen
    return said.reach.held_tip.format(seconds=f"{delay_s:g}") if delay_s and is_on else ""


def _spoken(figures: list[Figure], said: Words) -> str:
    if any(figure.label in (said.reconnects, said.reach.held) for figure in figures):
        return ", ".join(f"{figure.label} {figure.value}" for figure in figures)
    values = [figure.value for figure in figures[:3]]
    if len(values) < 3:
        return said.health_name.format(bitrate="0 Mb/s", unsent="0 s", dropped="0")
    is_all = figures[0].label in (said.stream, said.local_stream)
    bitrate = values[0] if is_all else f"{figures[0].label}, {values[0]}"
    return said.health_name.format(bitrate=bitrate, unsent=values[1], dropped=values[2])
