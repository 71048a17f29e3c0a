"""Two hours in minutes: the real programme, its devices and its ticks by a clock that passes when nobody works."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable
from typing import Any, Self

import numpy as np

from app.engine.capture.microphones.device import DeviceMicrophone
from app.engine.capture.portaudio import PortAudio
from app.engine.capture.source import Canvas, Picture
from app.engine.encode.encoder import EncoderOutlets
from app.engine.messages import Configure
from app.engine.planes import SAMPLE_RATE, Planes, Samples, new_planes
from app.engine.rate.rung import Aim
from tests.engine.capture.test_drift_buffer import tone

_DELIVERY = 1024
_JITTER_NS = 2_000_000
_PATIENCE_S = 10.0


class Time:
    """`sleep_s` is the programme's: on its thread the devices deliver what is due meanwhile, each at its moment."""

    def __init__(self, start_ns: int) -> None:
        self._now_ns = start_ns
        self._due: list[tuple[int, int, Callable[[], int]]] = []

    def now_ns(self) -> int:
        return self._now_ns

    def sleep_s(self, seconds: float) -> None:
        until_ns = self._now_ns + max(1, round(seconds * 1e9))
        while self._due[0][0] <= until_ns:
            self._now_ns, number, deliver = self._due[0]
            heapq.heapreplace(self._due, (deliver(), number, deliver))
        self._now_ns = until_ns

    def add(self, first_ns: int, deliver: Callable[[], int]) -> None:
        """`deliver` is called at that moment and says when to call it next."""
        heapq.heappush(self._due, (first_ns, len(self._due), deliver))


class FakeCamera:
    """A camera that is `ppm` fast; its pictures arrive up to two milliseconds late."""

    def __init__(self, clock: Time, canvas: Canvas, ppm: float) -> None:
        self._clock, self._chance = clock, np.random.default_rng(2)
        self._planes = new_planes(canvas.width, canvas.height)
        self._interval_ns = 1e9 / canvas.fps / (1 + ppm / 1e6)
        self._first_ns = clock.now_ns()
        self._count = 0
        self._newest: Picture | None = None
        clock.add(self._first_ns, self._deliver)

    def run(self, stopping: threading.Event) -> None:
        stopping.wait()

    def picture(self, at_ns: int) -> Picture | None:
        return self._newest

    def number_at(self, captured_ns: int) -> int:
        """Which picture it was, counted by the camera."""
        return round((captured_ns - self._first_ns - _JITTER_NS / 2) / self._interval_ns)

    def _deliver(self) -> int:
        self._newest = Picture(self._planes, self._clock.now_ns())
        self._count += 1
        late_ns = int(self._chance.integers(0, _JITTER_NS))
        return self._first_ns + round(self._count * self._interval_ns) + late_ns


class FakePortAudio:
    """One microphone that is `ppm` fast and hears a tone of `hertz`; deliveries come up to two milliseconds late."""

    class PortAudioError(Exception):
        """PortAudio's own."""

    def __init__(self, clock: Time, canvas: Canvas, ppm: float, hertz: float) -> None:
        self._clock, self._chance = clock, np.random.default_rng(3)
        self._epoch_ns, self._rate, self._hertz = canvas.epoch_ns, SAMPLE_RATE * (1 + ppm / 1e6), hertz
        self._sent = 0
        self._callback: Callable[..., None] = lambda *_: None
        self._is_open = threading.Event()
        self.default = type("Default", (), {"hostapi": 0})
        module: Any = self  # stands for the module `sounddevice`
        self.source = DeviceMicrophone("Fast", canvas, PortAudio(lambda: module), clock.now_ns)
        clock.add(self._epoch_ns + round(_DELIVERY / self._rate * 1e9), self._deliver)

    def query_devices(self, index: int | None = None) -> Any:
        known = {"name": "Fast", "max_input_channels": 1, "hostapi": 0, "default_samplerate": SAMPLE_RATE}
        return [known] if index is None else known

    def _terminate(self) -> None: ...

    def _initialize(self) -> None: ...

    def InputStream(self, *, callback: Callable[..., None], **_: object) -> Self:  # noqa: N802  # PortAudio's name
        self._callback = callback
        self._is_open.set()
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def _deliver(self) -> int:
        assert self._is_open.wait(_PATIENCE_S), "the microphone was not opened"
        sound = tone(self._sent, _DELIVERY, self._rate, self._hertz)[:1].T
        untimed = type("Moment", (), {"currentTime": 0.0, "inputBufferAdcTime": 0.0})
        self._sent += _DELIVERY
        self._callback(sound, _DELIVERY, untimed, None)
        self._wait()
        due_ns = self._epoch_ns + round((self._sent + _DELIVERY) / self._rate * 1e9)
        return due_ns + int(self._chance.integers(0, _JITTER_NS))

    def _wait(self) -> None:
        """Until the microphone's own thread has taken it: simulated time waits for real work."""
        until_s = time.monotonic() + _PATIENCE_S
        while self.source._buffer._written < self._sent:
            assert time.monotonic() < until_s, "a delivery was not taken"
            time.sleep(0)


class Tap:
    """Stands where the encoder stands and hands what it gets to whoever judges: nothing is encoded."""

    encoded = handed_on = beats = 0

    def __init__(
        self,
        configure: Configure,
        outlets: EncoderOutlets,
        on_picture: Callable[[int, int], None],
        on_sound: Callable[[Samples, int], None],
    ) -> None:
        self._outlets, self._on_picture, self._on_sound = outlets, on_picture, on_sound

    def wait_until_ready(self, deadline_s: float) -> bool:
        return True

    def put_picture(self, planes: Planes, pts: int, captured_ns: int) -> bool:
        self._on_picture(pts, captured_ns)
        self._outlets.on_done(planes)
        return True

    def put_sound(self, block: Samples, first_sample: int) -> bool:
        self._on_sound(block, first_sample)
        return True

    def set_aim(self, aim: Aim) -> None: ...

    def stop(self, deadline_s: float) -> bool:
        return True
