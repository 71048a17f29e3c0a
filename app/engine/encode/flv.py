"""Packets to FLV tags, the form that RTMP carries (Adobe Flash Video File Format 10.1, annex E)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.engine.ffmpeg import Memory, copied, open_writer
from app.engine.tag import Tag, TagType

if TYPE_CHECKING:
    from av.stream import Stream

    from app.engine.encode.codecs import Streams
    from app.engine.ffmpeg import Packet

_FILE_HEADER = 13
_TAG_HEADER = 11
_PREVIOUS_SIZE = 4
_OPTIONS = {"flush_packets": "1", "flvflags": "no_duration_filesize"}


def header_tags(streams: Streams) -> tuple[Tag, ...]:
    """Script data and both sequence headers, at time 0, to be sent first on each connection."""
    muxer = _Muxer((streams.video, streams.audio))
    return tuple(_tag(*part, is_header=True) for part in split(muxer.header[_FILE_HEADER:]))


class FlvTags:
    """Turns packets into tags at once, each stream with a muxer of its own.

    One muxer for both would hold a picture back until the sound of its moment is encoded, 80 ms later.
    """

    def __init__(self, streams: Streams) -> None:
        self._video = _Muxer((streams.video,))
        self._audio = _Muxer((streams.audio,))

    def video(self, packet: Packet, captured_ns: int) -> list[Tag]:
        """Tags of one coded picture; `captured_ns` travels with them."""
        return [_tag(*part, captured_ns=captured_ns) for part in self._video.mux(packet)]

    def audio(self, packet: Packet, captured_ns: int) -> list[Tag]:
        """Tags of one block of sound."""
        return [_tag(*part, captured_ns=captured_ns) for part in self._audio.mux(packet)]


class _Muxer:
    def __init__(self, templates: tuple[Stream, ...]) -> None:
        self._memory = Memory()
        self._container = open_writer(self._memory, "flv", _OPTIONS)
        self._streams = [self._container.add_stream_from_template(template) for template in templates]
        self._container.start_encoding()
        self.header = self._memory.take()

    def mux(self, packet: Packet) -> Iterator[tuple[int, int, bytes]]:
        own = copied(packet)
        own.stream = self._streams[0]
        self._container.mux(own)
        return split(self._memory.take())


def split(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Type, time stamp in milliseconds and body of each tag in `data`, which holds whole tags."""
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at + 1 : at + 4], "big")
        # The upper eight bits of the time stamp follow the lower 24 (E.4.1).
        timestamp_ms = int.from_bytes(data[at + 7 : at + 8] + data[at + 4 : at + 7], "big")
        body = at + _TAG_HEADER
        yield data[at], timestamp_ms, data[body : body + size]
        at = body + size + _PREVIOUS_SIZE


def _tag(kind: int, timestamp_ms: int, body: bytes, is_header: bool = False, captured_ns: int = 0) -> Tag:
    tag_type = TagType(kind)
    return Tag(
        type=tag_type,
        timestamp_ms=timestamp_ms,
        body=body,
        # The upper half of a video body's first byte is the frame type, 1 for a key frame (E.4.3.1).
        is_key=tag_type is TagType.VIDEO and body[0] >> 4 == 1 and not is_header,
        is_header=is_header,
        captured_ns=captured_ns,
    )
