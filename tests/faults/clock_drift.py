"""A microphone whose crystal is 300 ppm off and a camera that is so the other way, for two simulated hours."""

from __future__ import annotations

import statistics
import threading
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any
from unittest import mock

import numpy as np

from app.engine import program as programme
from app.engine.capture.source import CameraSource, Canvas, MicrophoneSource, Registry
from app.engine.messages import Configure, SetCamera, SetMicrophone
from app.engine.outlets import Outlets
from app.engine.planes import BLOCK, SAMPLE_RATE, Samples
from app.engine.program import Clock, Program
from tests.engine.capture.test_drift_buffer import fit_of, residual_db
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.simulated import FakeCamera, FakePortAudio, Tap, Time

_EPOCH_NS = 5_000_000_000
_FPS = 30
_HERTZ = 250
# Until the loop has learnt the crystal, sound may be a few milliseconds off its place, and the ticks off the camera's.
_SETTLED_S = 20.0
_WINDOW = 5 * BLOCK
_PARTS = ("first", "middle", "last")
_PATIENCE_S = 3600.0


def run(hours: str = "2") -> dict[str, Any]:
    """Both ways: the microphone fast and the camera slow, and the other way about."""
    return rows(one for ppm in (300.0, -300.0) for one in drifted(ppm, float(hours) * 3600))


@dataclass(slots=True)
class Judge:
    """What would be encoded: how late each picture and each block of sound is against its own stamp."""

    canvas: Canvas
    end_s: float
    is_over: threading.Event = field(default_factory=threading.Event)
    pictures: list[int] = field(default_factory=list)
    picture_late_ms: float = 0.0
    sound_late_ms: list[tuple[float, float]] = field(default_factory=list)
    apart_ms: list[tuple[float, float]] = field(default_factory=list)
    worst_db: float = -200.0
    silent: int = 0
    next_sample: int | None = None
    torn: int = 0
    _followed_ms: float = 0.0
    _window: list[Samples] = field(default_factory=list)

    def picture(self, tick: int, captured_ns: int) -> None:
        if tick < _SETTLED_S * _FPS or self.is_over.is_set():
            return
        self.picture_late_ms = (self.canvas.due_ns(tick) - captured_ns) / 1e6
        self.pictures.append(captured_ns)
        if tick >= self.end_s * _FPS:
            self.is_over.set()

    def sound(self, block: Samples, first_sample: int) -> None:
        self.torn += self.next_sample not in (None, first_sample)
        self.next_sample = first_sample + BLOCK
        at_s, heard = first_sample / SAMPLE_RATE, block[0].astype(np.float64)
        if heard.any():
            self._follow(_late_ms(heard, first_sample))
        if at_s < _SETTLED_S or not self.pictures or self.is_over.is_set():
            return
        self.silent += not heard.any()
        late_ms = self._followed_ms
        self.sound_late_ms.append((at_s, late_ms))
        self.apart_ms.append((at_s, late_ms - self.picture_late_ms))
        self._window.append(heard)
        if len(self._window) * BLOCK == _WINDOW:
            self.worst_db = max(self.worst_db, residual_db(np.concatenate(self._window), _HERTZ))
            self._window = self._window[-1:]

    def _follow(self, late_ms: float) -> None:
        """The first block lies where it was heard, but for the jitter of its delivery; from there turns are counted."""
        turn_ms = 1000 / _HERTZ
        self._followed_ms = late_ms + round((self._followed_ms - late_ms) / turn_ms) * turn_ms


def _late_ms(heard: Samples, first_sample: int) -> float:
    """How late the tone is, but for whole turns of it."""
    sine, cosine = fit_of(_HERTZ) @ heard
    turn = np.arctan2(cosine, sine) / (2 * np.pi) - _HERTZ * first_sample / SAMPLE_RATE
    return float(((0.5 - turn) % 1 - 0.5) / _HERTZ * 1000)


