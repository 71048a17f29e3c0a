"""The picture's tables of a show file, checked: cameras, and what is done to the host's picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import structs

from app.settings.show_file import CameraTable, LookTable, Problem, within

Colour = tuple[int, int, int]
CAMERAS = ("device", "file", "rtmp-in", "demo", "test-card")
MICROPHONES = (*CAMERAS, "none")
_ARGUED = {"device": "device:NAME", "file": "file:PATH"}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def camera_of(name: str, table: CameraTable, folder: Path) -> CameraTable:
    """The table under `name` with its file, if it is one, found beside the show file. Raises `Problem`."""
    within((name, "zoom"), table.zoom, 1, 8)
    within((name, "pan_x"), table.pan_x, -1, 1)
    within((name, "pan_y"), table.pan_y, -1, 1)
    return structs.replace(table, source=source_of(name, table.source, folder))


def source_of(name: str, source: str, folder: Path, kinds: Sequence[str] = CAMERAS) -> str:
    """The source of the table under `name`; `file:` ones are made absolute, so that the engine's own working folder
    does not matter. Raises `Problem`.
    """
    kind, colon, argument = source.partition(":")
    where = (name, "source")
    if source and kind not in kinds:
        choices = ", ".join(f"{one}:…" if one in _ARGUED else one for one in kinds)
        raise Problem(where, f"must be one of {choices}, or be left out")
    if kind in _ARGUED and not argument:
        raise Problem(where, f"must say which, as {_ARGUED[kind]}")
    if kind == "rtmp-in" and colon and not _is_port(argument):
        raise Problem(where, "must be rtmp-in, or rtmp-in:PORT with a port from 1 to 65535")
    return f"file:{folder / argument}" if kind == "file" else source


def _is_port(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{1,5}", text)) and 1 <= int(text) <= 65535


def look_of(table: LookTable, folder: Path) -> LookTable:
    """Raises `Problem`."""
    for name in ("tolerance", "softness", "smoothing", "sharpening"):
        within(("look", name), getattr(table, name), 0, 1)
    for name in ("key", "ground"):
        value = getattr(table, name)
        if (value or name == "ground") and not _COLOUR.fullmatch(value):
            raise Problem(("look", name), "must be a colour such as #00b140")
    image = str(folder / table.ground_image) if table.ground_image else ""
    return structs.replace(table, ground_image=image)


def colour_of(text: str) -> Colour:
    """Red, green and blue of #RRGGBB."""
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red, green, blue
