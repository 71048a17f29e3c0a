"""A few picture buffers, used again and again: fresh pages made every step several times dearer."""

from __future__ import annotations

import threading

from app.engine.planes import Planes, new_planes

# As many as are on their way while all is well; what a hiccup took beyond them is not kept for the rest of the show.
_MOST_FREE = 3


class Pool:
    """Buffers of one size; `take` beyond what was given back makes a new one. Safe from any thread."""

    def __init__(self, width: int, height: int) -> None:
        self._lock = threading.Lock()
        self._size = (width, height)
        self._free: list[Planes] = []

    def take(self) -> Planes:
        """A buffer with whatever was in it."""
        with self._lock:
            if self._free:
                return self._free.pop()
        return new_planes(*self._size)

    def give_back(self, planes: Planes) -> None:
        with self._lock:
            if len(self._free) < _MOST_FREE:
                self._free.append(planes)
