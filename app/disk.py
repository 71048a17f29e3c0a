"""How much room is left where the show is recorded, looked at now and then by a thread that may hang."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

LOOK_EVERY_S = 10.0
NO_ROOM_BYTES = 10_000_000
"""Less than this is no room: the recording leaves about as much to the file system."""


@dataclass(frozen=True, slots=True)
class DiskRoom:
    """`free_bytes` for this user; None when the folder cannot be written or its disk gave no answer. `is_second`: it is
    the second folder's, since the first one cannot be used.
    """

    free_bytes: int | None
    is_second: bool = False

    @property
    def is_usable(self) -> bool:
        return self.free_bytes is not None and self.free_bytes >= NO_ROOM_BYTES


def abandoned(work: Callable[[], None]) -> None:
    """Runs `work` where the program's end does not wait for it: a network drive that is gone may never answer."""
    threading.Thread(target=work, name="disk", daemon=True).start()


class DiskWatch:
    """Main thread only, which never waits: folders that hang keep one thread, and no others wait for them."""

    def __init__(
        self,
        start: Callable[[Callable[[], None]], None] = abandoned,
        look: Callable[[tuple[str, ...]], DiskRoom] | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._start = start
        self._look = look or first_usable
        self._clock = clock
        self._folders: tuple[str, ...] = ()
        self._room: DiskRoom | None = None
        self._looking: Future[DiskRoom] | None = None
        self._next_s = 0.0

    def room(self, folder: str, second: str = "") -> DiskRoom | None:
        """What was found last in these folders; None while nobody has looked yet."""
        folders = (folder, second) if folder and second else (folder,)
        if folders != self._folders:
            self._folders, self._room, self._looking, self._next_s = folders, None, None, 0.0
        if self._looking is not None and self._looking.done():
            self._room, self._looking = self._looking.result(), None
        if folder and self._looking is None and self._clock() >= self._next_s:
            self._next_s = self._clock() + LOOK_EVERY_S
            answer = self._looking = Future()
            self._start(lambda: answer.set_result(self._look(folders)))
        return self._room


def first_usable(folders: Sequence[str]) -> DiskRoom:
    """The first folder's room, or the second one's where only that can be used. Blocks as `room_of`."""
    first, *others = [room_of(folder) for folder in folders]
    for other in others:
        if other.is_usable and not first.is_usable:
            return replace(other, is_second=True)
    return first


def take_file(folder: Path) -> None:
    """A file is made there that nobody sees: whether one can be is known only then. Raises `OSError`."""
    tempfile.TemporaryFile(prefix=".storecast-", dir=folder).close()


def room_of(folder: str, take: Callable[[Path], None] = take_file) -> DiskRoom:
    """Blocks as long as the disk does. A folder that is not there yet is made by the recording: its parent counts."""
    place = Path(folder)
    try:
        while not place.exists() and place != place.parent:
            place = place.parent
        if not place.is_dir() or not os.access(place, os.W_OK):
            return DiskRoom(None)
        take(place)
        return DiskRoom(shutil.disk_usage(place).free)
    except OSError:
        return DiskRoom(None)
