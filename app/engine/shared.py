"""Shared memory between console and engine, kept out of the way of Python's resource tracker."""

from __future__ import annotations

import contextlib
import os
import secrets
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path

PREFIX = "storecast-"


def created(size: int) -> SharedMemory:
    """A new block with a name that nobody guesses; its maker unlinks it."""
    # macOS takes 31 characters.
    name = f"{PREFIX}{os.getpid():x}-{secrets.token_hex(6)}"
    return _untracked(SharedMemory(name, create=True, size=size))


def sweep(folder: Path = Path("/dev/shm")) -> None:  # noqa: S108  # where Linux keeps them, and nowhere else
    """Removes the blocks whose maker was killed. Elsewhere than on Linux they are no files, and nothing is done."""
    for path in folder.glob(f"{PREFIX}*-*"):
        try:
            os.kill(int(path.name.removeprefix(PREFIX).partition("-")[0], 16), 0)
        except ProcessLookupError:
            path.unlink(missing_ok=True)
        except (ValueError, OSError):
            continue


def attached(name: str) -> SharedMemory:
    """A block that the other process made; raises `FileNotFoundError`, `ValueError` for a name that is not ours."""
    if not name.startswith(PREFIX):
        raise ValueError(f"{name!r} is not a block of Storecast")
    return _untracked(SharedMemory(name))


def view(memory: SharedMemory) -> memoryview:
    """The block's bytes; raises `ValueError` once it was closed."""
    if memory.buf is None:
        raise ValueError("the shared memory is closed")
    return memory.buf


def unlink(memory: SharedMemory) -> None:
    """Takes the name away; the block itself lives until the last process lets go. Twice is fine."""
    # The tracker is told again first, since unlinking tells it to forget what it must then know.
    _track(memory)
    try:
        memory.unlink()
    except FileNotFoundError:
        _untracked(memory)


def _untracked(memory: SharedMemory) -> SharedMemory:
    """Python 3.11 and 3.12 note every block, attached ones too, and unlink them when this process ends."""
    name = getattr(memory, "_name", "")
    if name and os.name == "posix":
        with contextlib.suppress(KeyError, AttributeError):
            resource_tracker.unregister(name, "shared_memory")
    return memory


def _track(memory: SharedMemory) -> None:
    name = getattr(memory, "_name", "")
    if name and os.name == "posix":  # elsewhere there is no tracker, and asking for one fails
        resource_tracker.register(name, "shared_memory")
