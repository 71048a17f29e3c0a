"""Packets to FLV tags, the form that RTMP carries (Adobe Flash Video File Format 10.1, annex E)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.engine.ffmpeg import Memory, Ratio, open_writer
from app.engine.tag import Tag, TagType

if TYPE_CHECKING:
    from app.engine.encode.codecs import Streams
    from app.engine.ffmpeg import Packet

_FILE_HEADER = 13
_TAG_HEADER = 11
_PREVIOUS_SIZE = 4
# Frame type 1 or 2 and codec 7, AVC; codec 10, AAC, whose sound says rate and channels itself; packet type 1, data.
_KEY_PICTURE, _PICTURE, _SOUND = b"\x17\x01", b"\x27\x01", b"\xaf\x01"
_OPTIONS = {"flush_packets": "1", "flvflags": "no_duration_filesize"}


def header_tags(streams: Streams) -> tuple[Tag, ...]:
    """Script data and both sequence headers, at time 0, to be sent first on each connection."""
    memory = Memory()
    container = open_writer(memory, "flv", _OPTIONS)
    for template in (streams.video, streams.audio):
        container.add_stream_from_template(template)
    container.start_encoding()
    parts = split(memory.take()[_FILE_HEADER:])
    return tuple(
        Tag(type=TagType(kind), timestamp_ms=at_ms, body=body, is_header=True) for kind, at_ms, body in parts
    )


class FlvTags:
    """Turns packets into tags at once.

    Written here and not by FFmpeg's muxer: one for both streams would hold a picture back until the sound of its
    moment is encoded, 80 ms later, and one for each costs ten times as much as these few bytes.
    """

    def __init__(self, streams: Streams) -> None:
        extradata = streams.video.codec_context.extradata
        # An `AVCDecoderConfigurationRecord` begins with its version, 1; Annex B with the zeros of a start code.
        self._is_annex_b = not (extradata and extradata[0] == 1)

    def video(self, packet: Packet, captured_ns: int) -> Tag:
        """One coded picture (E.4.3.1, AVCVIDEOPACKET); `captured_ns` travels with it."""
        dts_ms, pts_ms = _ms(packet.dts, packet.time_base), _ms(packet.pts, packet.time_base)
        head = _KEY_PICTURE if packet.is_keyframe else _PICTURE
        units = bytes(packet)
        return Tag(
            type=TagType.VIDEO,
            timestamp_ms=dts_ms,
            body=head
            + (pts_ms - dts_ms).to_bytes(3, "big", signed=True)
            + (with_lengths(units) if self._is_annex_b else units),
            is_key=bool(packet.is_keyframe),
            captured_ns=captured_ns,
        )

    def audio(self, packet: Packet, captured_ns: int) -> Tag:
        """One block of sound (E.4.2.1, AACAUDIODATA)."""
        return Tag(
            type=TagType.AUDIO,
            timestamp_ms=_ms(packet.dts, packet.time_base),
            body=_SOUND + bytes(packet),
            captured_ns=captured_ns,
        )


def with_lengths(units: bytes) -> bytes:
    """NAL units behind start codes (ITU-T H.264, annex B) as units behind their lengths (ISO 14496-15, 5.3.4.2)."""
    # A unit never ends with a zero byte: what stands before a start code belongs to that.
    parts = (unit.rstrip(b"\0") for unit in units.split(b"\0\0\1")[1:])
    return b"".join(piece for unit in parts for piece in (len(unit).to_bytes(4, "big"), unit))


def _ms(stamp: int | None, time_base: Ratio) -> int:
    """To the nearest, as FFmpeg's muxer does."""
    denominator = time_base.denominator
    return ((stamp or 0) * time_base.numerator * 2000 + denominator) // (2 * denominator)


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
