"""Starts and finishes parts of the recording as the host wants, each from a key frame and with its sound."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.engine.encode.mp4 import Mp4Part

if TYPE_CHECKING:
    from app.engine.encode.codecs import Streams
    from app.engine.ffmpeg import Packet
    from app.engine.tag import Fragment

# Look-ahead gives a picture out long after the sound of its moment; 2 s at 47 blocks a second.
_REMEMBERED_BLOCKS = 94


class Recorder:
    """Used by the `encode` thread, but for `is_wanted`, which any thread may set."""

    def __init__(self, on_fragment: Callable[[Fragment], None]) -> None:
        self._on_fragment = on_fragment
        self._part: Mp4Part | None = None
        self._recent_sound: deque[Packet] = deque(maxlen=_REMEMBERED_BLOCKS)
        self.is_wanted = False

    def video(self, packet: Packet, streams: Streams) -> None:
        """Records a picture; a wanted part begins with the first key frame."""
        if self._part and not self.is_wanted:
            self.finish()
        if self.is_wanted and self._part is None and packet.is_keyframe:
            self._part = Mp4Part(streams)
            self._emit(self._part.video(packet))
            for sound in self._recent_sound:
                self._emit(self._part.audio(sound))
        elif self._part:
            self._emit(self._part.video(packet))

    def audio(self, packet: Packet) -> None:
        """Records a block, and remembers it for a part that begins with a picture of the same moment."""
        self._recent_sound.append(packet)
        if self._part:
            self._emit(self._part.audio(packet))

    def finish(self) -> None:
        """Ends the part, if one is open."""
        part, self._part = self._part, None
        if part:
            self._emit(part.finish())

    def forget(self) -> None:
        """Ends the part and forgets the sound of codecs that are gone."""
        self.finish()
        self._recent_sound.clear()

    def _emit(self, fragment: Fragment | None) -> None:
        if fragment:
            self._on_fragment(fragment)
