"""Reads the FLV that a server writes while it grows, and notes when each tag was there."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

_FILE_HEADER, _TAG_HEADER, _TRAILER = 13, 11, 4
_LOOK_S = 0.01


@dataclass(frozen=True)
class Arrival:
    """One tag: when it was there on CLOCK_MONOTONIC, its time stamp, its size."""

    at_s: float
    stamp_s: float
    size: int
    is_video: bool
    is_key: bool
    is_header: bool

    @property
    def lag_s(self) -> float:
        """Means something only beside another one's."""
        return self.at_s - self.stamp_s


class Tail(threading.Thread):
    """Follows `path` from when it exists until `end`."""

    def __init__(self, path: Path) -> None:
        super().__init__(name="tail", daemon=True)
        self._path = path
        self._is_over = threading.Event()
        self.arrivals: list[Arrival] = []

    def run(self) -> None:
        data, offset = b"", 0
        while not self._is_over.wait(_LOOK_S):
            if not self._path.exists():
                continue
            with self._path.open("rb") as file:
                file.seek(offset + len(data))
                data += file.read()
            if not offset and len(data) >= _FILE_HEADER:
                data, offset = data[_FILE_HEADER:], _FILE_HEADER
            while offset and (size := _whole(data)):
                self.arrivals.append(_arrival(data[:size]))
                data, offset = data[size:], offset + size

    def end(self) -> None:
        self._is_over.set()
        self.join(5)


def _whole(data: bytes) -> int:
    """Bytes of the first tag, if all of it is there; nginx writes its head, its body and its trailer one by one."""
    size = int.from_bytes(data[1:4]) + _TAG_HEADER + _TRAILER if len(data) >= _TAG_HEADER else 0
    return size if 0 < size <= len(data) else 0


def _arrival(tag: bytes) -> Arrival:
    stamp_ms = int.from_bytes(tag[7:8] + tag[4:7])
    is_video = tag[0] == 9
    is_header = tag[0] == 18 or tag[12] == 0
    is_key = is_video and tag[11] >> 4 == 1 and not is_header
    return Arrival(time.monotonic(), stamp_ms / 1000, len(tag), is_video, is_key, is_header)


def longest_gap_s(arrivals: list[Arrival]) -> float:
    """In media time: a hole in the sound, or how long one picture stands."""
    return max((after.stamp_s - before.stamp_s for before, after in pairwise(arrivals)), default=0.0)
