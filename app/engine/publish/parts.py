"""Names and files of a recording's parts: safe on every system, numbered on, never written over."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import unicodedata
from pathlib import Path

_MOST_BYTES = 120
_MOST_PARTS = 9999
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def slug(name: str) -> str:
    """`name` as a file name on Windows, macOS and Linux: letters and digits of any script, `-`, `_`; "show"
    if empty.
    """
    kept = (
        char if char.isalnum() or char in "-_" else "-" for char in unicodedata.normalize("NFC", name).strip()
    )
    text = re.sub(r"-{2,}", "-", "".join(kept)).strip("-")
    while len(text.encode()) > _MOST_BYTES:
        text = text[:-1]
    if _RESERVED.fullmatch(text):
        text += "-"
    return text or "show"


def next_part(folder: Path, name: str) -> tuple[Path, int]:
    """Makes `folder` and opens the first free `NAME-001.mp4` after all there are: its path and file
    descriptor.

    Raises `OSError`: the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = slug(name)
    pattern = re.compile(re.escape(stem) + r"-(\d{3,4})\.mp4", re.IGNORECASE)
    taken = [int(found[1]) for entry in folder.iterdir() if (found := pattern.fullmatch(entry.name))]
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    for number in range(max(taken, default=0) + 1, _MOST_PARTS + 1):
        path = folder / f"{stem}-{number:03}.mp4"
        with contextlib.suppress(FileExistsError):
            descriptor = os.open(path, flags, 0o644)
            sync_folder(folder)
            return path, descriptor
    raise FileExistsError(0, "too many parts of this name", str(folder))


def free_bytes(folder: Path) -> int:
    """Bytes that can still be written there, in the nearest folder that exists; raises `OSError`."""
    there = next((one for one in (folder, *folder.parents) if one.is_dir()), folder)
    return shutil.disk_usage(there).free


def sync_folder(folder: Path) -> None:
    """Makes a new name last through a power cut, where folders can be synced (POSIX)."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        # Some network file systems cannot; the file itself is synced all the same.
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
        os.close(descriptor)


def sync_data(descriptor: int) -> None:
    """Returns when the bytes are on the disk. macOS has no fdatasync in Python; Windows none at all."""
    if sys.platform == "linux":
        os.fdatasync(descriptor)
    else:
        os.fsync(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Raises `OSError`, having written some of it."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
