"""A beep with each flash of the test card: 50 ms of 1 kHz that starts with the frame of the white square."""

from __future__ import annotations

import threading

import numpy as np

from app.engine.capture.second_marks import marks_between
from app.engine.capture.source import Canvas, microphone_kinds
from app.engine.planes import BLOCK, SAMPLE_RATE, Samples

BEEP_HZ = 1000
_BEEP_SAMPLES = SAMPLE_RATE // 20
_AMPLITUDE = 0.5


@microphone_kinds.register("test-card")
class TestBeep:
    """Computed from the clock alone; never late, never a gap."""

    __test__ = False
    delay_ns = 0

    def __init__(self, argument: str, canvas: Canvas) -> None:
        self._canvas = canvas
        angle = np.arange(_BEEP_SAMPLES) * (2 * np.pi * BEEP_HZ / SAMPLE_RATE)
        self._beep = (_AMPLITUDE * np.sin(angle)).astype(np.float32)

    def run(self, stopping: threading.Event) -> None:
        stopping.wait()

    def block(self, first_sample: int) -> Samples:
        block = np.zeros((2, BLOCK), np.float32)
        start_ns = self._clock_ns(first_sample - _BEEP_SAMPLES)
        for mark in marks_between(self._canvas, start_ns, self._clock_ns(first_sample + BLOCK)):
            offset = (mark - self._canvas.epoch_ns) * SAMPLE_RATE // 1_000_000_000 - first_sample
            begin, end = max(offset, 0), min(offset + _BEEP_SAMPLES, BLOCK)
            if begin < end:
                block[:, begin:end] = self._beep[begin - offset : end - offset]
        return block

    def _clock_ns(self, sample: int) -> int:
        return self._canvas.epoch_ns + sample * 1_000_000_000 // SAMPLE_RATE
