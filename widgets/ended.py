"""After the show: what sold, item by item, and where the recordings lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.domain.sold import Sold
from app.domain.text import plain
from app.snapshot import Snapshot
from widgets.kept import Kept, folder_names, kept, length_s
from widgets.label import Label
from widgets.theme.icons import Icon, icon, size
from widgets.theme.style import ui_font
from widgets.theme.tokens import Grid, Tokens
from widgets.words import speech
from widgets.words.catalogue import Words

_ROW, _HEADING = 40, 28
_MOST_PARTS = 4
_UNITS, _AMOUNT = 64, 160
_BAR_LEFT, _BAR_WIDTH = 0.52, 0.22  # of the width


def _parts(snapshot: Snapshot, said: Words) -> str:
    """The last parts of the recording, a line each; the folder's whole path would push the window wide."""
    outcome, folders = kept(snapshot), folder_names(snapshot.recordings)
    if outcome is Kept.OFF:
        return said.recording_none
    if outcome is Kept.FAILED:
        return said.recorded.failed
    parts = [_part(Path(path), seconds, folders) for path, seconds in snapshot.recordings.items()]
    more = len(parts) - _MOST_PARTS
    lines = parts[-_MOST_PARTS:] + ([said.more_faults.format(count=more)] if more > 0 else [])
    if outcome is Kept.PART:
        recorded, show = sum(snapshot.recordings.values()), length_s(snapshot)
        missing = said.recorded.missing.format(recorded=speech.clock(recorded), show=speech.clock(show))
        lines.insert(0, missing)
    return "\n".join(lines)


def _part(path: Path, seconds: float, folders: Mapping[Path, str]) -> str:
    """Two folders may hold parts of one name."""
    name = f"{path.name} · {folders[path.parent]}" if folders else path.name
    return f"{speech.clock(seconds)}   {name}"


def _amount(row: Sold) -> str:
    return speech.amount(row.amount).text


class _Table(QWidget):
    """Rows with a bar for the units under a line of headings; painted, since nothing in them is pressed."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._rows: tuple[Sold, ...] = ()
        self._headings = ("", "", "")

    def take(self, rows: tuple[Sold, ...], headings: tuple[str, str, str]) -> None:
        """Headings of item, units and amount."""
        if (rows, headings) != (self._rows, self._headings):
            self._rows, self._headings = rows, headings
            self.setFixedHeight(self.sizeHint().height())
            self.setAccessibleName("; ".join(f"{row.title} {row.units} {_amount(row)}" for row in rows))
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(400, _HEADING + max(1, len(self._rows)) * _ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        if not self._rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour, small = QColor(self._tokens.text2), ui_font(12)
        self._paint_texts(painter, 0, _HEADING, self._headings, (small, small, small), colour)
        most = max(1, *(row.units for row in self._rows))
        for place, row in enumerate(self._rows):
            self._paint_row(painter, _HEADING + place * _ROW, row, row.units / most)

    def _paint_row(self, painter: QPainter, top: int, row: Sold, share: float) -> None:
        t, bold = self._tokens, ui_font(14, 600)
        painter.fillRect(0, top + _ROW - 1, self.width(), 1, QColor(t.line))
        texts = (plain(row.title), f"{row.units:,}", _amount(row))
        self._paint_texts(painter, top, _ROW, texts, (bold, ui_font(14), bold), QColor(t.text1))
        painter.setPen(Qt.PenStyle.NoPen)
        left, width = round(self.width() * _BAR_LEFT), round(self.width() * _BAR_WIDTH)
        for part, colour in ((1.0, t.press), (share, t.accent)):
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(left, top + _ROW / 2 - 4, max(8, width * part), 8), 4, 4)

    def _paint_texts(
        self,
        painter: QPainter,
        top: int,
        height: int,
        texts: Sequence[str],
        fonts: Sequence[QFont],
        colour: QColor,
    ) -> None:
        """Item from the left, units up to the bar, amount up to the right edge."""
        bar_left = round(self.width() * _BAR_LEFT)
        right = Qt.AlignmentFlag.AlignRight
        places = (
            (0, bar_left - _UNITS, Qt.AlignmentFlag.AlignLeft),
            (bar_left - _UNITS - 8, _UNITS - 4, right),
            (self.width() - _AMOUNT, _AMOUNT, right),
        )
        painter.setPen(colour)
        for text, font, (left, width, side) in zip(texts, fonts, places, strict=True):
            painter.setFont(font)
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(left, top, width, height, int(Qt.AlignmentFlag.AlignVCenter | side), shown)


class Ended(QFrame):
    """The centre of the window when the show is over."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self._title, self._empty = Label(14, 600), Label(14, 400, "3", wraps=True)
        self._table = _Table(tokens)
        self._recordings_title, self._recordings = Label(14, 600), Label(14, 400, "2", wraps=True)
        self._figures = Label(14, 400, "2", wraps=True)
        area = QScrollArea()
        area.setWidget(self._table)
        area.setWidgetResizable(True)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(8)
        for widget in (self._title, self._empty):
            self._column.addWidget(widget)
        self._column.addWidget(area, 1)
        self._open = QPushButton()
        self._open.setIcon(icon(Icon.FOLDER, tokens.text1, gap=6))
        self._open.setIconSize(size(6))
        self._open.clicked.connect(self._open_folder)
        self._folder = ""
        texts = QVBoxLayout()
        for widget in (self._recordings_title, self._recordings, self._figures):
            texts.addWidget(widget)
        below = QHBoxLayout()
        below.addLayout(texts, 1)
        below.addWidget(self._open)
        self._column.addLayout(below)

    def arrange(self, grid: Grid) -> None:
        pad = 12 if grid.is_compact else 16
        self._column.setContentsMargins(pad, pad, pad, pad)

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        rows = snapshot.sold
        self._title.say(said.what_sold)
        self._empty.setVisible(not rows)
        self._empty.say(said.nothing_sold)
        self._table.take(rows, (said.sold_item, said.sold_units, said.sold_amount))
        self._recordings_title.say(said.recordings)
        self._recordings.say(_parts(snapshot, said))
        paths = list(snapshot.recordings)
        self._recordings.setToolTip("\n".join(paths[-_MOST_PARTS:]))
        self._folder = str(Path(paths[-1]).parent) if paths else ""
        self._open.setVisible(bool(self._folder))
        if self._open.text() != said.open_folder:
            self._open.setText(said.open_folder)
            self._open.setAccessibleName(said.open_folder)
        reconnects = sum(one.reconnects for one in snapshot.destinations)
        dropped = sum(one.frames_dropped for one in snapshot.destinations)
        self._figures.say(f"{said.reconnects} {reconnects} · {said.dropped} {dropped}")

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder))
