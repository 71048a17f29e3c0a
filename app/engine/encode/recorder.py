"""Starts and finishes parts of the recording as the host wants, each from a key frame and with its sound."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.domain.fault import Fault, FaultCode
from app.engine.encode.mp4 import Mp4Part

if TYPE_CHECKING:
    from app.engine.encode.codecs import Streams
    from app.engine.ffmpeg import Packet
    from app.engine.tag import Fragment

# Look-ahead gives a picture out long after the sound of its moment; 2 s at 47 blocks a second.
_REMEMBERED_BLOCKS = 94
_WHERE = "recording"
_log = logging.getLogger(__name__)


class Recorder:
    """Used by the `encode` thread, but for `want` and `wait_until_finished`, which are safe from any.

    A part that fails costs itself alone: the fault `recording-failed` is told, and the next key frame begins
    another one. The live stream's codecs know nothing of it.
    """

    def __init__(
        self,
        on_fragment: Callable[[Fragment], None],
        on_fault: Callable[[Fault], None],
        on_cleared: Callable[[str], None],
    ) -> None:
        self._on_fragment = on_fragment
        self._on_fault = on_fault
        self._on_cleared = on_cleared
        self._has_failed = False
        self._part: Mp4Part | None = None
        self._recent_sound: deque[Packet] = deque(maxlen=_REMEMBERED_BLOCKS)
        self._is_wanted = False
        self._is_part_due = False
        self._finished = threading.Event()
        self._finished.set()

    def want(self, is_on: bool) -> None:
        """On: a part begins with the next key frame, another one if there is one already. Off: it ends soon."""
        self._finished.clear()
        self._is_wanted, self._is_part_due = is_on, is_on

    def wait_until_finished(self, deadline_s: float) -> bool:
        """Until the last fragment of what is no longer wanted was handed on."""
        return self._finished.wait(deadline_s)

    def look(self) -> None:
        """Finishes what is no longer wanted; between any two jobs."""
        if not self._is_wanted and not self._finished.is_set():
            self.finish()
            self._finished.set()

    def video(self, packet: Packet, streams: Streams) -> None:
        """Records a picture; a wanted part begins with the first key frame."""
        if self._is_part_due and packet.is_keyframe:
            self._is_part_due = False
            self.finish()
            self._guarded(lambda: self._begin(packet, streams))
        else:
            self._write(lambda part: part.video(packet))

    def _begin(self, packet: Packet, streams: Streams) -> None:
        part = self._part = Mp4Part(streams)
        self._emit(part.video(packet))
        for sound in self._recent_sound:
            self._emit(part.audio(sound))
        if self._has_failed:
            self._has_failed = False
            self._on_cleared(_WHERE)

    def audio(self, packet: Packet) -> None:
        """Records a block, and remembers it for a part that begins with a picture of the same moment."""
        self._recent_sound.append(packet)
        self._write(lambda part: part.audio(packet))

    def finish(self) -> None:
        """Ends the part, if one is open."""
        part, self._part = self._part, None
        if part:
            self._guarded(lambda: self._emit(part.finish()))

    def split(self) -> None:
        """Another size follows, which is another part, with the remembered sound from its first picture on."""
        self.finish()
        self._is_part_due = self._is_wanted

    def forget(self) -> None:
        """Ends the part with codecs that are gone, and their sound; the next codecs begin another one."""
        self.finish()
        self._recent_sound.clear()
        self._is_part_due = self._is_wanted

    def _write(self, act: Callable[[Mp4Part], Fragment | None]) -> None:
        part = self._part
        if part:
            self._guarded(lambda: self._emit(act(part)))

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001  # a muxer's own errors are many, and none may reach the live stream
            _log.exception("a part of the recording failed")
            self._part = None
            self._is_part_due = self._is_wanted
            self._has_failed = True
            detail = type(error).__name__
            self._on_fault(Fault(FaultCode.RECORDING_FAILED, _WHERE, retrying=True, detail=detail))

    def _emit(self, fragment: Fragment | None) -> None:
        if fragment:
            self._on_fragment(fragment)
