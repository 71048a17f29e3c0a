"""A large button with two lines and a status shape: one camera, one destination; and rows of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from widgets.label import tip
from widgets.theme.shapes import Shape, paint
from widgets.theme.style import ui_font
from widgets.theme.tokens import Tokens, Tone

HEIGHT, GAP = 52, 8
LABEL = 88  # the column of words before a row of choosers
_LEAST_WIDTH, _PAD, _SIGN = 136, 12, 16
_MOST_COLUMNS = 4
# Where name and note stand, by the lines of the note: upper edge and height.
_TOPS = {0: [(0, HEIGHT)], 1: [(6, 21), (25, 21)], 2: [(2, 18), (19, 15), (34, 15)]}


@dataclass(frozen=True, slots=True)
class Face:
    """What a tile shows; `key` says which one it is. `tone` colours the shape and, when it warns, the note."""

    key: str
    name: str
    note: str = ""
    shape: Shape | None = None
    tone: Tone | None = None
    is_chosen: bool = False


class Tile(QAbstractButton):
    """`on_press(key)` is called; whether it is chosen is said by its face alone."""

    def __init__(self, tokens: Tokens, on_press: Callable[[str], None]) -> None:
        super().__init__()
        self._tokens = tokens
        self.face = Face("", "")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: on_press(self.face.key))

    def nextCheckState(self) -> None:  # noqa: N802  # Qt's name
        """A press asks; it does not choose by itself."""

    def show_face(self, face: Face) -> None:
        if face != self.face:
            self.face = face
            self.setChecked(face.is_chosen)
            self.setAccessibleName(f"{face.name}: {face.note}" if face.note else face.name)
            self._tell_whole()
            self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        self._tell_whole()

    def _tell_whole(self) -> None:
        """What is cut, name or note, is whole in the tooltip."""
        name, note = self.face.name, self.face.note
        is_cut = self._cut(name, ui_font(14, 600)) != name or any("…" in line for line in self._note_lines())
        self.setToolTip(tip(f"{name}: {note}" if note else name) if is_cut else "")

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(_LEAST_WIDTH, HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(96, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        t, face = self._tokens, self.face
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_ringed = face.is_chosen or self.hasFocus()
        width = 2 if is_ringed else 1
        painter.setPen(QPen(QColor(t.accent if is_ringed else t.line2), width))
        painter.setBrush(QColor(t.press if self.underMouse() or self.isDown() else t.raised))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)
        if self.hasFocus() and face.is_chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(t.text1), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4.5, 4.5, -4.5, -4.5), 5, 5)
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        t, face = self._tokens, self.face
        note_colour = face.tone.text if face.tone and self._is_wrong() else t.text2
        notes = self._note_lines()
        tops = _TOPS[len(notes)]
        lines = [(self._cut(face.name, ui_font(14, 600)), ui_font(14, 600), t.text1)]
        lines += [(note, ui_font(12), note_colour) for note in notes]
        for (text, font, colour), (top, height) in zip(lines, tops, strict=True):
            painter.setFont(font)
            painter.setPen(QColor(colour))
            box = QRectF(_PAD, top, self._room(), height)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)
        if face.shape and face.tone:
            sign = QRectF(self.width() - _PAD - _SIGN, (self.height() - _SIGN) / 2, _SIGN, _SIGN)
            paint(painter, sign, face.shape, face.tone.shape, t.raised)

    def _is_wrong(self) -> bool:
        return self.face.tone is not None and self.face.tone != self._tokens.ok

    def _note_lines(self) -> list[str]:
        """What is wrong has two lines if it needs them; what is well is cut at the end of one."""
        note, font = self.face.note, ui_font(12)
        if not note:
            return []
        if not self._is_wrong() or self._cut(note, font) == note:
            return [self._cut(note, font)]
        layout = QTextLayout(note, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(self._room())
        layout.endLayout()
        first = line.textLength()
        return [note[:first].rstrip(), self._cut(note[first:], font)]

    def _room(self) -> int:
        return self.width() - 2 * _PAD - (_SIGN + GAP if self.face.shape else 0)

    def _cut(self, text: str, font: QFont) -> str:
        return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, self._room())


class Tiles(QWidget):
    """As many in a row as fit, all of one width. The next in the tab order stands after the one before it."""

    def __init__(self, tokens: Tokens, on_press: Callable[[str], None]) -> None:
        super().__init__()
        self._tokens = tokens
        self._on_press = on_press
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self._columns = self._count = 0
        # The first one is there from the start: it holds the place of all in the window's tab order.
        self._tiles = [Tile(tokens, on_press)]
        self._place()

    def show_faces(self, faces: tuple[Face, ...]) -> None:
        while len(self._tiles) < len(faces):
            tile = Tile(self._tokens, self._on_press)
            self._tiles.append(tile)
            self._grid.addWidget(tile)
            QWidget.setTabOrder(self._tiles[-2], tile)
        for place, tile in enumerate(self._tiles):
            tile.setVisible(place < len(faces))
            if place < len(faces):
                tile.show_face(faces[place])
        if len(faces) != self._count:
            self._count = len(faces)
            self._place()

    def shown(self) -> list[Tile]:
        """Those that stand for something now."""
        return self._tiles[: self._count]

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        if self._fitting() != self._columns:
            self._place()

    def _fitting(self) -> int:
        """No more than fit, and no row much shorter than the others."""
        most = max(1, min(_MOST_COLUMNS, (self.width() + GAP) // (_LEAST_WIDTH + GAP)))
        rows = -(-max(1, self._count) // most)
        return -(-max(1, self._count) // rows)

    def _place(self) -> None:
        self._columns = self._fitting()
        for tile in self._tiles:
            self._grid.removeWidget(tile)
        for place, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, place // self._columns, place % self._columns)
        rows = -(-max(1, self._count) // self._columns)
        self.setFixedHeight(rows * (HEIGHT + GAP) - GAP)
        for column in range(_MOST_COLUMNS):
            self._grid.setColumnStretch(column, int(column < self._columns))
