"""How much room is left where the show is recorded, looked at now and then by a thread that may hang."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

LOOK_EVERY_S = 10.0


@dataclass(frozen=True, slots=True)
class DiskRoom:
    """`free_bytes` for this user; None when the folder cannot be written or its disk gave no answer."""

    free_bytes: int | None


def abandoned(work: Callable[[], None]) -> None:
    """Runs `work` where the program's end does not wait for it: a network drive that is gone may never answer."""
    threading.Thread(target=work, name="disk", daemon=True).start()


class DiskWatch:
    """Main thread only, which never waits: a folder that hangs keeps one thread, and no other folder waits for it."""

    def __init__(
        self,
        start: Callable[[Callable[[], None]], None] = abandoned,
        look: Callable[[str], DiskRoom] | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._start = start
        self._look = look or room_of
        self._clock = clock
        self._folder = ""
        self._room: DiskRoom | None = None
        self._looking: Future[DiskRoom] | None = None
        self._next_s = 0.0

    def room(self, folder: str) -> DiskRoom | None:
        """What was found last in this folder; None while nobody has looked yet."""
        if folder != self._folder:
            self._folder, self._room, self._looking, self._next_s = folder, None, None, 0.0
        if self._looking is not None and self._looking.done():
            self._room, self._looking = self._looking.result(), None
        if folder and self._looking is None and self._clock() >= self._next_s:
            self._next_s = self._clock() + LOOK_EVERY_S
            answer = self._looking = Future()
            self._start(lambda: answer.set_result(self._look(folder)))
        return self._room


def room_of(folder: str) -> DiskRoom:
    """Blocks as long as the disk does. A folder that is not there yet is made by the recording: its parent counts."""
    place = Path(folder)
    try:
        while not place.exists() and place != place.parent:
            place = place.parent
        if not place.is_dir() or not os.access(place, os.W_OK):
            return DiskRoom(None)
        return DiskRoom(shutil.disk_usage(place).free)
    except OSError:
        return DiskRoom(None)
