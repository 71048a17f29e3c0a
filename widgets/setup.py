"""Before a show: the checks with their verdicts, each with what mends it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.desk import Desk
from app.snapshot import Snapshot
from widgets.check import AGAIN, Check, Verdict
from widgets.checks import MOST_CHECKS, checks
from widgets.label import Elided, Label, Wrapped
from widgets.theme.icons import Icon, icon, size
from widgets.theme.shapes import Shape, paint
from widgets.theme.style import ui_font
from widgets.theme.tokens import Grid, Tokens, Tone
from widgets.words.catalogue import Words

_ROW, _COMPACT_ROW, _SHORT_ROW, _LEAST_ROW = 64, 56, 50, 45
_COUNT, _SIGN = 44, 20
_EDGE = 3


def _looks(verdict: Verdict, tokens: Tokens) -> tuple[Tone, Shape]:
    return {
        Verdict.PASS: (tokens.ok, Shape.CHECK),
        Verdict.OPEN: (Tone(tokens.text3, tokens.text2, tokens.panel), Shape.WAIT),
        Verdict.WARN: (tokens.warn, Shape.WARN),
        Verdict.FAIL: (tokens.fail, Shape.FAIL),
    }[verdict]


def _word(verdict: Verdict, said: Words) -> str:
    words = {
        Verdict.PASS: said.pass_, Verdict.OPEN: said.opens, Verdict.WARN: said.warns, Verdict.FAIL: said.fails,
    }  # fmt: skip
    return words[verdict]


class _CheckRow(QWidget):
    """One verdict: shape, name, evidence; as high as its words ask for, at least what `setMinimumHeight` says."""

    def __init__(self, tokens: Tokens, on_fix: Callable[[str], None]) -> None:
        super().__init__()
        self._tokens = tokens
        self._check: Check | None = None
        self._fix = QPushButton()
        self._fix.setIconSize(size())
        self._fix.clicked.connect(lambda: on_fix(self._check.fix if self._check else ""))
        self._name, self._evidence, self._word = Wrapped(14, 600), Wrapped(12, 400, "2"), Label(12, 600, "ok")
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.setContentsMargins(0, _EDGE, 0, _EDGE)
        texts.addStretch()
        texts.addWidget(self._name)
        texts.addWidget(self._evidence)
        texts.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(48, 0, 8, 0)
        row.addLayout(texts, 1)
        row.addWidget(self._word)
        row.addWidget(self._fix)
        self._word.setContentsMargins(0, 0, 8, 0)
        self.setMinimumHeight(_ROW)

    def show_check(self, check: Check, said: Words) -> None:
        if check == self._check:
            return
        self._check = check
        self._name.say(check.name)
        self._evidence.say(check.evidence)
        self._word.say(said.pass_ if check.verdict is Verdict.PASS else "")
        self._fix.setVisible(bool(check.fix))
        self._show_fix(said.check_again if check.fix == AGAIN else said.fix, is_again=check.fix == AGAIN)
        self.setAccessibleName(f"{check.name}: {check.evidence} ({_word(check.verdict, said)})")
        self.update()

    def _show_fix(self, fix: str, *, is_again: bool) -> None:
        """To look again is a picture: the words beside it need the room."""
        self._fix.setText("" if is_again else fix)
        self._fix.setIcon(icon(Icon.AGAIN, self._tokens.text1) if is_again else QIcon())
        self._fix.setToolTip(fix if is_again else "")
        self._fix.setAccessibleName(f"{fix}: {self._name.text()}")
        if bool(self._fix.property("square")) is not is_again:
            self._fix.setProperty("square", is_again)
            self._fix.style().unpolish(self._fix)
            self._fix.style().polish(self._fix)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        if self._check is None:
            return
        t = self._tokens
        tone, shape = _looks(self._check.verdict, t)
        painter = QPainter(self)
        if self._check.verdict is not Verdict.PASS:
            painter.fillRect(self.rect(), QColor(tone.tint))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(t.line))
        ground = t.panel if self._check.verdict is Verdict.PASS else tone.tint
        paint(painter, QRectF(16, self.height() / 2 - 10, 20, 20), shape, tone.shape, ground)


class _Counts(QWidget):
    """How many passed, warn and fail, each with its shape; what does not occur is left out."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._counts: tuple[tuple[Verdict, int], ...] = ()

    def show_counts(self, found: tuple[Check, ...], said: Words) -> None:
        verdicts = [one.verdict for one in found]
        counts = tuple((each, verdicts.count(each)) for each in Verdict if each in verdicts)
        self.setAccessibleName(", ".join(f"{count} {_word(verdict, said)}" for verdict, count in counts))
        if counts != self._counts:
            self._counts = counts
            self.setFixedSize(_COUNT * len(counts), _SIGN)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        painter = QPainter(self)
        painter.setFont(ui_font(14, 600))
        painter.setPen(QColor(self._tokens.text1))
        for place, (verdict, count) in enumerate(self._counts):
            tone, shape = _looks(verdict, self._tokens)
            left = place * _COUNT
            paint(painter, QRectF(left + 2, 2, 16, 16), shape, tone.shape, self._tokens.panel)
            painter.drawText(QRectF(left + 23, 0, 20, _SIGN), int(Qt.AlignmentFlag.AlignVCenter), str(count))


