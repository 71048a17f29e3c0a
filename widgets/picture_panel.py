"""The preview under its title."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from app.desk import Desk
from app.snapshot import ShowPhase, Snapshot
from widgets.canvas_choice import OtherPicture
from widgets.label import Elided, Label
from widgets.measure_panel import MeasurePanel
from widgets.preview import Preview
from widgets.theme.icons import Icon, icon, size
from widgets.theme.tokens import Tokens
from widgets.words.catalogue import Words

PICTURE_HEAD = 45
_ROOM_FOR_FPS, _ROOM_FOR_WORD = 380, 440


class PicturePanel(QFrame):
    """What viewers see, and in which shape; says who else sees it. `on_adjust` opens the sheet beside it."""

    def __init__(self, tokens: Tokens, desk: Desk, on_adjust: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self._title, self._format = Elided(14, 600), Label(12, 400, "2")
        self._adjust = QPushButton()
        self._adjust.setProperty("flat", True)
        self._adjust.setIcon(icon(Icon.SLIDERS, tokens.text2, gap=6))
        self._adjust.setIconSize(size(6))
        self._adjust.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._adjust.clicked.connect(lambda: on_adjust())
        self._other = OtherPicture()
        self.preview = Preview(
            tokens, lambda wide, high: desk.set_preview(wide, high, is_second=self._other.is_on)
        )
        self.measure = MeasurePanel(self.preview, desk.viewers)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 4, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self._format)
        head.addSpacing(12)
        head.addWidget(self._other)
        head.addWidget(self._adjust)
        self._title.setFixedHeight(PICTURE_HEAD - 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.preview, 1)

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        self._other.follow(snapshot, said)
        width, height = self._other.canvas(snapshot)
        self._title.say(_title(snapshot, said))
        shape = "16:9" if width > height else "9:16"
        lines, fps = self._other.encoded(snapshot)
        parts = [shape, f"{lines}p"]
        if self.width() >= _ROOM_FOR_FPS:
            parts.append(f"{fps} fps")
        if snapshot.phase is ShowPhase.SETUP:
            parts.append(said.only_you)
        elif snapshot.phase is ShowPhase.REHEARSAL:
            parts.append(said.local_only)
        self._adjust.setText(said.adjust.title if self.width() >= _ROOM_FOR_WORD else "")
        self._adjust.setAccessibleName(said.adjust.title)
        self._adjust.setToolTip(said.adjust.title_tip)
        self._format.say(" · ".join(parts))
        self.preview.set_canvas((width, height))
        self.measure.draw(snapshot, said)
        self.preview.say(said.preview, said.no_picture, said.no_picture_note)


def _title(snapshot: Snapshot, said: Words) -> str:
    if snapshot.phase is ShowPhase.SETUP or snapshot.is_unseen:
        return said.preview
    is_rehearsal = snapshot.phase is ShowPhase.REHEARSAL
    return said.what_viewers_would_see if is_rehearsal else said.what_viewers_see
