"""Everything that is wrong now, over the banner that has room for one of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from widgets.label import Wrapped
from widgets.message import Message
from widgets.theme.shapes import paint
from widgets.theme.tokens import Tokens
from widgets.words.catalogue import Words

_GAP = 8
_STEPS = {int(Qt.Key.Key_Down): 1, int(Qt.Key.Key_Up): -1}


class FaultRow(QWidget):
    """One fault with all of its words. `on_step` moves to the next row or, with -1, to the one before."""

    def __init__(self, tokens: Tokens, on_step: Callable[[int], None]) -> None:
        super().__init__()
        self._on_step = on_step
        self._tokens = tokens
        self._message: Message | None = None
        self._happened, self._means = Wrapped(14, 600), Wrapped(12, 400, "2")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(52, 10, 16, 10)
        column.setSpacing(2)
        column.addWidget(self._happened)
        column.addWidget(self._means)

    def say(self, message: Message) -> None:
        if message != self._message:
            self._message = message
            self._happened.say(message.happened)
            self._means.say(message.means)
            self.setAccessibleName(f"{message.happened}. {message.means}")
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        """The scrolled area around it would take the arrows for itself."""
        step = _STEPS.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self._on_step(step)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802  # Qt's name
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        if self._message is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._tokens.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 8, 8)
        tone = self._message.tone
        paint(painter, QRectF(18, 12, 20, 20), self._message.shape, tone.shape, self._tokens.panel)


class FaultList(QFrame):
    """A sheet over the window while it is open: nothing waits for it, and F9 still ends the show.

    Escape closes it, and so does whatever takes the focus away; `beside` is the banner above which it stands.
    """

    def __init__(self, tokens: Tokens, beside: QWidget) -> None:
        super().__init__(beside)
        self.setProperty("panel", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._tokens = tokens
        self._beside = beside
        self._from: QWidget | None = None
        self._messages: tuple[Message, ...] = ()
        self._rows: list[FaultRow] = []
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 4, 0, 4)
        self._column.setSpacing(0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._content)
        self._area = area
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        QApplication.instance().focusChanged.connect(self._follow)  # type: ignore[union-attr]  # there is one
        self.hide()

    def draw(self, messages: tuple[Message, ...], said: Words) -> None:
        self._messages = messages
        self.setAccessibleName(f"{said.all_faults}: {len(messages)}")
        if self.isVisible():
            self._fill()

    def turn(self) -> None:
        """Opens it, or closes it again."""
        if self.isVisible():
            self.fold()
            return
        if not self._messages:
            return
        window = self._beside.window()
        self._from = window.focusWidget()
        self.setParent(window)
        self._fill()
        self.show()
        self.raise_()
        self._place()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def fold(self) -> None:
        """The focus goes back to where it was."""
        self.hide()
        if self._from is not None and self._from.isVisible():
            self._from.setFocus(Qt.FocusReason.PopupFocusReason)
        self._from = None

    def rows(self) -> list[FaultRow]:
        """Those that are shown, from above."""
        return self._rows[: len(self._messages)]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  # Qt's name
        step = _STEPS.get(event.key())
        if event.key() == Qt.Key.Key_Escape:
            self.fold()
        elif step is not None:
            self._step(step)
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        rows, focused = self.rows(), self.window().focusWidget()
        at = next((place for place, row in enumerate(rows) if row is focused), -1)
        row = rows[max(0, min(len(rows) - 1, at + step))]
        row.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(row)

    def _fill(self) -> None:
        if not self._messages:
            self.fold()
            return
        while len(self._rows) < len(self._messages):
            row = FaultRow(self._tokens, self._step)
            self._rows.append(row)
            self._column.addWidget(row)
        for place, row in enumerate(self._rows):
            is_used = place < len(self._messages)
            if not is_used and row.hasFocus():
                self.setFocus()
            row.setVisible(is_used)
            if is_used:
                row.say(self._messages[place])
        self._place()

    def _place(self) -> None:
        """As wide as the banner and as high as its words, at most up to the upper edge of the window."""
        corner = self._beside.mapTo(self._beside.window(), QPoint())
        width = self._beside.width()
        height = min(self._content.heightForWidth(width - 2) + 2, corner.y() - 2 * _GAP)
        self.setGeometry(corner.x(), corner.y() - _GAP - height, width, height)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """A press on the banner is left to the banner, which closes the list itself."""
        if not self.isVisible() or now is None or now in (self, self._beside):
            return
        if not self.isAncestorOf(now) and not self._beside.isAncestorOf(now):
            self._from = None
            self.hide()
