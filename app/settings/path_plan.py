"""The paths of a show file."""

from __future__ import annotations

from pathlib import Path

from app.settings.show_file import Problem


def path_of(where: tuple[str | int, ...], text: str, folder: Path) -> str:
    """Relative to `folder`, `~` understood; an empty text stays so. Raises `Problem`."""
    try:
        return str(folder / Path(text).expanduser()) if text else ""
    except RuntimeError:
        home = Path(text).parts[0]
        raise Problem(
            where, f"there is no home folder {home} on this computer; write the whole path"
        ) from None
