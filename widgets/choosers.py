"""Everything that can be chosen before a show: camera, microphone, destination, recording."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.desk import Desk
from app.domain.fault import FaultCode
from app.domain.secret import Secret
from app.engine.messages import Device
from app.phone import KIND as PHONE
from app.settings.plan import is_address
from app.snapshot import Choices, Snapshot
from widgets.label import Label
from widgets.phone_code import PhoneCode
from widgets.theme import icons
from widgets.theme.icons import Icon, icon, size
from widgets.theme.tokens import Tokens
from widgets.words.catalogue import Words

_LABEL = 88


class _Chooser(QComboBox):
    """A box with a chevron of our own."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """Scrolls the page; the wheel over a closed box must not take another camera."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        super().paintEvent(event)
        place = QPointF(self.width() - 32, self.height() / 2 - 10)
        icons.paint(QPainter(self), place, Icon.CHEVRON, self._tokens.text2)


class Choosers(QFrame):
    """Camera, microphone, destination, recording."""

    def __init__(self, tokens: Tokens, desk: Desk) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self._desk = desk
        self._choices: Choices | None = None
        self._drawn: tuple[object, ...] = ()
        self._camera, self._microphone = _Chooser(tokens), _Chooser(tokens)
        self._camera.activated.connect(lambda place: self._take_camera(self._camera.itemData(place)))
        self._microphone.activated.connect(
            lambda place: desk.set_microphone(self._microphone.itemData(place))
        )
        self._mirror, self._refresh = QPushButton(), QPushButton()
        self._mirror.setCheckable(True)
        self._mirror.clicked.connect(self._flip)
        self._refresh.clicked.connect(lambda: desk.refresh_devices())
        self._name, self._url, self._key = QLineEdit(), QLineEdit(), QLineEdit()
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._phone = PhoneCode()
        self._labels = [Label(12, 400, "2") for _ in range(4)]
        self._reveal = QPushButton()
        self._reveal.setProperty("square", True)
        self._reveal.setIcon(icon(Icon.EYE, tokens.text1))
        self._reveal.setIconSize(size())
        self._reveal.pressed.connect(lambda: self._key.setEchoMode(QLineEdit.EchoMode.Normal))
        self._reveal.released.connect(lambda: self._key.setEchoMode(QLineEdit.EchoMode.Password))
        self._problem = Label(12, 400, "1")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._save, self._folder = QPushButton(), QPushButton()
        self._save.clicked.connect(self._keep_destination)
        self._folder.clicked.connect(self._choose_folder)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        rows: tuple[tuple[QWidget, ...], ...] = (
            (self._labels[0], self._camera, self._mirror, self._refresh),
            (self._labels[1], self._microphone),
            (self._labels[2], self._name, self._url),
            (QWidget(), self._key, self._reveal, self._save),
            (QWidget(), self._problem),
            (self._labels[3], self._folder),
        )
        for row in rows:
            line = QHBoxLayout()
            line.setSpacing(8)
            row[0].setFixedWidth(_LABEL)
            for widget in row:
                line.addWidget(widget, _share(widget) * (2 if widget is self._url else 1))
            column.addLayout(line)
        self._folder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column.insertWidget(2, self._phone)
        column.addStretch()
        area = QScrollArea()
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
            return
        places = {"camera": self._camera, "microphone": self._microphone, "destination": self._url}
        places.get(what, self._key).setFocus(Qt.FocusReason.TabFocusReason)

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        wanted = (snapshot.choices, snapshot.cameras, snapshot.microphones, said.locale)
        if wanted == self._drawn:
            return
        self._drawn = wanted
        self._choices = snapshot.choices
        phone = Device(id=PHONE, name=said.phone)
        _fill(self._camera, (*snapshot.cameras, phone), snapshot.choices.camera, said.camera_none)
        _fill(self._microphone, (*snapshot.microphones, phone), snapshot.choices.microphone, said.microphone)
        self._phone.draw(snapshot.choices.phone, said)
        for button, text in (
            (self._mirror, said.mirror),
            (self._refresh, said.refresh),
            (self._save, said.save),
            (self._folder, _folder_words(snapshot.choices, said)),
        ):
            button.setText(text.replace("&", "&&"))
            button.setAccessibleName(text)
        self._reveal.setAccessibleName(said.show_key)
        self._reveal.setToolTip(said.show_key)
        names = (said.camera, said.microphone, said.destination, said.recording)
        for label, name in zip(self._labels, names, strict=True):
            label.say(name)
        wrong = said.faults[FaultCode.URL_INVALID]
        self._problem.say(f"{wrong.happened} {wrong.means}")
        self._mirror.setChecked(snapshot.choices.is_mirrored)
        first = next(iter(snapshot.choices.destinations), None)
        for field, words, value in (
            (self._name, said.destination_name, first.name if first else ""),
            (self._url, said.server_address, first.url if first else ""),
        ):
            field.setPlaceholderText(words)
            field.setAccessibleName(words)
            if not field.hasFocus() and not field.text():
                field.setText(value)
        self._key.setPlaceholderText(said.stream_key_kept if first and first.has_key else said.stream_key)
        self._key.setAccessibleName(said.stream_key)
        for box, words in ((self._camera, said.camera), (self._microphone, said.microphone)):
            box.setAccessibleName(words)

    def _take_camera(self, source: str) -> None:
        """Another camera; how it is framed stays as the host has set it."""
        choices = self._choices or Choices()
        self._desk.set_camera(source, fit=choices.fit, is_mirrored=choices.is_mirrored, rotate=choices.rotate)

    def _flip(self) -> None:
        choices = self._choices or Choices()
        self._desk.set_camera(
            choices.camera, fit=choices.fit, is_mirrored=not choices.is_mirrored, rotate=choices.rotate
        )

    def _keep_destination(self) -> None:
        name, url, key = (
            self._name.text().strip() or "main",
            self._url.text().strip(),
            self._key.text().strip(),
        )
        self._problem.setHidden(is_address(url))
        if not is_address(url):
            self._url.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._desk.set_destination(name, url, Secret(key) if key else None)
        self._key.clear()

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self)
        if folder:
            self._desk.set_recording(folder)


def _fill(box: QComboBox, devices: tuple[Device, ...], chosen: str, none: str) -> None:
    """The devices that are there, and the chosen one even when it is not: never silently another."""
    known = {device.id: device.name for device in devices}
    if chosen and chosen not in known:
        known = {chosen: chosen, **known}
    box.clear()
    if not chosen:
        box.addItem(none, "")
    for device_id, name in known.items():
        box.addItem(name, device_id)
    box.setCurrentIndex(max(0, box.findData(chosen)))


def _share(widget: QWidget) -> int:
    """Boxes and fields take the room that buttons leave."""
    return int(isinstance(widget, QComboBox | QLineEdit))


def _folder_words(choices: Choices, said: Words) -> str:
    return (
        said.recording_to.format(folder=choices.recording_folder)
        if choices.recording_folder
        else said.choose_folder
    )
