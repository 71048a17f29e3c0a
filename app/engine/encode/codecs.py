"""The two encoders, H.264 and AAC-LC, opened once for everything that is sent or recorded."""

from __future__ import annotations

import os
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import av
from av.codec.context import Flags
from av.video.frame import PictureType
from msgspec import structs

from app.engine import heap
from app.engine.encode.hardware import HARDWARE
from app.engine.ffmpeg import Memory, open_writer
from app.engine.planes import SAMPLE_RATE, Planes, Samples

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.video.stream import VideoStream

    from app.engine.ffmpeg import Packet
    from app.engine.messages import Configure

GOP_S = 2
# H.273: BT.709 is 1 in all three tables; AVCOL_RANGE_MPEG, the limited range, is 1.
_BT709 = 1
_LIMITED = 1
_MOST_ALONE = 1280 * 720 * 30


@dataclass(frozen=True, slots=True)
class Streams:
    """What a muxer copies its streams from."""

    video: VideoStream
    audio: AudioStream


class Codecs:
    """One H.264 encoder and FFmpeg's AAC on a master output that throws away; used by the `encode` thread alone.

    A failing library raises `FFmpegError`, whoever holds this then builds another one.
    """

    def __init__(self, configure: Configure) -> None:
        self._fps, self._encoder = configure.fps, configure.encoder
        self._masters = [open_writer(Memory(), "null"), open_writer(Memory(), "null")]
        picture, sound = self._masters
        self.streams = Streams(_add_video(picture, configure), _add_audio(sound, configure))
        for master in self._masters:
            master.start_encoding()

    def encode_picture(self, planes: Planes, pts: int, is_key: bool) -> list[Packet]:
        """`planes` is free again on return; `pts` counts frames from the epoch."""
        frame = av.VideoFrame.from_numpy_buffer(planes, format="yuv420p")
        frame.pts, frame.time_base, frame.duration = pts, Fraction(1, self._fps), 1
        frame.colorspace, frame.color_range = _BT709, _LIMITED
        if is_key:
            frame.pict_type = PictureType.I
        return self.streams.video.codec_context.encode(frame)

    def encode_sound(self, block: Samples, first_sample: int) -> list[Packet]:
        """`block` is float32 `(2, 1024)`; `first_sample` counts from the epoch.

        FFmpeg stamps AAC packets 1024 samples early, the encoder's own delay, so what a player decodes from a
        packet is what was heard at that packet's stamp: nothing is left to compensate.
        """
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, first_sample, Fraction(1, SAMPLE_RATE)
        return self.streams.audio.codec_context.encode(frame)

    def set_kbps(self, kbps: int) -> None:
        """The video's bitrate from now on, never above the one it was opened with.

        x264 follows because maxrate equals the bitrate and there is no HRD signalling: down within 0.2 s, up in 1.5 s.
        """
        self.streams.video.codec_context.bit_rate = kbps * 1000

    def drain_pictures(self) -> list[Packet]:
        """What look-ahead still holds back; the end of this video codec, `reopen_video` makes another."""
        return self.streams.video.codec_context.encode(None)

    def reopen_video(self, configure: Configure) -> None:
        """Another size. The sound's codec goes on: its listeners hear nothing of it."""
        self._masters[0].close()
        self._masters[0] = master = open_writer(Memory(), "null")
        configure = structs.replace(configure, encoder=self._encoder)
        self.streams = Streams(_add_video(master, configure), self.streams.audio)
        master.start_encoding()
        # glibc keeps what the old codec freed, in pieces that the next one does not fit into.
        heap.trim()

    def flush(self) -> tuple[list[Packet], list[Packet]]:
        """Pictures and sound that look-ahead and the last block still hold back; the end of these codecs."""
        return self.drain_pictures(), self.streams.audio.codec_context.encode(None)

    def close(self) -> None:
        for master in self._masters:
            master.close()


def x264_kbps(kbps: float, divisor: int, preset: Literal["low-latency", "quality"]) -> int:
    """The rate to give x264 where only every `divisor`-th tick is a frame.

    With zerolatency it counts frames, since knowing how long one lasts would take waiting for the next.
    """
    return round(kbps * divisor if preset == "low-latency" else kbps)


def _add_video(master: av.container.OutputContainer, configure: Configure) -> VideoStream:
    hardware = HARDWARE.get(configure.encoder)
    stream = _named_stream(master, hardware.codec if hardware else "libx264", configure.fps)
    context = stream.codec_context
    pixels = hardware.pixels if hardware else "yuv420p"
    stream.width, stream.height, stream.pix_fmt = configure.width, configure.height, pixels
    context.time_base = Fraction(1, configure.fps)
    context.bit_rate = configure.video_kbps * 1000
    context.gop_size = configure.fps * GOP_S
    context.thread_count = _threads(configure)
    context.flags |= int(Flags.global_header)
    context.color_range, context.colorspace = _LIMITED, _BT709
    context.color_primaries, context.color_trc = _BT709, _BT709
    if hardware:
        context.options = hardware.options(configure.preset) | _rate_options(configure.video_kbps)
    else:
        context.options = _x264_options(configure.video_kbps, configure.preset)
    return stream


def _named_stream(master: av.container.OutputContainer, codec: str, fps: int) -> VideoStream:
    # PyAV types the literal names that it knows, and not the hardware's.
    stream: Any = master.add_stream(codec, rate=fps)
    made: VideoStream = stream
    return made


def _rate_options(kbps: int) -> dict[str, str]:
    return {"maxrate": f"{kbps}k", "bufsize": f"{kbps}k"}


def _threads(configure: Configure) -> int:
    """Slices of a picture cost quality and processor time: one thread up to 720p30, four are enough for 1080p60."""
    pixels_per_s = configure.width * configure.height * configure.fps
    return 1 if pixels_per_s <= _MOST_ALONE else min(4, os.cpu_count() or 1)


def _x264_options(kbps: int, preset: Literal["low-latency", "quality"]) -> dict[str, str]:
    options = {
        "preset": "veryfast",
        "profile": "high",
        "maxrate": f"{kbps}k",
        # Half a second: a lower rate is obeyed in a fifth, since x264 first spends what the buffer allows.
        "bufsize": f"{kbps // 2}k",
        "sc_threshold": "0",
        "forced-idr": "1",
    }
    return options | ({"tune": "zerolatency"} if preset == "low-latency" else {})


def _add_audio(master: av.container.OutputContainer, configure: Configure) -> AudioStream:
    stream = master.add_stream("aac", rate=SAMPLE_RATE)
    context = stream.codec_context
    context.bit_rate = configure.audio_kbps * 1000
    context.layout, context.format = "stereo", "fltp"
    context.time_base = Fraction(1, SAMPLE_RATE)
    context.flags |= int(Flags.global_header)
    return stream
