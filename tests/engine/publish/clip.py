"""A short clip as FLV tags, made once with x264 and AAC: an encoder's output without the engine's encoder."""

from __future__ import annotations

import functools
import io
import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import av
import numpy as np

from app.engine.tag import Tag, TagType

FPS = 30
GOP = 30
RATE = 48000


@functools.cache
def clip(seconds: int = 4, width: int = 320, height: int = 180, kbps: int = 800) -> tuple[Tag, ...]:
    """Headers first, then frames and sound in order of time; each frame is noise, so that the bitrate is
    used.
    """
    sink = io.BytesIO()
    options = {"flush_packets": "1", "flvflags": "no_duration_filesize"}
    with av.open(sink, "w", format="flv", options=options) as container:
        video = container.add_stream("libx264", rate=FPS, options=_x264(kbps))
        video.width, video.height, video.pix_fmt, video.bit_rate = width, height, "yuv420p", kbps * 1000
        audio = container.add_stream("aac", rate=RATE, layout="stereo")
        noise = np.random.default_rng(1)
        for number in range(seconds * FPS):
            container.mux(video.encode(_picture(noise, number, width, height)))
            for at in range(number * 1600 // 1024, (number + 1) * 1600 // 1024):
                container.mux(audio.encode(_sound(at)))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    return tuple(tags_of(sink.getvalue()))


def _x264(kbps: int) -> dict[str, str]:
    rate = f"vbv-maxrate={kbps}:vbv-bufsize={kbps}:scenecut=0:keyint={GOP}:min-keyint={GOP}"
    return {"preset": "ultrafast", "tune": "zerolatency", "x264-params": rate}


def _picture(noise: np.random.Generator, number: int, width: int, height: int) -> av.VideoFrame:
    planes = noise.integers(16, 235, (height * 3 // 2, width), dtype=np.uint8)
    frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
    frame.pts, frame.time_base = number, Fraction(1, FPS)
    return frame


def _sound(block: int) -> av.AudioFrame:
    time_s = (np.arange(1024) + block * 1024) / RATE
    wave = (np.sin(time_s * 2000 * np.pi) * 0.3).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(np.stack([wave, wave]), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = RATE, block * 1024, Fraction(1, RATE)
    return frame


def tags_of(flv: bytes) -> Iterator[Tag]:
    """The tags of an FLV file (Adobe FLV 10.1, annex E)."""
    at = 13
    while at < len(flv):
        size = int.from_bytes(flv[at + 1 : at + 4])
        stamp = int.from_bytes(flv[at + 4 : at + 7]) | flv[at + 7] << 24
        body = flv[at + 11 : at + 11 + size]
        kind = TagType(flv[at])
        is_header = kind is TagType.SCRIPT or body[1] == 0
        is_key = kind is TagType.VIDEO and body[0] >> 4 == 1 and not is_header
        if not (kind is TagType.VIDEO and body[1] == 2):
            yield Tag(type=kind, timestamp_ms=stamp, body=body, is_key=is_key, is_header=is_header)
        at += 11 + size + 4


class Playback:
    """Hands out the clip in real time, for ever, timestamps running on; `due()` returns what is due by now."""

    def __init__(self, tags: tuple[Tag, ...], start_ms: int = 0) -> None:
        self.headers = tuple(tag for tag in tags if tag.is_header)
        self._frames = tuple(tag for tag in tags if not tag.is_header)
        self._length_ms = max(tag.timestamp_ms for tag in self._frames) + 33
        self._start_ms = start_ms
        self._began_ns = time.perf_counter_ns()
        self._next = 0
        self._shift_ms = 0
        self._wants_key = False
        self.frames = 0

    def skip_to_key(self) -> None:
        """The next frame handed out is a key frame; what lies between is left out, time runs on. From any
        thread.
        """
        self._wants_key = True

    def due(self) -> list[Tag]:
        elapsed_ms = (time.perf_counter_ns() - self._began_ns) / 1e6
        if self._wants_key:
            self._wants_key = False
            self._skip()
        found = []
        while (tag := self._at(self._next)).timestamp_ms - self._start_ms <= elapsed_ms:
            found.append(replace(tag, captured_ns=time.perf_counter_ns()))
            self._next += 1
            self.frames += tag.type is TagType.VIDEO
        return found

    def _skip(self) -> None:
        now_ms = self._at(self._next).timestamp_ms
        while not self._at(self._next).is_key:
            self._next += 1
        self._shift_ms -= self._at(self._next).timestamp_ms - now_ms

    def _at(self, index: int) -> Tag:
        turn, place = divmod(index, len(self._frames))
        tag = self._frames[place]
        stamp = self._start_ms + self._shift_ms + turn * self._length_ms + tag.timestamp_ms
        return replace(tag, timestamp_ms=stamp)
