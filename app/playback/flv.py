"""Watches HTTP-FLV: pictures are seen as they come (Adobe FLV 10.1, annex E)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from app.engine.ffmpeg import AccessUnits, FFmpegError
from app.playback.fetch import Unplayable
from app.playback.viewer import Viewer

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

MAGIC = b"FLV"
_HEADER, _TAG_HEAD, _BEHIND = 9, 11, 4
_MOST_TAG = 4 << 20
_VIDEO, _H264 = 9, 7
_CONFIGURATION, _FRAME = 0, 1


def watch_flv(
    pieces: Iterable[bytes], viewer: Viewer, clock_ns: Callable[[], int] = time.perf_counter_ns
) -> None:
    """To the end of the stream. Raises `Unplayable` for what is no FLV, or holds another codec than H.264."""
    decoder, header = AccessUnits("h264"), b""
    for kind, stamp_ms, body in tags(pieces):
        if kind != _VIDEO or len(body) < 5:
            continue
        if body[0] & 0x8F != _H264:
            raise Unplayable("codec", is_final=True)
        at_ns = clock_ns()
        if body[1] == _CONFIGURATION:
            header = body[5:]
        elif body[1] == _FRAME and header:
            for frame in _decoded(decoder, header, body[5:]):
                viewer.show(frame, stamp_ms / 1000, at_ns)


def tags(pieces: Iterable[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Kind, stamp in milliseconds and body of each tag."""
    rest, needs = bytearray(), _HEADER + _BEHIND
    is_past_header = False
    for piece in pieces:
        rest += piece
        if not is_past_header:
            if len(rest) < needs:
                continue
            if not rest.startswith(MAGIC):
                raise Unplayable("format", is_final=True)
            del rest[:needs]
            is_past_header = True
        while len(rest) >= _TAG_HEAD:
            size = int.from_bytes(rest[1:4])
            if size > _MOST_TAG:
                raise Unplayable("too large", is_final=True)
            if len(rest) < _TAG_HEAD + size + _BEHIND:
                break
            stamp_ms = int.from_bytes(rest[4:7]) | rest[7] << 24
            yield rest[0] & 0x1F, stamp_ms, bytes(rest[_TAG_HEAD : _TAG_HEAD + size])
            del rest[: _TAG_HEAD + size + _BEHIND]


def _decoded(decoder: AccessUnits, header: bytes, data: bytes) -> list[VideoFrame]:
    try:
        return decoder.frames(header, data)
    except FFmpegError:  # a torn picture: the next key frame mends it
        return []
