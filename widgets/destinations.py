"""Where the show goes: a tile for each destination, and the fields of the one that the host edits."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.desk import Desk
from app.domain.secret import Secret
from app.engine.messages import DestinationTrial
from app.settings.destination_plan import is_name
from app.snapshot import Choices, DestinationSetting
from widgets.address_refusal import refusal
from widgets.canvas_choice import CanvasButton, ratio_of
from widgets.label import Label
from widgets.theme.icons import Icon, icon, size
from widgets.theme.shapes import Shape
from widgets.theme.tokens import Tokens, Tone
from widgets.tile import GAP, Face, Tiles
from widgets.trial_checks import failure
from widgets.undo import Undo
from widgets.words.catalogue import Words

_NEW = ""  # the key of the tile that adds one; no destination has an empty name
_FIRST = "main"


class Destinations(QWidget):
    """All of them get the stream; the chosen tile is only the one whose fields are open. Pressed again it folds."""

    def __init__(self, tokens: Tokens, desk: Desk, on_unfolded: Callable[[QWidget], None]) -> None:
        super().__init__()
        self._on_unfolded = on_unfolded
        self._tokens = tokens
        self._desk = desk
        self._known: tuple[DestinationSetting, ...] = ()
        self._choices = Choices()
        self._open: str | None = _NEW
        self._said: Words | None = None
        self._tried: dict[str, DestinationTrial] = {}
        self._tiles = Tiles(tokens, self._press)
        self._canvas = CanvasButton()
        self.name, self.url, self.key = QLineEdit(), QLineEdit(), QLineEdit()
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self._reveal, self._remove, self._save = QPushButton(), QPushButton(), QPushButton()
        self._reveal.setProperty("square", True)
        self._reveal.setIcon(icon(Icon.EYE, tokens.text1))
        self._reveal.setIconSize(size())
        self._reveal.pressed.connect(lambda: self.key.setEchoMode(QLineEdit.EchoMode.Normal))
        self._reveal.released.connect(lambda: self.key.setEchoMode(QLineEdit.EchoMode.Password))
        self._remove.clicked.connect(self._take_away)
        self._save.clicked.connect(self._keep)
        for field in (self.name, self.url, self.key):
            field.returnPressed.connect(self._keep)
        self._problem = Label(12, 400, "fail", wraps=True)
        self._problem.hide()
        self._refused: tuple[QLineEdit, Callable[[Words], str]] | None = None
        self._undo = Undo(
            lambda entry: desk.restore_destination(entry[0]), margins=(0, 0, 0, 0), is_lasting=True
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self._tiles)
        column.addWidget(self._fields())
        column.addWidget(self._undo)

    def show_canvases(self, choices: Choices, said: Words) -> None:
        """Before `draw`: which pictures there are to choose from."""
        self._choices = choices
        self._canvas.draw(choices, said)

    def draw(
        self, known: tuple[DestinationSetting, ...], said: Words, tried: tuple[DestinationTrial, ...] = ()
    ) -> None:
        """`tried` is how they did before this show, as far as that is known."""
        self._said = said
        self._tried = {one.name: one for one in tried}
        is_gone = self._open not in (None, _NEW, *(one.name for one in known))
        was_added = self._open == _NEW and len(known) > len(self._known)
        if not known:
            self._unfold(_NEW)
        elif is_gone or was_added:
            self._fold()
        self._known = known
        self._tiles.setHidden(not known)
        self._tiles.show_faces(self._faces(said))
        self._undo.draw(said, said.destination_removed)
        self._name_fields(said)
        self._name_problem(said)

    def focus(self, what: str) -> None:
        """Opens the fields that mend a check: a key that is missing, a first destination, or "destination:NAME"."""
        what, _, name = what.partition(":")
        if name in (one.name for one in self._known):
            self._unfold(name)
        without = next((one.name for one in self._known if not one.has_key), None)
        if what == "key" and without is not None:
            self._unfold(without)
        elif self._open is None:
            self._unfold(_NEW)
        (self.url if what == "destination" else self.key).setFocus(Qt.FocusReason.TabFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        """What unfolds below the edge of the panel is brought into view."""
        has_grown = event.size().height() > event.oldSize().height()
        if has_grown and self._known and not self._editor.isHidden():
            self._on_unfolded(self)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """The show begins; a window that is put away for a moment changes nothing."""
        if not event.spontaneous():
            self._undo.withdraw()

    def _fields(self) -> QWidget:
        self._editor = QWidget()
        column = QVBoxLayout(self._editor)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for parts in (
            (self.name, self.url, self._canvas),
            (self.key, self._reveal, self._remove, self._save),
        ):
            line = QHBoxLayout()
            line.setSpacing(GAP)
            for part in parts:
                line.addWidget(part, 2 if part is self.url else int(isinstance(part, QLineEdit)))
            column.addLayout(line)
        column.addWidget(self._problem)
        return self._editor

    def _name_fields(self, said: Words) -> None:
        chosen = self._chosen()
        is_kept = chosen is not None and chosen.has_key
        for field, words in ((self.name, said.destination_name), (self.url, said.server_address)):
            field.setPlaceholderText(words)
            field.setAccessibleName(words)
        self.key.setPlaceholderText(said.stream_key_kept if is_kept else said.stream_key)
        self.key.setAccessibleName(said.stream_key)
        for button, text in ((self._remove, said.remove), (self._save, said.save)):
            button.setText(text)
            button.setAccessibleName(text)
        self._reveal.setAccessibleName(said.show_key)
        self._reveal.setToolTip(said.show_key)
        self._remove.setVisible(chosen is not None)

    def _faces(self, said: Words) -> tuple[Face, ...]:
        faces = []
        for one in self._known:
            note, shape, tone = self._standing(one, said)
            note = self._framed(one, note, is_wrong=shape is Shape.FAIL)
            faces.append(Face(one.name, one.name, note, shape, tone, one.name == self._open))
        if self._known:
            faces.append(Face(_NEW, f"+ {said.add_destination}", is_chosen=self._open == _NEW))
        return tuple(faces)

    def _standing(self, one: DestinationSetting, said: Words) -> tuple[str, Shape | None, Tone | None]:
        t, tried = self._tokens, self._tried.get(one.name)
        if not one.has_key:
            return said.destination_no_key, Shape.FAIL, t.fail
        if tried is not None and tried.fault is not None:
            return failure(tried, said), Shape.FAIL, t.fail
        is_well = tried is not None and tried.round_trip_ms is not None
        return urlsplit(one.url).hostname or "", *((Shape.CHECK, t.ok) if is_well else (None, None))

    def _framed(self, one: DestinationSetting, note: str, *, is_wrong: bool) -> str:
        """Where there are two pictures, the shape of its own comes first, but after what is wrong."""
        if not self._choices.second_canvas:
            return note
        ratio = ratio_of(self._choices, is_second=one.is_second)
        return f"{note} · {ratio}" if is_wrong else f"{ratio} · {note}"

    def _chosen(self) -> DestinationSetting | None:
        return next((one for one in self._known if one.name == self._open), None)

    def _press(self, name: str) -> None:
        if name == self._open:
            self._fold()
        else:
            self._unfold(name)
        self._redraw()
        if self._open == _NEW:
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unfold(self, name: str) -> None:
        self._editor.show()
        if name == self._open:
            return
        self._open = name
        chosen = self._chosen()
        self.name.setText(chosen.name if chosen else "")
        self.url.setText(chosen.url if chosen else "")
        for field in (self.name, self.url):
            field.setCursorPosition(0)
        self._canvas.setChecked(chosen is not None and chosen.is_second)
        self.key.clear()
        self._problem.hide()

    def _fold(self) -> None:
        self._open = None
        for field in (self.name, self.url, self.key):
            field.clear()
        self._problem.hide()
        self._editor.hide()

    def _redraw(self) -> None:
        if self._said is not None:
            self.draw(self._known, self._said, tuple(self._tried.values()))

    def _keep(self) -> None:
        said, url = self._said, self.url.text().strip()
        name, key = self.name.text().strip() or _FIRST, self.key.text().strip()
        if said is None:
            return
        taken = {one.name.casefold() for one in self._known if one.name != self._open}
        if name.casefold() in taken or not is_name(name):
            is_good = is_name(name)
            self._refuse(self.name, lambda said: said.name_taken if is_good else said.name_wrong)
            return
        if refusal(url, said.address):
            self._refuse(self.url, lambda said: refusal(url, said.address))
            return
        secret = Secret(key) if key else None
        if self._desk.has_stream(url, secret, self._open or ""):
            self._refuse(self.key if key else self.url, lambda said: said.stream_taken)
            return
        self._desk.set_destination(name, url, secret, self._open or "")
        self._undo.withdraw()
        if self._choices.second_canvas:
            self._desk.picture.set_destination_canvas(name, is_second=self._canvas.isChecked())
        self._fold()
        self._redraw()

    def _refuse(self, field: QLineEdit, words: Callable[[Words], str]) -> None:
        self._refused = field, words
        self._problem.show()
        self._redraw()
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_unfolded(self._problem)

    def _name_problem(self, said: Words) -> None:
        """In the language of now: a refusal stands until the host has mended it."""
        if self._problem.isHidden() or self._refused is None:
            return
        field, words = self._refused
        self._problem.say(words(said))
        field.setAccessibleDescription(words(said))

    def _take_away(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._desk.remove_destination(chosen.name)
            self._undo.offer((chosen.name, ""))
