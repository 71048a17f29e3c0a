"""Everything that can be chosen before a show: camera, microphone, destination, recording."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.desk import Desk
from app.engine.messages import Device
from app.phone import KIND as PHONE
from app.snapshot import Choices, Snapshot
from widgets.cut_button import CutButton
from widgets.destinations import Destinations
from widgets.drop_box import DropBox
from widgets.label import Label
from widgets.more_choices import MoreChoices
from widgets.phone_code import PhoneCode
from widgets.theme.icons import Icon, icon, size
from widgets.theme.shapes import Shape
from widgets.theme.tokens import Tokens, Tone
from widgets.tile import GAP, HEIGHT, LABEL, Face, Tiles
from widgets.words.catalogue import Words


class Choosers(QFrame):
    """Camera, microphone, destinations, recording."""

    def __init__(self, tokens: Tokens, desk: Desk) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self._tokens = tokens
        self._desk = desk
        self._choices: Choices | None = None
        self._drawn: tuple[object, ...] = ()
        self._cameras, self._microphone = Tiles(tokens, self._take_camera), DropBox(tokens)
        self._microphone.activated.connect(
            lambda place: desk.set_microphone(self._microphone.itemData(place))
        )
        self._refresh = QPushButton()
        self._voice = QPushButton()
        self._voice.setCheckable(True)
        self._voice.setProperty("choice", True)
        self._voice.setMinimumWidth(104)
        self._voice.clicked.connect(desk.set_shop_voice)
        self._refresh.clicked.connect(lambda: desk.refresh_devices())
        # Its words stand in the tooltip: a microphone's name needs the room more.
        self._refresh.setProperty("square", True)
        self._refresh.setIcon(icon(Icon.AGAIN, tokens.text1))
        self._refresh.setIconSize(size())
        self._destinations = Destinations(tokens, desk, self._show_destinations)
        self._phone = PhoneCode()
        self._labels = [Label(12, 400, "2") for _ in range(4)]
        self._folder = CutButton(Qt.TextElideMode.ElideMiddle)
        self._folder.clicked.connect(self._choose_folder)
        self._more = MoreChoices(tokens, desk, self._show_more)
        inner = QWidget()
        self._lay_out(inner)
        area = self._area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.addWidget(area)

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(600, 300)

    def focus_on(self, what: str) -> None:
        """Takes the host to the chooser that mends a check."""
        if what == "recording":
            self._choose_folder()
        elif what == "camera":
            tiles = self._cameras.shown()
            (tiles[0] if tiles else self._refresh).setFocus(Qt.FocusReason.TabFocusReason)
        elif what == "microphone":
            self._microphone.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._destinations.focus(what)
        # Focus alone scrolls nothing, and what it unfolded has no place before the next turn.
        QTimer.singleShot(0, self, self._show_focused)

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        faces = camera_faces(snapshot, said, self._tokens)
        self._more.draw(snapshot, said)
        wanted = (snapshot.choices, faces, snapshot.microphones, snapshot.trial, said.locale)
        if wanted == self._drawn:
            return
        self._drawn = wanted
        self._choices = snapshot.choices
        phone = Device(id=PHONE, name=said.phone)
        # A phone that was chosen by mistake can be left again where there is no other camera.
        is_needed = not snapshot.cameras and snapshot.choices.camera.partition(":")[0] in ("", PHONE)
        none = (Face("", said.camera_none, said.camera_none_note),) if is_needed else ()
        self._cameras.show_faces((*none, *faces))
        microphones = (*snapshot.microphones, phone)
        self._microphone.fill(
            _rows(microphones, snapshot.choices.microphone, said.microphone), snapshot.choices.microphone
        )
        self._phone.draw(snapshot.choices.phone, said)
        self._voice.setText(said.shop_voice)
        self._voice.setAccessibleName(said.shop_voice)
        self._folder.say(_folder_words(snapshot.choices, said))
        self._refresh.setToolTip(said.refresh)
        self._refresh.setAccessibleName(said.refresh)
        names = (said.camera, said.microphone, said.destination, said.recording)
        for label, name in zip(self._labels, names, strict=True):
            label.say(name)
        self._voice.setChecked(snapshot.choices.has_shop_voice)
        self._voice.setToolTip(said.shop_voice_tip)
        self._microphone.setAccessibleName(said.microphone)
        self._destinations.show_canvases(snapshot.choices, said)
        tried = snapshot.trial.tried if snapshot.trial else None
        self._destinations.draw(snapshot.choices.destinations, said, tried.destinations if tried else ())

    def _lay_out(self, inner: QWidget) -> None:
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(GAP)
        rows: tuple[tuple[int, tuple[QWidget, ...]], ...] = (
            (HEIGHT, (self._cameras,)),
            (44, (self._microphone, self._voice, self._refresh)),
            (HEIGHT, (self._destinations,)),
            (44, (self._folder,)),
        )
        for label, (height, widgets) in zip(self._labels, rows, strict=True):
            line = QHBoxLayout()
            line.setSpacing(GAP)
            label.setFixedSize(LABEL, height)
            line.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
            for widget in widgets:
                line.addWidget(widget, int(not isinstance(widget, QPushButton) or widget is self._folder))
            column.addLayout(line)
        column.insertWidget(2, self._phone)
        column.addWidget(self._more)
        column.addStretch()

    def _show_focused(self) -> None:
        focused = self.focusWidget()
        if focused is not None and self._area.isAncestorOf(focused):
            self._area.ensureWidgetVisible(focused, 0, GAP)

    def _show_destinations(self, part: QWidget) -> None:
        """In the next turn: the panel has not grown yet."""
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(part, 0, GAP))

    def _show_more(self) -> None:
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self._more, 0, GAP))

    def _take_camera(self, source: str) -> None:
        """Another camera; how it is framed stays as the host has set it."""
        choices = self._choices or Choices()
        if not source and not choices.camera:
            self._desk.refresh_devices()
            return
        self._desk.set_camera(source, fit=choices.fit, is_mirrored=choices.is_mirrored, rotate=choices.rotate)

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self)
        if folder:
            self._desk.set_recording(folder)


def camera_faces(snapshot: Snapshot, said: Words, tokens: Tokens) -> tuple[Face, ...]:
    """The cameras that are there, and the chosen one even when it is not: never silently another."""
    chosen = snapshot.choices.camera
    known = {device.id: device.name for device in snapshot.cameras} | {PHONE: said.phone}
    names = {chosen: chosen, **known} if chosen and chosen not in known else known
    faces = []
    for source, name in names.items():
        note, shape, tone = said.camera_free, None, None
        if source == chosen:
            note, shape, tone = _chosen_camera(snapshot, said, tokens, is_there=source in known)
        faces.append(Face(source, name, note, shape, tone, source == chosen))
    return tuple(faces)


def _chosen_camera(
    snapshot: Snapshot, said: Words, tokens: Tokens, *, is_there: bool
) -> tuple[str, Shape, Tone]:
    fault = next((one for one in snapshot.faults if one.where == "camera"), None)
    if fault is not None:
        return said.faults[fault.code].happened, Shape.FAIL, tokens.fail
    fps = snapshot.health.camera_fps if snapshot.health else 0.0
    if fps >= 1:
        return said.camera_live.format(fps=round(fps)), Shape.CHECK, tokens.ok
    return (said.camera_starting if is_there else said.camera_gone), Shape.WARN, tokens.warn


def _rows(devices: tuple[Device, ...], chosen: str, none: str) -> list[tuple[str, object]]:
    """The devices that are there, and the chosen one even when it is not: never silently another."""
    known = {device.id: device.name for device in devices}
    if chosen and chosen not in known:
        known = {chosen: chosen, **known}
    rows: list[tuple[str, object]] = [] if chosen else [(none, "")]
    return rows + [(name, device_id) for device_id, name in known.items()]


def _folder_words(choices: Choices, said: Words) -> str:
    return (
        said.recording_to.format(folder=choices.recording_folder)
        if choices.recording_folder
        else said.choose_folder
    )
