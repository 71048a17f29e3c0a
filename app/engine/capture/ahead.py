"""What a file's thread has decoded ahead of the show."""

from __future__ import annotations

import threading
from collections import deque
from typing import Generic, TypeVar

Decoded = TypeVar("Decoded")


class Ahead(Generic[Decoded]):
    """First in, first out, from one thread to another: once `most` are waiting none is added until `least` are left.

    So a decoder is woken for several at a time: to be woken for each is dearer than to decode a block of sound.
    """

    def __init__(self, *, least: int, most: int) -> None:
        self._least, self._most = least, most
        self._waiting: deque[Decoded] = deque()
        self._has_room = threading.Event()
        self._has_room.set()

    def put(self, decoded: Decoded, timeout_s: float) -> bool:
        """False when there was no room for so long."""
        if len(self._waiting) >= self._most:
            self._has_room.clear()
            if len(self._waiting) <= self._least:
                # All that was taken before the line above had set nothing.
                self._has_room.set()
        if not self._has_room.wait(timeout_s):
            return False
        self._waiting.append(decoded)
        return True

    def take(self) -> Decoded | None:
        """The oldest; None when the decoder is behind."""
        taken = self._waiting.popleft() if self._waiting else None
        if len(self._waiting) <= self._least:
            self._has_room.set()
        return taken

    def __len__(self) -> int:
        return len(self._waiting)
