"""After the show: what sold, item by item, and where the recordings lie."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.domain.sold import Sold
from app.domain.text import plain
from app.snapshot import Snapshot
from widgets.label import Label
from widgets.theme.icons import Icon, icon, size
from widgets.theme.style import ui_font
from widgets.theme.tokens import Grid, Tokens
from widgets.words import speech
from widgets.words.catalogue import Words

_ROW = 40


def _amount(row: Sold) -> str:
    return speech.amount(row.amount).text


class _Table(QWidget):
    """Rows with a bar for the units; painted, since nothing in them is pressed."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._rows: tuple[Sold, ...] = ()

    def take(self, rows: tuple[Sold, ...]) -> None:
        if rows != self._rows:
            self._rows = rows
            self.setFixedHeight(max(1, len(rows)) * _ROW)
            self.setAccessibleName("; ".join(f"{row.title} {row.units} {_amount(row)}" for row in rows))
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(400, max(1, len(self._rows)) * _ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        t, painter = self._tokens, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((row.units for row in self._rows), default=1)
        width = self.width()
        bar_left, bar_width = round(width * 0.52), round(width * 0.22)
        for place, row in enumerate(self._rows):
            top = place * _ROW
            painter.fillRect(0, top + _ROW - 1, width, 1, QColor(t.line))
            painter.setPen(QColor(t.text1))
            painter.setFont(ui_font(14, 600))
            metrics = QFontMetrics(ui_font(14, 600))
            title = metrics.elidedText(plain(row.title), Qt.TextElideMode.ElideRight, bar_left - 64)
            middle = int(Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(0, top, bar_left - 64, _ROW, middle, title)
            painter.drawText(
                width - 160, top, 160, _ROW, middle | int(Qt.AlignmentFlag.AlignRight), _amount(row)
            )
            painter.setFont(ui_font(14))
            painter.drawText(
                bar_left - 56, top, 44, _ROW, middle | int(Qt.AlignmentFlag.AlignRight), str(row.units)
            )
            painter.setPen(Qt.PenStyle.NoPen)
            for share, colour in ((1.0, t.press), (row.units / most, t.accent)):
                painter.setBrush(QColor(colour))
                painter.drawRoundedRect(
                    QRectF(bar_left, top + _ROW / 2 - 4, max(8, bar_width * share), 8), 4, 4
                )


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
        self._table.take(rows)
        self._recordings_title.say(said.recordings)
        parts = [f"{speech.clock(one.seconds)}   {one.path}" for one in snapshot.recordings]
        self._recordings.say("\n".join(parts) or said.recording_none)
        self._folder = str(Path(snapshot.recordings[-1].path).parent) if snapshot.recordings else ""
        self._open.setVisible(bool(self._folder))
        if self._open.text() != said.open_folder:
            self._open.setText(said.open_folder)
            self._open.setAccessibleName(said.open_folder)
        reconnects = sum(one.reconnects for one in snapshot.destinations)
        dropped = sum(one.frames_dropped for one in snapshot.destinations)
        self._figures.say(f"{said.reconnects} {reconnects} · {said.dropped} {dropped}")

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder))
