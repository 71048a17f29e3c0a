"""Microphone devices through PortAudio."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from app.domain.fault import FaultCode
from app.engine.capture.drift_buffer import DriftBuffer
from app.engine.capture.source import Canvas, SourceFault, microphone_kinds
from app.engine.ffmpeg import SoundConverter
from app.engine.messages import Device
from app.engine.planes import Samples

KIND = "device"
_MOST_WAITING = 100
_SILENT_S = 1.0


def load_sounddevice() -> ModuleType:
    """`SourceFault` where the system has no PortAudio."""
    try:
        # Here, since the import itself fails without libportaudio: that costs the microphone, not the show.
        import sounddevice
    except OSError:
        raise SourceFault(FaultCode.MICROPHONE_ABSENT, "PortAudio is not installed") from None
    module: ModuleType = sounddevice
    return module


def devices() -> tuple[Device, ...]:
    """Every input of the system's own sound interface."""
    try:
        portaudio = load_sounddevice()
    except SourceFault:
        return ()
    return tuple(Device(id=f"{KIND}:{name}", name=name) for name, _ in _inputs(portaudio))


def _inputs(portaudio: ModuleType) -> list[tuple[str, int]]:
    """Names and indices. Windows shows each device once for every interface: the default one's are taken."""
    try:
        everything = portaudio.query_devices()
        interface = portaudio.default.hostapi
    except portaudio.PortAudioError:
        return []
    return [
        (str(device["name"]), index)
        for index, device in enumerate(everything)
        if device["max_input_channels"] > 0 and device["hostapi"] == interface
    ]


@microphone_kinds.register(KIND, devices)
class DeviceMicrophone:
    """Reads in PortAudio's thread, converts in its own, and hands out blocks on the show's clock."""

    delay_ns = 60_000_000

    def __init__(
        self,
        argument: str,
        canvas: Canvas,
        load: Callable[[], ModuleType] = load_sounddevice,
        clock: Callable[[], int] = time.perf_counter_ns,
    ) -> None:
        self._wanted = argument
        self._load = load
        self._clock = clock
        self._buffer = DriftBuffer(canvas.epoch_ns)
        self._arrived: queue.Queue[tuple[Samples, int]] = queue.Queue(_MOST_WAITING)

    def run(self, stopping: threading.Event) -> None:
        portaudio = self._load()
        # PortAudio lists devices once, when it starts: one plugged in later is seen by starting it again.
        portaudio._terminate()  # noqa: SLF001  # there is no public name for it
        portaudio._initialize()  # noqa: SLF001
        names = [index for name, index in _inputs(portaudio) if name == self._wanted]
        if len(names) != 1:
            raise SourceFault(FaultCode.MICROPHONE_ABSENT)
        try:
            self._record(portaudio, names[0], stopping)
        except portaudio.PortAudioError as error:
            raise SourceFault(FaultCode.MICROPHONE_LOST, type(error).__name__) from None

    def block(self, first_sample: int) -> Samples | None:
        return self._buffer.read(first_sample)

    def _record(self, portaudio: ModuleType, index: int, stopping: threading.Event) -> None:
        device = portaudio.query_devices(index)
        rate = round(device["default_samplerate"])
        channels = min(2, int(device["max_input_channels"]))
        converter = SoundConverter()
        with portaudio.InputStream(
            device=index, channels=channels, samplerate=rate, dtype="float32", callback=self._on_sound(rate)
        ):
            while not stopping.is_set():
                try:
                    samples, end_ns = self._arrived.get(timeout=_SILENT_S)
                except queue.Empty:
                    raise SourceFault(FaultCode.MICROPHONE_LOST, "no sound arrives") from None
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
