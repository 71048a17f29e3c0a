"""What a phone has to know to be a camera: a code to scan, and the same in letters."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.snapshot import PhoneInvite
from widgets.label import Label
from widgets.overlays import qr
from widgets.overlays.canvas import Canvas
from widgets.words.catalogue import Words

# Modules of four pixels, as on the air: a phone reads them from the other side of a desk.
_CANVAS = Canvas(1280, 720)


class PhoneCode(QWidget):
    """Away while no phone is chosen; one below the other when both cameras are phones."""

    def __init__(self) -> None:
        super().__init__()
        self._invites = (_Invite(), _Invite())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for one in self._invites:
            column.addWidget(one)
        self.hide()

    def draw(self, invite: PhoneInvite | None, said: Words) -> None:
        self.setVisible(invite is not None)
        for one, what in zip(self._invites, (invite, invite.also if invite else None), strict=True):
            one.draw(what, said)


class _Invite(QWidget):
    """What one phone has to know."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[PhoneInvite, str] | None = None
        self._code = Label()
        self._note, self._url, self._key = Label(14, 400, "2"), Label(14, 600), Label(14, 600)
        self._note.setWordWrap(True)
        for label in (self._url, self._key):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QVBoxLayout()
        words.addStretch()
        for label in (self._note, self._url, self._key):
            words.addWidget(label)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._code)
        row.addLayout(words, 1)
        self.hide()

    def draw(self, invite: PhoneInvite | None, said: Words) -> None:
        self.setVisible(invite is not None)
        if invite is None or self._shown == (invite, said.locale):
            return
        self._shown = (invite, said.locale)
        note = said.phone_second_note if invite.is_second else said.phone_note
        self._note.say(note)
        self._url.say(said.phone_address.format(url=invite.url))
        self._key.say(said.phone_key.format(key=invite.key.reveal()))
        made = qr.code(invite.link.reveal())
        self._code.setPixmap(QPixmap.fromImage(painted(made)) if made else QPixmap())
        self._code.setAccessibleName(note)


def painted(made: qr.Code) -> QImage:
    """The code in its white tile."""
    side = qr.tile_px(_CANVAS, made)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    qr.paint_tile(painter, QPoint(0, 0), _CANVAS, made, 6)
    painter.end()
    return image
