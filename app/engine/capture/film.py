"""A product film: picture and sound of a file, once, from a moment of the show."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.domain.fault import Fault, FaultCode
from app.engine.capture.cameras.file import MOST_PIXELS
from app.engine.capture.framer import Framer
from app.engine.capture.media_file import media_file
from app.engine.capture.source import Canvas, Framing, SourceFault
from app.engine.ffmpeg import FFmpegError, SoundConverter, nanoseconds, to_planes
from app.engine.planes import BLOCK, SAMPLE_RATE, Planes, Samples

if TYPE_CHECKING:
    from av.container import InputContainer

WHERE = "film"
# A third of a second ahead: the disk is not seen, and stopping leaves little behind.
_AHEAD = 10
_MOST_SOUND = 20 * SAMPLE_RATE
_KEPT_SOUND = SAMPLE_RATE
_LAST_FRAME_NS = 40_000_000
_LATE_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Roll:
    """Which file, from when, and what time it is."""

    path: str
    begins_ns: int
    now_ns: int


class Film:
    """Decodes ahead in a thread of its own from its making on. `picture` and `sound`: programme thread.

    Begun after its moment, by an engine that was started again, it goes on where it would be by now. `frame` is the
    film's own picture that `picture` laid last.
    """

    def __init__(self, roll: Roll, canvas: Canvas, on_fault: Callable[[Fault], None]) -> None:
        begins_ns = roll.begins_ns
        self.begins_ns = begins_ns
        self._path = roll.path
        self._canvas = canvas
        self._on_fault = on_fault
        self._framer = Framer(canvas.width, canvas.height)
        self._begin_sample = (begins_ns - canvas.epoch_ns) * SAMPLE_RATE // 1_000_000_000
        self._frames: deque[tuple[int, Planes]] = deque()
        self._shown: Planes | None = None
        self.frame: Planes | None = None
        self._wave = np.zeros((2, 0), np.float32)
        self._wave_begin = 0
        self._changed = threading.Condition()
        self._is_stopping = False
        self._has_ended = False
        self._end_ns = 0
        self.has_sound = False
        self._at_ns = roll.now_ns
        self._thread = threading.Thread(target=self._run, name="film", daemon=True)
        self._thread.start()

    def picture(self, at_ns: int) -> Planes | None:
        """What is on at `at_ns`, whole between bars; None before the first frame is there."""
        with self._changed:
            self._at_ns = at_ns
            newest = None
            while self._frames and self._frames[0][0] <= at_ns - self.begins_ns:
                newest = self._frames.popleft()[1]
            self._changed.notify()
        if newest is not None:
            self.frame = newest
            self._shown = self._framer.lay(newest, Framing(fit="fit"))
        return self._shown

    @property
    def is_over(self) -> bool:
        """Whether everything has been shown."""
        with self._changed:
            return self._has_ended and self._at_ns - self.begins_ns >= self._end_ns

    def sound(self, first_sample: int) -> Samples | None:
        """The block from `first_sample` after the epoch, silence where it has none; None: not its time."""
        begin = first_sample - self._begin_sample
        if not self.has_sound or begin + BLOCK <= 0 or self._is_silent_from(begin):
            return None
        block = np.zeros((2, BLOCK), np.float32)
        with self._changed:
            here = self._wave_begin
            first, last = max(begin, here), min(begin + BLOCK, here + self._wave.shape[1])
            if last > first:
                block[:, first - begin : last - begin] = self._wave[:, first - here : last - here]
            done = min(max(0, begin - _KEPT_SOUND - here), self._wave.shape[1])
            self._wave, self._wave_begin = self._wave[:, done:], here + done
        return block

    def _is_silent_from(self, sample: int) -> bool:
        with self._changed:
            return self._has_ended and sample * 1_000_000_000 >= self._end_ns * SAMPLE_RATE

    def stop(self, deadline_s: float) -> bool:
        """False when the disk did not answer in time."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify()
        self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            with media_file(self._path) as container:
                self._decode(container)
        except SourceFault as fault:
            self._on_fault(Fault(fault.code, WHERE, detail=fault.detail))
        finally:
            with self._changed:
                self._has_ended = True

    def _decode(self, container: InputContainer) -> None:
        if not container.streams.video:
            raise SourceFault(FaultCode.FILE_UNREADABLE, "no picture in it")
        video = container.streams.video[0]
        if video.width * video.height > MOST_PIXELS:
            raise SourceFault(FaultCode.FILE_UNREADABLE, "larger than 8K")
        video.thread_type = "AUTO"
        streams: list[Any] = [video, *container.streams.audio[:1]]
        self.has_sound = len(streams) > 1
        start_ns = (container.start_time or 0) * 1000
        if self._at_ns - self.begins_ns > _LATE_NS:
            # Beyond the end some formats refuse: then it is decoded up to there.
            with suppress(FFmpegError):
                container.seek((start_ns + self._at_ns - self.begins_ns) // 1000)
        converter = SoundConverter()
        for frame in container.decode(*streams):
            stamp = nanoseconds(frame.pts, frame.time_base)
            if stamp is None:
                continue
            if hasattr(frame, "sample_rate"):
                for samples in converter.convert_frame(frame):
                    self._keep(samples, stamp - start_ns)
            elif not self._put(stamp - start_ns, frame):
                return

    def _put(self, at_ns: int, frame: Any) -> bool:
        """A frame of the film, when there is room; False when it was stopped."""
        if frame.width * frame.height > MOST_PIXELS:
            raise SourceFault(FaultCode.FILE_UNREADABLE, "larger than 8K")
        with self._changed:
            is_past = at_ns < self._at_ns - self.begins_ns - _LATE_NS
        if is_past:
            return not self._is_stopping
        planes = to_planes(frame)
        with self._changed:
            self._changed.wait_for(lambda: self._is_stopping or len(self._frames) < _AHEAD)
            self._frames.append((at_ns, planes))
            self._end_ns = max(self._end_ns, at_ns + _LAST_FRAME_NS)
            return not self._is_stopping

    def _keep(self, samples: Samples, at_ns: int) -> None:
        """Appends sound; a hole in the file's stamps is silence."""
        at = at_ns * SAMPLE_RATE // 1_000_000_000
        with self._changed:
            if not self._wave.shape[1]:
                self._wave_begin = at
            hole = at - self._wave_begin - self._wave.shape[1]
            quiet = np.zeros((2, hole if SAMPLE_RATE // 20 < hole < _MOST_SOUND else 0), np.float32)
            self._wave = np.concatenate([self._wave, quiet, samples], axis=1)[:, :_MOST_SOUND]
            end = self._wave_begin + self._wave.shape[1]
            self._end_ns = max(self._end_ns, end * 1_000_000_000 // SAMPLE_RATE)
