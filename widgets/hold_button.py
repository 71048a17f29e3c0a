"""The one primary action: held for a second by mouse, touch or F9, never pressed by accident."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QPushButton

from widgets.theme import icons
from widgets.theme.icons import Icon
from widgets.theme.style import ui_font
from widgets.theme.tokens import Tokens

HOLD_S = 1.0
_FALL_S = 0.15
_FRAME_MS = 16
_WIDTH, _LEAST_WIDTH, _HEIGHT = 224, 116, 56


@dataclass(frozen=True, slots=True)
class Action:
    """What the button does now. `hold` empty: a plain press is enough (it starts and stops nothing)."""

    name: str
    label: str
    hold: str = ""
    holding: str = ""
    is_end: bool = False
    icon: Icon | None = None


class HoldButton(QPushButton):
    """`on_act(name)` after a whole second of holding; `on_ask(name)` when assistive technology pressed it.

    Space, Enter and Esc do nothing to an action that must be held; a key's auto-repeat is not a new press.
    """

    def __init__(
        self,
        tokens: Tokens,
        on_act: Callable[[str], None],
        on_ask: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._tokens = tokens
        self._on_act = on_act
        self._on_ask = on_ask
        self._clock = clock
        self._action = Action("", "")
        self._held_since: float | None = None
        self._fell_since = 0.0
        self._fell_from = 0.0
        self._is_by_hand = False
        self._pressed = ""
        self.setProperty("hold", True)
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.advance)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._clicked)

    def show_action(self, action: Action) -> None:
        """Another action lets go of what is held: a release must never do what was not held."""
        if action != self._action:
            self._action = action
            self._held_since = None
            self.setAccessibleName(action.label)
            self.update()

    @property
    def is_held(self) -> bool:
        """Whether a hand is on it."""
        return self._held_since is not None

    def press(self) -> None:
        """The hand is on it: mouse, touch, F9 or a pedal."""
        if self._held_since is None and self._action.hold:
            self._held_since = self._clock()
            self._timer.start()

    def release(self) -> None:
        """The hand is off; too early, and the fill falls back."""
        if self._held_since is not None:
            self._fell_from, self._fell_since = self.progress(), self._clock()
            self._held_since = None
            self.update()

    def progress(self) -> float:
        """0 to 1: how far it is held."""
        if self._held_since is not None:
            return min(1.0, (self._clock() - self._held_since) / HOLD_S)
        return max(0.0, self._fell_from * (1 - (self._clock() - self._fell_since) / _FALL_S))

    def advance(self) -> None:
        """One frame of the animation; acts when the second is over."""
        if self._held_since is not None and self.progress() >= 1.0:
            self._held_since, self._fell_from = None, 0.0
            self._on_act(self._action.name)
        if self._held_since is None and self.progress() <= 0.0:
            self._timer.stop()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  # Qt's name
        self._is_by_hand = True
        self._pressed = self._action.name
        if event.button() is Qt.MouseButton.LeftButton:
            self.press()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.release()
        super().mouseReleaseEvent(event)
        self._is_by_hand = False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        keys = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Select)
        if self._action.hold and event.key() in keys:
            event.accept()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if self._action.hold:
            event.accept()
            return
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self.release()
        super().focusOutEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self.release()
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self.release()
        super().hideEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(_WIDTH, _HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(_LEAST_WIDTH, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        t, action = self._tokens, self._action
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        path = QPainterPath()
        path.addRoundedRect(box, 10, 10)
        painter.fillPath(path, QColor(t.fail.tint if action.is_end else t.accent))
        painter.save()
        painter.setClipPath(path)
        fill = QRectF(box.left(), box.top(), box.width() * self.progress(), box.height())
        painter.fillRect(fill, QColor(t.end_fill if action.is_end else t.accent_press))
        painter.restore()
        edge = t.fail.shape if action.is_end else t.accent
        painter.setPen(QPen(QColor(edge), 2))
        painter.drawPath(path)
        if self.hasFocus():
            painter.setPen(QPen(QColor(t.text1), 2, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(box.adjusted(4, 4, -4, -4), 7, 7)
        self._words(painter, QColor(t.text1 if action.is_end else t.on_accent))

    def _words(self, painter: QPainter, ink: QColor) -> None:
        action, middle = self._action, self.height() / 2
        painter.setPen(ink)
        painter.setFont(ui_font(16, 600))
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        if not action.hold:
            self._with_icon(painter, ink)
            return
        painter.drawText(QRectF(0, middle - 22, self.width(), 22), flags, action.label)
        painter.setFont(ui_font(12))
        note = action.holding if self._held_since is not None else action.hold
        painter.drawText(QRectF(0, middle, self.width(), 20), flags, note)
        if self.width() >= 200:
            painter.setFont(ui_font(12, 600))
            cap = QRectF(self.width() - 46, middle - 9, 32, 18)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ink, 1))
            painter.drawRoundedRect(cap, 4, 4)
            painter.drawText(cap, flags, "F9")

    def _with_icon(self, painter: QPainter, ink: QColor) -> None:
        """The label in the middle, its icon before it."""
        action = self._action
        room = icons.SIZE + 8 if action.icon else 0
        width = QFontMetrics(painter.font()).horizontalAdvance(action.label) + room
        left = (self.width() - width) / 2
        if action.icon:
            icons.paint(painter, QPointF(left, self.height() / 2 - icons.SIZE / 2), action.icon, ink.name())
        box = QRectF(left + room, 0, width, self.height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), action.label)

    def _clicked(self) -> None:
        """A plain press acts only where nothing has to be held; by assistive technology it is asked about first.

        The hand lets go of what it pressed: the action that came while it was held is not meant.
        """
        if self._is_by_hand and self._pressed != self._action.name:
            return
        if not self._action.hold:
            self._on_act(self._action.name)
        elif not self._is_by_hand:
            self._on_ask(self._action.name)
