"""The paths of a show file, checked: none that the system would answer with an exception in mid-show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.settings.show_file import Problem, ShowFile

_Where = tuple[str | int, ...]


def check_paths(file: ShowFile) -> None:
    """Raises `Problem` for the first one that can name no file on any system."""
    for where, text in _paths(file):
        if "\0" in text:
            raise Problem(where, "holds a NUL character, which no file or folder may have in its name")


def path_of(where: _Where, text: str, folder: Path) -> str:
    """Relative to `folder`, `~` understood; an empty text stays so. Raises `Problem`."""
    try:
        return str(folder / Path(text).expanduser()) if text else ""
    except RuntimeError:
        raise Problem(where, "begins with ~ and the name of nobody on this computer") from None


def _paths(file: ShowFile) -> Iterator[tuple[_Where, str]]:
    yield ("recording", "folder"), file.recording.folder
    yield ("recording", "second_folder"), file.recording.second_folder
    yield ("music", "file"), file.music.file
    yield ("camera", "source"), file.camera.source
    yield ("second_camera", "source"), file.second_camera.source
    yield ("microphone", "source"), file.microphone.source
    yield ("look", "ground_image"), file.look.ground_image
    for index, product in enumerate(file.product):
        yield ("product", index, "image"), product.image
        yield ("product", index, "film"), product.film
