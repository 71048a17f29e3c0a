"""The preview ring: a few BGRA pictures in shared memory, the newest of which the console paints."""

from __future__ import annotations

import contextlib
import struct
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory

from app.engine import shared

SLOTS = 3
_HEADER = struct.Struct("<QQ")  # sequence before, sequence after: different while the slot is being written
_NEWEST = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class RingLayout:
    """`slots` pictures of `width` x `height` BGRA behind one counter; picture n lies in slot n mod `slots`."""

    width: int
    height: int
    slots: int = SLOTS

    @property
    def picture_bytes(self) -> int:
        return self.width * self.height * 4

    @property
    def size(self) -> int:
        return _NEWEST.size + self.slots * (_HEADER.size + self.picture_bytes)

    def offset(self, sequence: int) -> int:
        """Where the slot's header lies."""
        return _NEWEST.size + sequence % self.slots * (_HEADER.size + self.picture_bytes)


class PreviewWriter:
    """The engine's end."""

    def __init__(self, layout: RingLayout) -> None:
        self.layout = layout
        self.memory: SharedMemory = shared.created(layout.size)
        self._sequence = 0

    @property
    def name(self) -> str:
        return self.memory.name

    def put(self, picture: memoryview) -> None:
        """Writes the next picture: `width * height * 4` bytes, BGRA."""
        self._sequence += 1
        offset = self.layout.offset(self._sequence)
        start = offset + _HEADER.size
        buffer = shared.view(self.memory)
        _HEADER.pack_into(buffer, offset, self._sequence, 0)
        buffer[start : start + self.layout.picture_bytes] = picture
        _HEADER.pack_into(buffer, offset, self._sequence, self._sequence)
        _NEWEST.pack_into(buffer, 0, self._sequence)

    def hide(self) -> None:
        """The console has it mapped: the name may go."""
        shared.unlink(self.memory)

    def close(self) -> None:
        shared.unlink(self.memory)
        self.memory.close()


class PreviewReader:
    """The console's end; a torn picture is never returned."""

    def __init__(self, name: str, layout: RingLayout) -> None:
        self.layout = layout
        self._memory = shared.attached(name)
        self._seen = 0

    def newest(self) -> bytes | None:
        """A copy of the newest picture, BGRA, or None when there is nothing new."""
        buffer = shared.view(self._memory)
        (sequence,) = _NEWEST.unpack_from(buffer, 0)
        if sequence == self._seen:
            return None
        offset = self.layout.offset(sequence)
        start = offset + _HEADER.size
        picture = bytes(buffer[start : start + self.layout.picture_bytes])
        if _HEADER.unpack_from(buffer, offset) != (sequence, sequence):
            return None
        self._seen = sequence
        return picture

    def close(self) -> None:
        """From another thread than `newest`'s, which may be copying: then the block goes with the copy."""
        with contextlib.suppress(BufferError):
            self._memory.close()
