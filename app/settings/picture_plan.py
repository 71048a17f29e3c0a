"""The picture's tables of a show file, checked: cameras, and what is done to the host's picture."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import structs

from app.settings.show_file import CameraTable, LookTable, Problem, within

Colour = tuple[int, int, int]
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def camera_of(name: str, table: CameraTable, folder: Path) -> CameraTable:
    """The table under `name` with its file, if it is one, found beside the show file. Raises `Problem`."""
    within((name, "zoom"), table.zoom, 1, 8)
    within((name, "pan_x"), table.pan_x, -1, 1)
    within((name, "pan_y"), table.pan_y, -1, 1)
    return structs.replace(table, source=source_of(table.source, folder))


def source_of(source: str, folder: Path) -> str:
    """`file:` sources made absolute, so that the engine's own working folder does not matter."""
    return f"file:{folder / source.removeprefix('file:')}" if source.startswith("file:") else source


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
