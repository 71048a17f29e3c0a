"""The second picture: none, or the same show framed the other way round."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from app.desk import PictureDesk
from app.snapshot import Choices, Snapshot
from widgets.theme.shapes import Shape
from widgets.theme.tokens import Tokens, Tone
from widgets.tile import Face
from widgets.tile_row import TileRow
from widgets.words.catalogue import Words

_WHERE = "second-canvas"
_ON = "on"


class CanvasChoice(TileRow):
    """Which destination gets it is chosen at the destination."""

    def __init__(self, tokens: Tokens, desk: PictureDesk) -> None:
        super().__init__(tokens, lambda key: desk.set_second_canvas(is_on=key == _ON))
        self._tokens = tokens

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        self.show_faces(said.canvas.second, _faces(snapshot, said, self._tokens))


class CanvasButton(QPushButton):
    """Pressed: the destination gets the second picture. Away while there is one."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setProperty("choice", True)

    def draw(self, choices: Choices, said: Words) -> None:
        self.setHidden(choices.second_canvas is None)
        self.say(choices, f"{said.canvas.second}: {canvas_names(choices, said)[1]}")

    def say(self, choices: Choices, name: str) -> None:
        if name != self.accessibleName():
            self.setText(ratio_of(choices, is_second=True))
            self.setAccessibleName(name)
            self.setToolTip(name)


class OtherPicture(CanvasButton):
    """Pressed: the preview shows the second picture. Away, and not pressed any more, while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("slim", True)

    @property
    def is_on(self) -> bool:
        return self.isChecked()

    def follow(self, snapshot: Snapshot, said: Words) -> None:
        """The engine's word: what was refused or given up has no picture."""
        is_there = snapshot.health is not None and snapshot.health.second is not None
        self.setVisible(is_there)
        self.say(snapshot.choices, f"{said.preview}: {canvas_names(snapshot.choices, said)[1]}")
        if not is_there:
            self.setChecked(False)

    def canvas(self, snapshot: Snapshot) -> tuple[int, int]:
        """Of the picture that the preview shows."""
        choices = snapshot.choices
        return choices.second_canvas if self.is_on and choices.second_canvas else choices.canvas

    def encoded(self, snapshot: Snapshot) -> tuple[int, int]:
        """Lines and frames a second of it."""
        second = snapshot.health.second if snapshot.health else None
        return (min(second.width, second.height), second.fps) if self.is_on and second else snapshot.encoded


def canvas_names(choices: Choices, said: Words) -> tuple[str, str]:
    """The show's own picture and the other one, by their shape."""
    landscape, portrait = said.canvas.shapes
    return (landscape, portrait) if _is_landscape(choices) else (portrait, landscape)


def ratio_of(choices: Choices, *, is_second: bool) -> str:
    """The shape of a picture, in the short."""
    return "16:9" if _is_landscape(choices) is not is_second else "9:16"


def _is_landscape(choices: Choices) -> bool:
    return choices.canvas[0] > choices.canvas[1]


def _faces(snapshot: Snapshot, said: Words, tokens: Tokens) -> tuple[Face, ...]:
    size = snapshot.choices.second_canvas
    name = canvas_names(snapshot.choices, said)[1]
    note, shape, tone = _stands(snapshot, said, tokens) if size else (said.canvas.free, None, None)
    return (
        Face("", said.canvas.none, is_chosen=size is None),
        Face(_ON, name, note, shape, tone, size is not None),
    )


def _stands(snapshot: Snapshot, said: Words, tokens: Tokens) -> tuple[str, Shape | None, Tone | None]:
    fault = next((one for one in snapshot.faults if one.where == _WHERE), None)
    if fault is not None:
        return said.canvas.lost, Shape.WARN, tokens.warn
    second = snapshot.health.second if snapshot.health else None
    if second is None or second.is_on_trial:
        return said.canvas.trial, None, None
    return said.canvas.carried, Shape.CHECK, tokens.ok
