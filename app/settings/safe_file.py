"""Writes small files so that a crash or a power cut leaves the old text or the new one, never half of it."""

from __future__ import annotations

import contextlib
import glob
import os
import secrets
from pathlib import Path

GENERATIONS = 3


def write_text(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Replaces `path` at once and durably; the last three texts stay beside it as `NAME.1` (newest) to `NAME.3`.

    Raises `OSError` when the disk is full or the folder cannot be written; the old text then stays.
    """
    _replace(path, text, mode, has_generations=True)


def write_alone(path: Path, text: str) -> None:
    """As `write_text` for this user's eyes only, with nothing of the older texts left beside it."""
    leave_alone(path)
    _replace(path, text, 0o600, has_generations=False)


def leave_alone(path: Path) -> None:
    """Removes the older texts of `path`, and what a crash left of one that was being written."""
    for one in (*generations(path)[path.exists() :], *path.parent.glob(f".{glob.escape(path.name)}.*")):
        one.unlink(missing_ok=True)


def forget(path: Path, text: str) -> None:
    """Removes older texts of `path` in which `text` stands; raises `OSError`."""
    for one in generations(path)[path.exists() :]:
        if text.encode() in one.read_bytes():
            one.unlink(missing_ok=True)


def set_aside(path: Path, *, mode: int | None = None) -> Path:
    """Renames a file that cannot be used to `NAME.broken`, with `mode` if it is given; raises `OSError`.

    What was set aside before is lost.
    """
    broken = path.with_name(f"{path.name}.broken")
    if mode is not None:
        path.chmod(mode)
    os.replace(path, broken)
    return broken


def supersede(path: Path, text: str, *, mode: int = 0o600) -> None:
    """`text` in the place of a file that cannot be used, which stays as `NAME.broken`; older texts stay as they are.

    Raises `OSError`. A crash in between leaves the damaged file where it was.
    """
    broken = path.with_name(f"{path.name}.broken")
    broken.unlink(missing_ok=True)
    try:
        os.link(path, broken)
    except OSError:
        os.replace(path, broken)
    _replace(path, text, mode, has_generations=False)


def _replace(path: Path, text: str, mode: int, *, has_generations: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if has_generations:
            _keep_generations(path)
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def generations(path: Path) -> tuple[Path, ...]:
    """`path` itself and its older texts that exist, newest first."""
    every = (path, *(path.with_name(f"{path.name}.{number}") for number in range(1, GENERATIONS + 1)))
    return tuple(one for one in every if one.exists())


def _keep_generations(path: Path) -> None:
    for number in range(GENERATIONS - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            os.replace(older, path.with_name(f"{path.name}.{number + 1}"))
    if path.exists():
        newest = path.with_name(f"{path.name}.1")
        with contextlib.suppress(FileExistsError, OSError):
            os.link(path, newest)


def _sync_folder(folder: Path) -> None:
    """Makes the rename itself durable; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
