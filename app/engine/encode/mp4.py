"""Packets to fragmented MP4, the form of the recording: what is on the disk plays, however it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine.ffmpeg import Memory, copied, nanoseconds, open_writer
from app.engine.tag import Fragment

if TYPE_CHECKING:
    from av.stream import Stream

    from app.engine.encode.codecs import Streams
    from app.engine.ffmpeg import Packet

_FRAGMENT_US = 500_000
_OPTIONS = {
    "movflags": "empty_moov+delay_moov+default_base_moof+skip_trailer",
    "frag_duration": str(_FRAGMENT_US),
    "flush_packets": "1",
}


class Mp4Part:
    """One part of the recording: begins with the key frame that it is fed first; time starts at 0.

    The `moov` is written with the first fragment, when FFmpeg knows both tracks' first stamps and can put the
    difference into edit lists.
    """

    def __init__(self, streams: Streams) -> None:
        self._memory = Memory()
        self._container = open_writer(self._memory, "mp4", _OPTIONS)
        self._video = self._container.add_stream_from_template(streams.video)
        self._audio = self._container.add_stream_from_template(streams.audio)
        self._container.start_encoding()
        self._is_started = False
        self._start_ns: int | None = None
        self._end_ns = 0

    def video(self, packet: Packet) -> Fragment | None:
        """The fragment that this picture completes, if it does; `packet` is left as it is."""
        at_ns = nanoseconds(packet.dts, packet.time_base) or 0
        self._start_ns = at_ns if self._start_ns is None else self._start_ns
        self._container.mux(self._copy(packet, self._video))
        fragment = self._taken()
        self._end_ns = at_ns
        return fragment

    def audio(self, packet: Packet) -> Fragment | None:
        """As `video`. Sound from before the part's first picture is left out."""
        at_ns = nanoseconds(packet.dts, packet.time_base) or 0
        if self._start_ns is None or at_ns < self._start_ns:
            return None
        self._container.mux(self._copy(packet, self._audio))
        return self._taken()

    def finish(self) -> Fragment | None:
        """The last, shorter fragment."""
        self._container.close()
        return self._taken()

    def _taken(self) -> Fragment | None:
        data = self._memory.take()
        if not data:
            return None
        is_start, self._is_started = not self._is_started, True
        seconds = (self._end_ns - (self._start_ns or self._end_ns)) / 1e9
        return Fragment(data=data, is_start=is_start, seconds=seconds)

    def _copy(self, packet: Packet, stream: Stream) -> Packet:
        """The packet on the part's own timeline."""
        copy = copied(packet)
        ticks = packet.time_base.denominator // packet.time_base.numerator
        start = round((self._start_ns or 0) * ticks / 1_000_000_000)
        copy.pts, copy.dts = (packet.pts or 0) - start, (packet.dts or 0) - start
        copy.stream = stream
        return copy
