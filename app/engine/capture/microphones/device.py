"""Microphone devices through PortAudio."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from app.domain.fault import FaultCode
from app.engine.capture.drift_buffer import DriftBuffer
from app.engine.capture.pace import Pace
from app.engine.capture.portaudio import PortAudio
from app.engine.capture.source import Canvas, SourceFault, microphone_kinds
from app.engine.ffmpeg import SoundConverter
from app.engine.messages import Device
from app.engine.planes import Samples

KIND = "device"
_MOST_WAITING = 100
_SILENT_S = 1.0
# The library keeps one state for the whole process, so listing and all attempts share its one door.
_PORTAUDIO = PortAudio()


def devices() -> tuple[Device, ...]:
    """Every input of the system's own sound interface."""
    try:
        inputs = _PORTAUDIO.inputs()
    except SourceFault:
        return ()
    return tuple(Device(id=f"{KIND}:{name}", name=name) for name, _ in inputs)


@microphone_kinds.register(KIND, devices)
class DeviceMicrophone:
    """Reads in PortAudio's thread, converts in its own, and hands out blocks on the show's clock."""

    delay_ns = 60_000_000

    def __init__(
        self,
        argument: str,
        canvas: Canvas,
        portaudio: PortAudio = _PORTAUDIO,
        clock: Callable[[], int] = time.perf_counter_ns,
    ) -> None:
        self._wanted = argument
        self._portaudio = portaudio
        self._clock = clock
        self._buffer = DriftBuffer(canvas.epoch_ns)
        self._arrived: queue.Queue[tuple[Samples, int]] = queue.Queue(_MOST_WAITING)

    def run(self, stopping: threading.Event) -> None:
        """`microphone-absent` when it is not plugged in, `microphone-lost` when it does not open or falls silent."""
        self._portaudio.refresh()
        index = dict(self._portaudio.inputs()).get(self._wanted)
        if index is None:
            raise SourceFault(FaultCode.MICROPHONE_ABSENT)
        with self._portaudio.stream(index, self._on_sound) as rate:
            self._record(rate, stopping)

    def block(self, first_sample: int) -> Samples | None:
        return self._buffer.read(first_sample)

    def move_to(self, epoch_ns: int) -> None:
        self._buffer.move_to(epoch_ns)

    def _record(self, rate: int, stopping: threading.Event) -> None:
        converter, pace = SoundConverter(), Pace(rate)
        while not stopping.is_set():
            try:
                samples, end_ns = self._arrived.get(timeout=_SILENT_S)
            except queue.Empty:
                raise SourceFault(FaultCode.MICROPHONE_LOST, "no sound arrives") from None
            if pace.is_wrong(samples.shape[1], end_ns):
                # It is opened anew, at the rate that it has now.
                raise SourceFault(FaultCode.MICROPHONE_LOST, "its rate changed")
            for converted in converter.convert(samples, rate):
                self._buffer.write(converted, end_ns)

    def _on_sound(self, rate: int) -> Callable[[Samples, int, Any, object], None]:
        # `moment` is PortAudio's C struct.
        def callback(data: Samples, frames: int, moment: Any, _status: object) -> None:
            age_s = moment.currentTime - moment.inputBufferAdcTime
            length_s = frames / rate
            # Some drivers leave these times at zero; then the last sample was heard just now.
            age_s = age_s if length_s <= age_s < 1 else length_s
            end_ns = self._clock() - round((age_s - length_s) * 1e9)
            stereo = np.broadcast_to(data.T, (2, frames)).astype(np.float32)
            try:
                self._arrived.put_nowait((stereo, end_ns))
            except queue.Full:
                # The converting thread hangs; a gap is better than memory without end.
                return

        return callback
