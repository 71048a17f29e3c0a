"""The second camera: a row of tiles like the first one's, with "none" before them."""

from __future__ import annotations

from app.desk import PictureDesk
from app.phone import KIND as PHONE
from app.snapshot import Choices, Snapshot
from widgets.theme.shapes import Shape
from widgets.theme.tokens import Tokens, Tone
from widgets.tile import Face
from widgets.tile_row import TileRow
from widgets.words.catalogue import Words

_WHERE = "second-camera"


class SecondCamera(TileRow):
    """Away while no first camera is chosen; how the second one is framed stays as the show file has it."""

    def __init__(self, tokens: Tokens, desk: PictureDesk) -> None:
        super().__init__(tokens, self._take)
        self._tokens = tokens
        self._desk = desk
        self._choices = Choices()

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        choices = self._choices = snapshot.choices
        self.setVisible(bool(choices.camera or choices.second_camera))
        self.show_faces(said.second_camera, second_faces(snapshot, said, self._tokens))

    def _take(self, source: str) -> None:
        fit, is_mirrored, rotate = self._choices.second_framing
        self._desk.set_second_camera(source, fit=fit, is_mirrored=is_mirrored, rotate=rotate)


def second_faces(snapshot: Snapshot, said: Words, tokens: Tokens) -> tuple[Face, ...]:
    """None, then every camera but the first one; two phones may be there, each with a key of its own."""
    chosen = snapshot.choices.second_camera
    others = {one.id: one.name for one in snapshot.cameras if one.id != snapshot.choices.camera}
    known = others | {PHONE: said.phone}
    names = {chosen: chosen, **known} if chosen and chosen not in known else known
    faces = [Face("", said.no_second_camera, is_chosen=not chosen)]
    for source, name in names.items():
        note, shape, tone = said.camera_free, None, None
        if source == chosen:
            note, shape, tone = _chosen(snapshot, said, tokens)
        faces.append(Face(source, name, note, shape, tone, source == chosen))
    return tuple(faces)


def _chosen(snapshot: Snapshot, said: Words, tokens: Tokens) -> tuple[str, Shape, Tone]:
    """A file or the test card stands in no list of devices: only a fault says that nothing comes."""
    fault = next((one for one in snapshot.faults if one.where == _WHERE), None)
    if fault is not None:
        return said.faults[fault.code].happened, Shape.WARN, tokens.warn
    return said.second_camera_on, Shape.CHECK, tokens.ok
