"""A sound file, or a film's sound, as a microphone: in real time, for ever."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np

from app.domain.fault import FaultCode
from app.engine.capture.ahead import Ahead
from app.engine.capture.media_file import media_file
from app.engine.capture.source import Canvas, SourceFault, microphone_kinds
from app.engine.ffmpeg import SoundConverter
from app.engine.planes import BLOCK, Samples

# Half a second ahead at least, a second at most: a disk that sleeps is not heard.
_LEAST_AHEAD, _MOST_AHEAD = 24, 48
_PATIENCE_S = 0.2


@microphone_kinds.register("file")
class FileMicrophone:
    """Decodes ahead in its own thread, block by block; every rate and channel count becomes 48 kHz stereo."""

    delay_ns = 0

    def __init__(self, argument: str, canvas: Canvas) -> None:
        self._path = argument
        self._blocks: Ahead[Samples] = Ahead(least=_LEAST_AHEAD, most=_MOST_AHEAD)

    def run(self, stopping: threading.Event) -> None:
        """`SourceFault` for a file that cannot be read, or has no sound in it."""
        rest = np.zeros((2, 0), np.float32)
        # One for all rounds: the resampler's tail belongs between the end and the beginning.
        converter = SoundConverter()
        while not stopping.is_set():
            has_sound = False
            for samples in self._decoded(converter):
                has_sound = True
                rest = np.concatenate([rest, samples], axis=1)
                while rest.shape[1] >= BLOCK and not stopping.is_set():
                    if self._blocks.put(rest[:, :BLOCK], _PATIENCE_S):
                        rest = rest[:, BLOCK:]
                if stopping.is_set():
                    return
            if not has_sound:
                raise SourceFault(FaultCode.FILE_UNREADABLE, "no sound in it")

    def block(self, first_sample: int) -> Samples | None:
        return self._blocks.take()

    def _decoded(self, converter: SoundConverter) -> Iterator[Samples]:
        with media_file(self._path) as container:
            if not container.streams.audio:
                raise SourceFault(FaultCode.FILE_UNREADABLE, "no sound in it")
            for frame in container.decode(container.streams.audio[0]):
                yield from converter.convert_frame(frame)
