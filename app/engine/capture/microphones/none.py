"""No microphone, on purpose: silence that is not a gap."""

from __future__ import annotations

import threading

import numpy as np

from app.engine.capture.source import Canvas, microphone_kinds
from app.engine.planes import BLOCK, Samples


@microphone_kinds.register("none")
class Silence:
    """Digital silence."""

    delay_ns = 0

    def __init__(self, argument: str, canvas: Canvas) -> None:
        self._block = np.zeros((2, BLOCK), np.float32)

    def run(self, stopping: threading.Event) -> None:
        stopping.wait()

    def block(self, first_sample: int) -> Samples:
        return self._block
