"""A video file as a camera: in real time, for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from fractions import Fraction

from app.domain.fault import FaultCode
from app.engine.capture.ahead import Ahead
from app.engine.capture.media_file import media_file
from app.engine.capture.source import Canvas, Picture, SourceFault, camera_kinds
from app.engine.ffmpeg import Ratio, nanoseconds, to_planes
from app.engine.planes import Planes

# 8K, either way up: beyond it a frame alone takes a hundred megabytes.
MOST_PIXELS = 7680 * 4320
_PATIENCE_S = 0.2
_MOST_ALONE = 1920 * 1080 * 30
_DEFAULT_FRAME_NS = 33_333_333
# A jump in the stamps longer than this is a fault of the file, not a pause in the picture.
_LONGEST_FRAME_NS = 2_000_000_000


@camera_kinds.register("file")
class FileCamera:
    """Decodes up to three frames ahead in its own thread; the tick picks the one for its moment.

    A decoder that is too slow for real time leaves frames out.
    """

    def __init__(self, argument: str, canvas: Canvas) -> None:
        self._path = argument
        self._frames: Ahead[tuple[int, Planes]] = Ahead(least=1, most=3)
        self._next: tuple[int, Planes] | None = None
        self._shown: Picture | None = None
        self._start_ns: int | None = None
        self._position_ns = 0

    def run(self, stopping: threading.Event) -> None:
        """`SourceFault` for a file that cannot be read, or has no picture in it."""
        loop_ns = 0
        while not stopping.is_set():
            end_ns = loop_ns
            for begin_ns, frame_ns, planes in self._frames_of_one_loop(loop_ns):
                end_ns = begin_ns + frame_ns
                while not stopping.is_set() and not self._frames.put((begin_ns, planes), _PATIENCE_S):
                    pass
                if stopping.is_set():
                    return
            if end_ns == loop_ns:
                raise SourceFault(FaultCode.FILE_UNREADABLE, "no picture in it")
            loop_ns = end_ns

    def picture(self, at_ns: int) -> Picture | None:
        """The frame that is on at `at_ns`; its stamp stays behind once the decoder starves."""
        if self._next is None:
            self._next = self._frames.take()
        if self._next is None:
            return self._shown
        if self._start_ns is None:
            self._start_ns = at_ns - self._next[0]
        self._position_ns = at_ns - self._start_ns
        planes: Planes | None = None
        while self._next is not None and self._next[0] <= self._position_ns:
            planes = self._next[1]
            self._next = self._frames.take()
        if planes is not None:
            self._shown = Picture(planes, at_ns)
        elif self._shown:
            self._shown = Picture(self._shown.planes, at_ns)
        return self._shown

    def _frames_of_one_loop(self, loop_ns: int) -> Iterator[tuple[int, int, Planes]]:
        """Begin, length and pixels of each frame, on a timeline that goes on from `loop_ns`."""
        with media_file(self._path) as container:
            if not container.streams.video:
                raise SourceFault(FaultCode.FILE_UNREADABLE, "no picture in it")
            stream = container.streams.video[0]
            if stream.width * stream.height > MOST_PIXELS:
                raise SourceFault(FaultCode.FILE_UNREADABLE, "larger than 8K")
            stream.thread_type = "AUTO"
            stream.codec_context.thread_count = _threads(stream.width * stream.height, stream.average_rate)
            frame_ns = nanoseconds(1, _inverse(stream.average_rate)) or _DEFAULT_FRAME_NS
            begin_ns, last_stamp = loop_ns - frame_ns, None
            for frame in container.decode(stream):
                if frame.width * frame.height > MOST_PIXELS:
                    raise SourceFault(FaultCode.FILE_UNREADABLE, "larger than 8K")
                stamp = nanoseconds(frame.pts, frame.time_base)
                step = stamp - last_stamp if stamp is not None and last_stamp is not None else frame_ns
                begin_ns += step if 0 < step < _LONGEST_FRAME_NS else frame_ns
                last_stamp = stamp
                if begin_ns + frame_ns >= self._position_ns:
                    yield begin_ns, frame_ns, to_planes(frame)


def _threads(pixels: int, rate: Ratio | None) -> int:
    """Decoders share work at a price, so one thread takes what it can; 0 lets FFmpeg choose."""
    fps = rate.numerator / rate.denominator if rate and rate.denominator else 30
    return 1 if pixels * fps <= _MOST_ALONE else 0


def _inverse(rate: Ratio | None) -> Fraction | None:
    return Fraction(rate.denominator, rate.numerator) if rate and rate.numerator else None
