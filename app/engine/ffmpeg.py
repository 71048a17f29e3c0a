"""The one door to PyAV, 18 on Python 3.11 and 19 above: its log silent, writing to memory only."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TypeAlias

import av
import av.error
import av.logging
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from app.engine.planes import SAMPLE_RATE, Pixels, Planes, Samples

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.container import InputContainer, OutputContainer
    from av.packet import Packet as AnyPacket
    from av.video.frame import VideoFrame

    # PyAV's type names the stream that a packet came from; what leaves an encoder has none.
    Packet: TypeAlias = AnyPacket[Any]

# FFmpeg's lines quote paths and URLs, and a Python log callback deadlocks when a container closes.
av.logging.set_level(None)

FFmpegError = av.error.FFmpegError
# H.273 table 4: matrix coefficients that nobody named.
_UNSPECIFIED = 2
_HD_LINES = 720


# Formats that hold pictures and sound themselves. Others, concat, hls, dash …, name files for FFmpeg to open, and
# concat opens them past `io_open`.
_FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,ogg,wav,w64,aiff,mp3,flac,aac,asf,gif,"
    "png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,h264,hevc,m4v"
)


class Ratio(Protocol):
    """What a time base has in common: `Fraction` in PyAV 18, `AVRational` in PyAV 19."""

    @property
    def numerator(self) -> int: ...

    @property
    def denominator(self) -> int: ...


def nanoseconds(pts: int | None, time_base: Ratio | None) -> int | None:
    """A time stamp in nanoseconds; None when the stream does not say."""
    if pts is None or time_base is None or not time_base.denominator:
        return None
    return pts * time_base.numerator * 1_000_000_000 // time_base.denominator


def open_reader(file: BinaryIO) -> InputContainer:
    """Reads an opened file; never a name, so neither a protocol nor a playlist can reach elsewhere.

    `OSError` and `FFmpegError` for what is no media file.
    """
    return av.open(file, "r", options={"format_whitelist": _FORMATS}, io_open=_refuse)


def _refuse(_url: str, _flags: int, _options: object) -> BinaryIO:
    raise FileNotFoundError("a media file may not name another file")


class Memory(io.RawIOBase):
    """Where a muxer writes; `take` returns what came since the last call."""

    def __init__(self) -> None:
        super().__init__()
        self._bytes = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        chunk = bytes(data)  # type: ignore[call-overload]  # PyAV hands over any buffer
        self._bytes += chunk
        return len(chunk)

    def take(self) -> bytes:
        taken = bytes(self._bytes)
        self._bytes.clear()
        return taken


def open_writer(memory: Memory, container: str, options: dict[str, str] | None = None) -> OutputContainer:
    """A muxer of format `container` that writes into `memory`."""
    return av.open(memory, "w", format=container, options=options or {})


def copied(packet: Packet) -> Packet:
    """A packet of one's own: muxing rescales its stamps in place."""
    copy: Packet = av.Packet(bytes(packet))
    copy.pts, copy.dts, copy.duration = packet.pts, packet.dts, packet.duration
    copy.time_base, copy.is_keyframe = packet.time_base, packet.is_keyframe
    return copy


def to_planes(frame: VideoFrame) -> Planes:
    """A decoded frame as BT.709 limited I420, sides cut to even.

    A stream that does not name its matrix is BT.709 from 720 lines up, BT.601 below, as broadcasters hold it.
    """
    source: int | None = None
    if frame.colorspace == _UNSPECIFIED:
        source = int(Colorspace.ITU709 if frame.height >= _HD_LINES else Colorspace.ITU601)
    converted = frame.reformat(
        width=max(2, frame.width // 2 * 2),
        height=max(2, frame.height // 2 * 2),
        format="yuv420p",
        src_colorspace=source,
        dst_colorspace=int(Colorspace.ITU709),
        dst_color_range=int(ColorRange.MPEG),
    )
    planes: Planes = converted.to_ndarray().astype(np.uint8, copy=False)
    return planes


class Painter:
    """Planes to BGRA for a screen, in BT.709, which OpenCV does not have; keeps its tables between calls."""

    def __init__(self) -> None:
        self._reformatter = VideoReformatter()

    def bgra(self, planes: Planes) -> Pixels:
        """Full-range `(height, width, 4)`, valid until the next call."""
        frame = av.VideoFrame.from_numpy_buffer(planes, format="yuv420p")
        painted = self._reformatter.reformat(
            frame,
            format="bgra",
            src_colorspace=int(Colorspace.ITU709),
            dst_colorspace=int(Colorspace.ITU709),
            src_color_range=int(ColorRange.MPEG),
            dst_color_range=int(ColorRange.JPEG),
        )
        plane = painted.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size // 4, 4)
        return rows[:, : painted.width]


class JpegDecoder:
    """Motion JPEG pictures, one by one; `FFmpegError` for a broken one."""

    def __init__(self) -> None:
        self._context = av.CodecContext.create("mjpeg", "r")

    def planes(self, data: bytes) -> Planes:
        """BT.709 limited I420 of the JPEG's own size."""
        frames = self._context.decode(av.Packet(data))
        if not frames:
            raise EOFError("no picture in this JPEG")
        return to_planes(frames[0])


class AccessUnits:
    """Decodes H.264 or AAC piece by piece, as FLV and MP4 hold it, and gives each frame out as soon as it is whole."""

    def __init__(self, codec: str) -> None:
        self._codec = codec
        self._header = b""
        # PyAV types `decode` on the two kinds of context only, and `create` gives neither.
        self._context: Any = None

    def frames(self, header: bytes, data: bytes) -> list[VideoFrame]:
        """Pictures; a new `header` (the codec's own configuration) starts anew. `FFmpegError` for what is broken."""
        return [frame for frame in self._decoded(header, data) if isinstance(frame, av.VideoFrame)]

    def sounds(self, header: bytes, data: bytes) -> list[AudioFrame]:
        return [frame for frame in self._decoded(header, data) if isinstance(frame, av.AudioFrame)]

    def _decoded(self, header: bytes, data: bytes) -> list[Any]:
        if self._context is None or header != self._header:
            self._context = av.CodecContext.create(self._codec, "r")
            # Threads that each take a frame would hold as many back.
            self._context.thread_type = "SLICE"
            self._context.extradata, self._header = header, header
        decoded: list[Any] = self._context.decode(av.Packet(data))
        return decoded


class SoundConverter:
    """Sound of any rate, format and channel count to 48 kHz stereo; a changing input starts it anew."""

    def __init__(self) -> None:
        self._resampler: av.AudioResampler | None = None
        self._input: tuple[str, str, int] | None = None

    def convert(self, samples: Samples, rate: int) -> Iterator[Samples]:
        """`samples` float32 `(2, n)` of `rate`."""
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout="stereo")
        frame.sample_rate = rate
        return self.convert_frame(frame)

    def convert_frame(self, frame: AudioFrame) -> Iterator[Samples]:
        """What comes out for a decoded frame, which may be nothing."""
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if kind != self._input:
            self._input = kind
            self._resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE)
        # Its stamps may jump, and the resampler must not fill the hole.
        frame.pts = None
        for converted in self._resampler.resample(frame) if self._resampler else ():
            samples: Samples = converted.to_ndarray().astype(np.float32, copy=False)
            yield samples
