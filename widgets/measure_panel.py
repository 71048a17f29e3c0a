"""While the viewers' delay is measured: what to do with the phone, and a field for the digits that it shows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.desk import ViewersDesk
from app.domain.viewer_delay import typed_digits
from app.snapshot import MeasureStep, Measuring, Snapshot
from widgets.label import Label
from widgets.viewer_delay import figure
from widgets.words.catalogue import Words

_FIELD_WIDTH, _PLACE = 132, 8
# Room for spaces that somebody types between the digits.
_MOST_TYPED = 8


class MeasurePanel(QFrame):
    """Lies over the top of `over`, where the console's own picture shows the code: nobody types that one by mistake."""

    def __init__(self, over: QWidget, desk: ViewersDesk) -> None:
        super().__init__(over)
        self.setProperty("panel", True)
        self._over = over
        self._desk = desk
        self._said_for: object = None
        self._has_begun = self._is_typing = False
        self._title, self._note = Label(16, 600, wraps=True), Label(14, 400, "2", wraps=True)
        self._field, self._again, self._close = QLineEdit(), QPushButton(), QPushButton()
        self._field.setFixedWidth(_FIELD_WIDTH)
        self._field.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self._field.setMaxLength(_MOST_TYPED)
        self._field.setValidator(QRegularExpressionValidator(QRegularExpression(r"[\p{Nd}\s]*"), self))
        self._field.textEdited.connect(self._type)
        self._again.clicked.connect(lambda: desk.measure())
        self._close.clicked.connect(lambda: desk.stop())
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._title)
        words.addWidget(self._note)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for part in (self._field, self._again, self._close):
            buttons.addWidget(part)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(words)
        column.addLayout(buttons)
        over.installEventFilter(self)
        self.hide()

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        going = snapshot.measuring
        is_shown = going is not None and not going.is_by_itself
        if not is_shown:
            self._said_for = None
            self._let_go()
            self._begin_anew()
        self.setVisible(is_shown)
        state = (going, snapshot.viewer_delays, said.locale)
        if going is None or not is_shown or state == self._said_for:
            return
        self._said_for = state
        self._say(going, snapshot, said)
        is_looking = going.step is MeasureStep.LOOKING
        if not is_looking:
            self._let_go()
            self._begin_anew()
        self._field.setVisible(is_looking)
        self._again.setVisible(going.step is MeasureStep.MISSED)
        if is_looking and not self._has_begun:
            self._has_begun = True
            self._field.setFocus()
        self._lie()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() is QEvent.Type.Resize:
            self._lie()
        return False

    def _let_go(self) -> None:
        """What has the focus and is hidden hands it to the next button, and a space bar would press that."""
        holder = self.window().focusWidget()
        if holder is not None and self.isAncestorOf(holder):
            self.window().setFocus()

    def _begin_anew(self) -> None:
        """A code that was typed half is none of the next measuring: its first digit would not say when."""
        self._has_begun = self._is_typing = False
        self._field.clear()

    def _lie(self) -> None:
        width, inner = self._over.width() - 2 * _PLACE, self.layout()
        if inner:
            inner.activate()
            self.setGeometry(_PLACE, _PLACE, width, inner.totalHeightForWidth(width))

    def _say(self, going: Measuring, snapshot: Snapshot, said: Words) -> None:
        title, note = sentences(going, snapshot, said)
        self._title.say(title)
        self._note.say(note)
        self._note.set_tone("warn" if going.is_wrong else "2")
        self.setAccessibleName(f"{title}. {note}")
        words = said.delay
        self._field.setPlaceholderText(words.digits)
        self._field.setAccessibleName(words.digits)
        close = said.stop if going.step is MeasureStep.LOOKING else words.close
        for button, text in ((self._again, words.again), (self._close, close)):
            button.setText(text)
            button.setAccessibleName(text)

    def _type(self, text: str) -> None:
        """The first digit says when; the fourth one says which code. What is emptied begins anew."""
        if text.strip() and not self._is_typing:
            self._desk.key_pressed()
        self._is_typing = bool(text.strip())
        if typed_digits(text):
            self._desk.type_code(text)
            self._field.clear()
            self._is_typing = False


def sentences(going: Measuring, snapshot: Snapshot, said: Words) -> tuple[str, str]:
    """What is said, and what is to be done."""
    words = said.delay
    match going.step:
        case MeasureStep.MEASURED:
            newest = max(snapshot.viewer_delays, key=lambda one: one.at_s, default=None)
            title = words.done.format(seconds=figure(newest)) if newest else words.label
            return title, words.done_note
        case MeasureStep.MISSED:
            return words.missed, words.missed_note
    if going.is_wrong:
        return words.title, words.wrong
    if going.codes_read:
        return words.title, words.reading.format(count=going.codes_read)
    return words.title, words.note if going.is_code_shown else words.gone_note
