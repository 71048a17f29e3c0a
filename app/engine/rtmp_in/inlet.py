"""What one publisher sends, on its way to whoever decodes it: a short queue each for pictures and for sound."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

_H264, _AAC = 7, 10
_KEY_FRAME = 1
_HEADER, _MEDIA = 0, 1


@dataclass(frozen=True, slots=True)
class Piece:
    """One access unit as FLV has it, without FLV's own head, and the codec's header that it needs.

    `at_ns` is when it came; of sound, when it was heard.
    """

    header: bytes
    data: bytes
    at_ns: int
    is_key: bool


class Tap:
    """Pieces of one kind. `put` on the door's thread, `take` on a decoder's; full means drop up to a key frame."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._pieces: deque[Piece] = deque()
        self._changed = threading.Condition()
        self._header = b""
        self._is_broken = True
        self.dropped = 0

    def begin(self, header: bytes) -> None:
        """A codec's header: what follows belongs to it."""
        with self._changed:
            self._header = header

    def put(self, data: bytes, is_key: bool, at_ns: int) -> None:
        with self._changed:
            if len(self._pieces) >= self._most:
                # Whoever decodes has hung: what waits is old, and nothing can be shown before the next key frame.
                self.dropped += len(self._pieces)
                self._pieces.clear()
                self._is_broken = True
            if not self._header or (self._is_broken and not is_key):
                self.dropped += 1
                return
            self._is_broken = False
            self._pieces.append(Piece(self._header, data, at_ns, is_key))
            self._changed.notify()

    def take(self, timeout_s: float) -> Piece | None:
        """The next piece; None when none came in time."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._pieces), timeout_s)
            return self._pieces.popleft() if self._pieces else None

    def forget(self) -> None:
        """Another publisher, or another decoder: begins with a key frame."""
        with self._changed:
            self._pieces.clear()
            self._is_broken = True


class Inlet:
    """The stream of one key. A codec other than H.264 and AAC is left out and noted in `is_foreign`."""

    def __init__(self) -> None:
        # Four seconds of pictures at most, of sound a little more: beyond that the decoder is not slow but stuck.
        self.pictures = Tap(120)
        self.sound = Tap(200)
        self.is_foreign = False

    def begin(self) -> None:
        """A publisher has come, maybe in the place of one whose network went away."""
        self.is_foreign = False
        self.pictures.forget()
        self.sound.forget()

    def video(self, body: bytes, at_ns: int) -> None:
        """An FLV video body (Adobe FLV 10.1, E.4.3)."""
        if len(body) < 5:
            return
        if body[0] & 0x0F != _H264 or body[0] & 0x80:
            self.is_foreign = True
        elif body[1] == _HEADER:
            self.pictures.begin(body[5:])
        elif body[1] == _MEDIA:
            self.pictures.put(body[5:], body[0] >> 4 == _KEY_FRAME, at_ns)

    def audio(self, body: bytes, at_ns: int) -> None:
        """An FLV audio body (E.4.2)."""
        if len(body) < 2 or body[0] >> 4 != _AAC:
            return
        if body[1] == _HEADER:
            self.sound.begin(body[2:])
        else:
            self.sound.put(body[2:], is_key=True, at_ns=at_ns)