def drifted(ppm: float, seconds: float) -> list[Measure]:
    """The real programme from devices to stamps; what it would encode is judged instead."""
    canvas = Canvas(width=160, height=90, fps=_FPS, epoch_ns=_EPOCH_NS)
    clock, judge = Time(_EPOCH_NS), Judge(canvas, seconds)
    camera, sound = FakeCamera(clock, canvas, -ppm), FakePortAudio(clock, canvas, ppm, _HERTZ)
    faults: list[object] = []
    _played(canvas, clock, judge, camera, sound, faults)
    name = f"device clocks {ppm:+g} and {-ppm:+g} ppm, {seconds / 3600:g} h"
    return [*_apart(name, judge), *_whole(name, judge, camera, ppm, seconds, faults)]


def _played(
    canvas: Canvas, clock: Time, judge: Judge, camera: FakeCamera, sound: FakePortAudio, faults: list[object]
) -> None:
    cameras: Registry[CameraSource] = Registry()
    cameras.register("fake")(lambda argument, canvas: camera)
    microphones: Registry[MicrophoneSource] = Registry()
    microphones.register("fake")(lambda argument, canvas: sound.source)
    configure = Configure(
        width=canvas.width, height=canvas.height, fps=_FPS, video_kbps=500, audio_kbps=96,
        preset="low-latency", epoch_ns=canvas.epoch_ns,
    )  # fmt: skip
    nobody: Any = lambda *_: None  # noqa: E731  # any outlet
    outlets = Outlets(
        on_tag=nobody, on_fragment=nobody, on_fault=faults.append, on_cleared=nobody, on_frame=nobody,
        on_first_frame=nobody,
    )  # fmt: skip
    tap = partial(Tap, on_picture=judge.picture, on_sound=judge.sound)
    with mock.patch.object(programme, "Encoder", tap):
        program = Program(configure, outlets, Clock(clock.now_ns, clock.sleep_s), cameras, microphones)
        program.set_camera(SetCamera(source="fake"))
        program.set_microphone(SetMicrophone(source="fake"))
        try:
            assert judge.is_over.wait(_PATIENCE_S), "simulated time stands still"
        finally:
            program.stop(5.0)


def _apart(name: str, judge: Judge) -> list[Measure]:
    """A/V is judged from its middle: where that lies is the camera's own delay, and the host's trim takes it out."""
    middle = statistics.median(ms for _, ms in judge.apart_ms)
    found = []
    for number, part in enumerate(_PARTS):
        begin_s, end_s = (judge.end_s * (number + place) / len(_PARTS) for place in (0, 1))
        inside = [ms - middle for at_s, ms in judge.apart_ms if begin_s <= at_s < end_s]
        sound = [abs(ms) for at_s, ms in judge.sound_late_ms if begin_s <= at_s < end_s]
        note = f"from {min(inside):.1f} to {max(inside):.1f} around {middle:.1f}"
        found.append(
            most(name, f"sound against picture, {part} third", "ms", 20, [max(map(abs, inside))], note)
        )
        found.append(most(name, f"sound off its place, {part} third", "ms", 5, [max(sound)]))
    return found


def _whole(
    name: str, judge: Judge, camera: FakeCamera, ppm: float, seconds: float, faults: list[object]
) -> list[Measure]:
    numbers = [camera.number_at(one) for one in judge.pictures]
    odd = [place for place, (before, after) in enumerate(pairwise(numbers)) if after - before != 1]
    apart_s = [(after - before) / _FPS for before, after in pairwise(odd)]
    # What two clocks differ by must be left out or shown twice, single pictures far apart; any more is a beat.
    differ = (seconds - _SETTLED_S) * _FPS * abs(ppm) / 1e6
    return [
        most(name, "what is left of a tone (clicks)", "dB", -60, [judge.worst_db]),
        most(name, "blocks without sound or torn", "", 0, [judge.silent + judge.torn]),
        most(name, "pictures left out or twice", "", round(differ + 2), [len(odd)]),
        least(name, "least time between two of them", "s", 60, [min(apart_s, default=seconds)]),
        most(name, "faults told", "", 0, [len(faults)]),
    ]
