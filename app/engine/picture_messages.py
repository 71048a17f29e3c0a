"""What the console says of the picture beneath the sprites: cameras, and how they share the canvas."""

from __future__ import annotations

from typing import Literal

import msgspec

from app.domain.layout import Layout
from app.engine.message import Command, Report

FADE_MS = 300


def without_key(source: str) -> str:
    """The name of a source as it may come into a log: a phone's key never does."""
    kind, _, argument = source.partition(":")
    return f"{kind}:***" if kind == "rtmp-in" and argument else source


class SetCamera(Command, tag="set-camera", frozen=True, kw_only=True):
    """`source` is a device id, `file:PATH`, `rtmp-in:PORT/KEY`, `demo` or `test-card`; `rotate` is clockwise degrees.

    `zoom` 1 shows all, 2 the middle half; `pan_x`, `pan_y` move what is shown from one edge (-1) to the other (1) of
    the picture as viewers see it. A lock holds what the camera has set by itself.
    """

    source: str
    fit: Literal["fit", "fill"] = "fill"
    is_mirrored: bool = False
    rotate: Literal[0, 90, 180, 270] = 0
    zoom: float = 1.0
    pan_x: float = 0.0
    pan_y: float = 0.0
    is_exposure_locked: bool = False
    is_white_balance_locked: bool = False

    def __repr__(self) -> str:
        return f"{type(self).__name__}(source={without_key(self.source)!r}, …)"


class SetSecondCamera(SetCamera, tag="set-second-camera", frozen=True, kw_only=True):
    """As `SetCamera`; an empty `source` is none."""


class SetScene(Command, tag="set-scene", frozen=True, kw_only=True):
    """How the sources share the canvas from now on; `fade_ms` 0 is a cut. The same layout again changes nothing."""

    layout: Layout
    fade_ms: int = FADE_MS


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A cloth to be taken out; colours are red, green, blue, 0 to 255. `tolerance`, `softness` from 0 to 1.

    `ground` stands behind the host unless the slot "ground-picture" holds a picture.
    """

    colour: tuple[int, int, int]
    tolerance: float = 0.5
    softness: float = 0.2
    ground: tuple[int, int, int] = (240, 240, 240)


class SetLook(Command, tag="set-look", frozen=True, kw_only=True):
    """What is done to the host's picture; `smoothing` of skin and `sharpening` from 0 to 1."""

    key: Key | None = None
    smoothing: float = 0.0
    sharpening: float = 0.0


class RollFilm(Command, tag="roll-film", frozen=True, kw_only=True):
    """Plays a film once over the whole picture, with its sound, from `begins_ms` of media time; empty: none any more.

    The same words again change nothing, and an engine that hears them late goes on in the middle.
    """

    file: str
    begins_ms: int = 0


class FilmEnded(Report, tag="film-ended", frozen=True, kw_only=True):
    """The film that began then has ended, or cannot be read."""

    begins_ms: int


AnyPicture = SetCamera | SetSecondCamera | SetScene | SetLook | RollFilm
PICTURE = (SetCamera, SetSecondCamera, SetScene, SetLook, RollFilm)
"""The commands that `Scenery.obey` takes, in the order in which an engine that knows nothing can follow."""
