"""Music from a file under the show: decoded ahead, for ever, on the show's clock."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from app.domain.fault import Fault, FaultCode
from app.engine.capture.feed import FaultLight, Feed
from app.engine.capture.microphones.file import FileMicrophone
from app.engine.capture.microphones.none import Silence
from app.engine.capture.source import Canvas, MicrophoneSource, SourceFault
from app.engine.messages import SetMusic
from app.engine.planes import SAMPLE_RATE, Samples

WHERE = "music"
_FADE_S = 0.4


class _MusicFile(FileMicrophone):
    def run(self, stopping: threading.Event) -> None:
        try:
            super().run(stopping)
        except SourceFault as fault:
            raise SourceFault(FaultCode.MUSIC_UNREADABLE, fault.detail) from None


class Music:
    """`take` on the programme thread, the rest from any. Another file begins when the one before has faded out."""

    def __init__(
        self, canvas: Canvas, on_fault: Callable[[Fault], None], on_cleared: Callable[[str], None]
    ) -> None:
        self._canvas = canvas
        self._light = FaultLight(WHERE, on_fault, on_cleared)
        self._feed: Feed[MicrophoneSource] | None = None
        self._rest = np.zeros((2, 0), np.float32)
        self._share = 0.0
        self._chosen = ""
        self._playing = ""

    def choose(self, command: SetMusic) -> None:
        """The same file again changes nothing."""
        self._chosen = command.path

    def take(self, count: int) -> Samples | None:
        """The next `count` samples, None without music; a gap is silence and does not stop the show."""
        if self._share == 0 and self._playing != self._chosen:
            self._play(self._chosen)
        if not self._playing or self._feed is None:
            return None
        self._fill(count)
        heard = np.zeros((2, count), np.float32)
        ready = self._rest[:, :count]
        heard[:, : ready.shape[1]] = ready
        self._rest = self._rest[:, count:]
        return heard * self._fade(count)

    def stop(self, deadline_s: float) -> bool:
        return self._feed.stop(deadline_s) if self._feed else True

    def _play(self, path: str) -> None:
        self._playing = path
        self._rest = self._rest[:, :0]
        self._light.clear()
        if self._feed is None:
            self._feed = Feed("capture-music", self._light, FaultCode.MUSIC_UNREADABLE)
        canvas = self._canvas
        self._feed.choose(lambda: _MusicFile(path, canvas) if path else Silence("", canvas))

    def _fill(self, count: int) -> None:
        source = self._feed.source if self._feed else None
        while source and self._rest.shape[1] < count:
            block = source.block(0)
            if block is None:
                return
            self._light.clear()
            self._rest = np.concatenate([self._rest, block], axis=1)

    def _fade(self, count: int) -> Samples:
        before = self._share
        step = count / SAMPLE_RATE / _FADE_S
        self._share = min(1.0, before + step) if self._playing == self._chosen else max(0.0, before - step)
        ramp: Samples = np.linspace(before, self._share, count, dtype=np.float32)
        return ramp