class Checks(QFrame):
    """The pre-flight column."""

    def __init__(self, tokens: Tokens, desk: Desk, on_fix: Callable[[str], None]) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self._row_height = _ROW
        self._title, self._count = Label(16, 600), Label(12, 400, "2")
        self._hint = Elided(12, 400, "2")
        # As many as there can be, from the start: the order of making is the order in which Tab goes.
        self._rows = [
            _CheckRow(tokens, lambda fix: desk.check_again() if fix == AGAIN else on_fix(fix))
            for _ in range(MOST_CHECKS)
        ]
        self._rehearse = QPushButton()
        self._rehearse.clicked.connect(lambda: desk.rehearse())
        self._counts = _Counts(tokens)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._title)
        names.addWidget(self._count)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 12, 12)
        head.addLayout(names, 1)
        head.addWidget(self._counts)
        rule = QFrame()
        rule.setProperty("rule", True)
        rule.setFixedHeight(1)
        self._area = self._listed()
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 8, 8)
        foot.addWidget(self._hint, 1)
        foot.addWidget(self._rehearse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(rule)
        column.addWidget(self._area, 1)
        column.addLayout(foot)

    def _listed(self) -> QScrollArea:
        """The rows; whole sentences in a small window may need more room than there is, and then it scrolls."""
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for row in self._rows:
            rows.addWidget(row)
            row.hide()
        rows.addStretch()
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        # What has the focus is scrolled to; the area itself is no stop.
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    def arrange(self, grid: Grid) -> None:
        self._row_height = _SHORT_ROW if grid.is_short else _COMPACT_ROW if grid.is_compact else _ROW

    def draw(self, snapshot: Snapshot, said: Words) -> tuple[Check, ...]:
        found = checks(snapshot, said)
        passed = sum(one.verdict is Verdict.PASS for one in found)
        failed = sum(one.verdict is Verdict.FAIL for one in found)
        self._counts.show_counts(found, said)
        self._hint.say(said.setup_failed.format(count=failed) if failed else said.setup_passed)
        self._title.say(said.setup)
        self._count.say(said.setup_note.format(passed=passed, count=len(found)))
        self._rehearse.setText(said.rehearse)
        self._rehearse.setAccessibleName(said.rehearse)
        # A little closer together rather than a scroll bar for a few pixels.
        share = self._area.viewport().height() // len(found)
        for place, row in enumerate(self._rows):
            row.setMinimumHeight(max(_LEAST_ROW, min(self._row_height, share)))
            row.setVisible(place < len(found))
            if place < len(found):
                row.show_check(found[place], said)
        return found
