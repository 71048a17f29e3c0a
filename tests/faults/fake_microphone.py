"""A microphone for a machine without any: stands where PortAudio stands, in the real engine, and obeys a file."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from app.engine.capture.microphones import device
from app.engine.capture.portaudio import PortAudio
from app.engine.capture.source import microphone_kinds
from app.engine.planes import SAMPLE_RATE
from tests.engine.mix.speech import speech
from tests.faults.device_orders import Orders

NAME = "Test microphone"
WELL: Mapping[str, Any] = {"index": 1, "does": "well", "rate": 48_000, "is_muted": False}
HUM, BEEP = 0.02, 0.5
_DELIVERIES = 100
_BEEP_S = 0.05
_VOICE, _SAID_S = 0.15, 8
_Callback = Callable[[npt.NDArray[np.float32], int, Any, object], None]


class FakePortAudio:
    """As much of `sounddevice` as the engine uses. What is plugged in is seen when it is started, and only then."""

    class PortAudioError(Exception):
        """PortAudio's own."""

    def __init__(self, orders: Orders) -> None:
        self.default = SimpleNamespace(hostapi=0)
        self._orders = orders
        self._devices: list[dict[str, Any]] = []
        self._initialize()

    def query_devices(self, index: int | None = None) -> Any:
        return self._devices if index is None else self._devices[index]

    def _terminate(self) -> None:
        self._devices = []

    def _initialize(self) -> None:
        told = self._orders.now()
        self._devices = [_device(f"Speaker {number}", 0, 48_000) for number in range(told["index"])]
        if told["does"] != "gone":
            self._devices.append(_device(NAME, 1, told["rate"]))

    def InputStream(self, *, device: int, samplerate: int, callback: _Callback, **_: object) -> FakeStream:  # noqa: N802  # PortAudio's name
        self._orders.note_opened()
        told = self._orders.now()
        if told["does"] == "gone" or told["index"] != device:
            raise self.PortAudioError("no such device")
        return FakeStream(self._orders, device, samplerate, callback)


def _device(name: str, inputs: int, rate: int) -> dict[str, Any]:
    return {"name": name, "max_input_channels": inputs, "hostapi": 0, "default_samplerate": float(rate)}


class FakeStream:
    """A hundred deliveries a second from a thread of its own; one that was unplugged says nothing any more."""

    def __init__(self, orders: Orders, index: int, rate: int, callback: _Callback) -> None:
        self._orders, self._index, self._rate, self._callback = orders, index, rate, callback
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fake-microphone", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join(1)

    def _run(self) -> None:
        began_s, count = time.monotonic(), self._rate // _DELIVERIES
        for number in range(1 << 40):
            first_s = began_s + number / _DELIVERIES
            if self._is_over.wait(max(0.0, first_s + 1 / _DELIVERIES - time.monotonic())):
                return
            told = self._orders.now()
            if told["does"] == "gone" or told["index"] != self._index:
                return
            moment = SimpleNamespace(currentTime=time.monotonic(), inputBufferAdcTime=first_s)
            sound = self._sound(told["does"], first_s + np.arange(count) / self._rate)
            self._callback(sound.astype(np.float32)[:, None], count, moment, None)

    def _sound(self, does: str, moments_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """A hum with a beep on each whole second of CLOCK_MONOTONIC; a voice; nothing."""
        if does == "silent":
            return np.zeros(moments_s.size)
        if does == "talks":
            said = speech(_SAID_S)
            return _VOICE * said[(moments_s * SAMPLE_RATE).astype(np.int64) % said.size]
        hum = HUM * np.sin(2 * np.pi * 150 * (moments_s % 1))
        return hum + BEEP * np.sin(2 * np.pi * 1000 * (moments_s % 1)) * (moments_s % 1 < _BEEP_S)


def install(path: Path) -> None:
    """From now on the engine's one PortAudio is this one."""
    speech(_SAID_S)  # made now: it takes a moment
    fake: ModuleType = FakePortAudio(Orders(path, WELL))  # type: ignore[assignment]  # as much of it as is used
    door = PortAudio(lambda: fake)
    device._PORTAUDIO = door  # listing looks here at each call
    microphone_kinds.register(device.KIND, device.devices)(
        lambda argument, canvas: device.DeviceMicrophone(argument, canvas, door)
    )
