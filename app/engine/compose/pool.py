"""A few picture buffers, used again and again: fresh pages made every step several times dearer."""

from __future__ import annotations

import threading

from app.engine.planes import Planes, new_planes

# A minute at 30 fps.
_LOOK_AFTER = 1800


class Pool:
    """Buffers of one size; `take` beyond what was given back makes a new one. Safe from any thread.

    What a hiccup took beyond the usual goes again: those that nobody needed for so many pictures.
    """

    def __init__(self, width: int, height: int) -> None:
        self._lock = threading.Lock()
        self._size = (width, height)
        self._free: list[Planes] = []
        self._taken = self._spare = 0

    def take(self) -> Planes:
        """A buffer with whatever was in it."""
        with self._lock:
            self._let_go()
            if self._free:
                planes = self._free.pop()
                self._spare = min(self._spare, len(self._free))
                return planes
            self._spare = 0
        return new_planes(*self._size)

    def _let_go(self) -> None:
        self._taken += 1
        if self._taken % _LOOK_AFTER == 0:
            # The last one given back is the first one taken: those beneath are the spare ones.
            del self._free[: self._spare]
            self._spare = len(self._free)

    def give_back(self, planes: Planes) -> None:
        with self._lock:
            self._free.append(planes)
