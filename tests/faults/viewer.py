"""Watches the FLV files that a server writes, and notes when each tag of them arrived."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

_POLL_S = 0.005
_HEADER_BYTES = 13
_TAG_HEAD = 11
_AUDIO, _VIDEO = 8, 9
_KEY_FRAME = 1
_FRAME = 1


@dataclass(frozen=True, slots=True)
class Arrival:
    """One frame of picture or sound: when it lay on the server's disk (CLOCK_MONOTONIC), and its own stamp."""

    at_s: float
    is_video: bool
    is_key: bool
    stamp_ms: int


@dataclass(slots=True)
class Session:
    """One RTMP session as the server wrote it; `path` is a copy, since servers write over their files."""

    path: Path
    began_s: float
    arrivals: list[Arrival] = field(default_factory=list)
    _rest: bytearray = field(default_factory=bytearray)
    _is_past_header: bool = False

    @property
    def pictures(self) -> list[Arrival]:
        return [one for one in tuple(self.arrivals) if one.is_video]

    @property
    def sounds(self) -> list[Arrival]:
        return [one for one in tuple(self.arrivals) if not one.is_video]

    def take(self, data: bytes, now_s: float) -> None:
        """The next bytes of the file."""
        with self.path.open("ab") as copy:
            copy.write(data)
        self._rest += data
        if not self._is_past_header:
            if len(self._rest) < _HEADER_BYTES:
                return
            del self._rest[:_HEADER_BYTES]
            self._is_past_header = True
        at = 0
        while (end := _end_of_tag(self._rest, at)) <= len(self._rest):
            self._note(bytes(self._rest[at : at + _TAG_HEAD + 2]), now_s)
            at = end
        del self._rest[:at]

    def _note(self, head: bytes, now_s: float) -> None:
        is_video, is_audio = head[0] == _VIDEO, head[0] == _AUDIO
        if not (is_video or is_audio) or head[_TAG_HEAD + 1] != _FRAME:
            return
        stamp_ms = int.from_bytes(head[4:7]) | head[7] << 24
        is_key = is_video and head[_TAG_HEAD] >> 4 == _KEY_FRAME
        self.arrivals.append(Arrival(now_s, is_video, is_key, stamp_ms))


def _end_of_tag(data: bytearray, at: int) -> int:
    """Where the tag at `at` ends, its size and the size behind it included; beyond the data when it is not whole."""
    if len(data) < at + _TAG_HEAD:
        return len(data) + 1
    return at + _TAG_HEAD + int.from_bytes(data[at + 1 : at + 4]) + 4


class Viewer:
    """Follows every FLV in `folder` from a thread of its own. `sessions` are in the order in which they began."""

    def __init__(self, folder: Path, copies: Path, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._copies = copies
        self._clock_s = clock_s
        self._open: dict[tuple[str, int], tuple[Session, int]] = {}
        self._is_over = threading.Event()
        self.sessions: list[Session] = []
        copies.mkdir(parents=True, exist_ok=True)
        self._thread = threading.Thread(target=self._run, name="viewer", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Looks a last time and ends."""
        self._is_over.set()
        self._thread.join(5)

    def arrivals(self) -> list[Arrival]:
        """Those of all sessions, in order."""
        return [one for session in tuple(self.sessions) for one in tuple(session.arrivals)]

    def _run(self) -> None:
        while not self._is_over.wait(_POLL_S):
            self._look()
        self._look()

    def _look(self) -> None:
        if not self._folder.is_dir():
            return
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if entry.name.endswith(".flv"):
                    self._follow(entry)

    def _follow(self, entry: os.DirEntry[str]) -> None:
        try:
            found = entry.stat()
            place = (entry.name, found.st_ino)
            session, read = self._open.get(place, (None, 0))
            if session is not None and found.st_size == read:
                return
            if found.st_size < read:
                session, read = None, 0  # a new session over the old one's file
            with open(entry.path, "rb") as file:
                file.seek(read)
                data = file.read()
        except FileNotFoundError:
            return
        session = session or self._begun()
        session.take(data, self._clock_s())
        self._open[place] = (session, read + len(data))

    def _begun(self) -> Session:
        session = Session(self._copies / f"{len(self.sessions):04}.flv", self._clock_s())
        self.sessions.append(session)
        return session
