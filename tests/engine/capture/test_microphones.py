"""Gain, mute, level, gaps; the beep; the rehearsal's sound; PortAudio devices with a fake in PortAudio's place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app.domain.fault import Fault, FaultCode
from app.engine.capture import portaudio as portaudio_module
from app.engine.capture.microphone import Microphone
from app.engine.capture.microphones import device
from app.engine.capture.microphones.demo import DemoMicrophone, shop_sound
from app.engine.capture.microphones.device import DeviceMicrophone
from app.engine.capture.microphones.test_card import TestBeep
from app.engine.capture.portaudio import PortAudio
from app.engine.capture.source import Canvas, MicrophoneSource, Registry, SourceFault
from app.engine.messages import SetMicrophone
from app.engine.planes import BLOCK, SAMPLE_RATE, Samples

CANVAS = Canvas(width=320, height=180, fps=30, epoch_ns=7_123_456_789)


class Steady:
    """A constant half of full scale; silent after its hundredth block."""

    delay_ns = 60_000_000
    is_silent = False

    def __init__(self, argument: str, canvas: Canvas) -> None: ...

    def run(self, stopping: threading.Event) -> None:
        stopping.wait()

    def block(self, first_sample: int) -> Samples | None:
        return None if self.is_silent else np.full((2, BLOCK), 0.5, np.float32)


@pytest.fixture
def heard() -> Iterator[tuple[Microphone, list[Fault], list[str]]]:
    kinds: Registry[MicrophoneSource] = Registry()
    kinds.register("steady")(Steady)
    Steady.is_silent = False
    faults: list[Fault] = []
    cleared: list[str] = []
    microphone = Microphone(CANVAS, faults.append, cleared.append, kinds)
    yield microphone, faults, cleared
    assert microphone.stop(5)


def wait_until_open(microphone: Microphone) -> None:
    for _ in range(2500):
        if microphone._feed.source is not None:
            return
        threading.Event().wait(0.002)
    raise AssertionError("the source never opened")


def test_gain_is_applied_and_ramped_and_the_meter_shows_it(
    heard: tuple[Microphone, list[Fault], list[str]],
) -> None:
    microphone = heard[0]
    microphone.choose(SetMicrophone(source="steady"))
    wait_until_open(microphone)
    assert np.allclose(microphone.block(0), 0.5)
    microphone.choose(SetMicrophone(source="steady", gain_db=-6.0206))
    ramp = microphone.block(BLOCK)
    assert ramp[0, 0] == pytest.approx(0.5) and ramp[0, -1] == pytest.approx(0.25, abs=0.001)
    for number in range(2, 120):
        microphone.block(number * BLOCK)
    assert microphone.meter.level_db == pytest.approx(-12.04, abs=0.1)
    assert microphone.meter.peak_db == pytest.approx(-12.04, abs=0.1)


def test_mute_is_silence_without_a_click(heard: tuple[Microphone, list[Fault], list[str]]) -> None:
    microphone = heard[0]
    microphone.choose(SetMicrophone(source="steady"))
    wait_until_open(microphone)
    microphone.block(0)
    microphone.choose(SetMicrophone(source="steady", is_muted=True))
    assert float(np.abs(np.diff(microphone.block(BLOCK))).max()) < 0.001
    assert not microphone.block(2 * BLOCK).any()


def test_too_much_gain_is_shown_as_clipping_and_left_to_the_limiter(
    heard: tuple[Microphone, list[Fault], list[str]],
) -> None:
    microphone = heard[0]
    microphone.choose(SetMicrophone(source="steady", gain_db=40))
    wait_until_open(microphone)
    microphone.block(0)
    assert float(microphone.block(BLOCK).max()) == pytest.approx(50)
    assert microphone.meter.is_clipping and microphone.meter.clipped == 2


def test_a_microphone_that_falls_silent_is_a_fault_its_gaps_are_counted_and_it_comes_back(
    heard: tuple[Microphone, list[Fault], list[str]],
) -> None:
    microphone, faults, cleared = heard
    microphone.choose(SetMicrophone(source="steady"))
    wait_until_open(microphone)
    microphone.block(0)
    Steady.is_silent = True
    for number in range(1, 51):
        assert not microphone.block(number * BLOCK).any()
    assert microphone.gaps == 50
    assert faults == [Fault(FaultCode.MICROPHONE_LOST, "microphone", retrying=True)]
    Steady.is_silent = False
    assert microphone.block(51 * BLOCK).any() and cleared == ["microphone"]


def test_a_block_is_due_when_its_sound_can_have_arrived(
    heard: tuple[Microphone, list[Fault], list[str]],
) -> None:
    microphone = heard[0]
    end_ns = CANVAS.epoch_ns + BLOCK * 1_000_000_000 // SAMPLE_RATE
    assert microphone.is_due(0, end_ns) and not microphone.is_due(0, end_ns - 1)
    microphone.choose(SetMicrophone(source="steady"))
    wait_until_open(microphone)
    assert not microphone.is_due(0, end_ns + 59_000_000) and microphone.is_due(0, end_ns + 60_000_000)


@pytest.mark.parametrize("fps", [25, 30, 50, 60])
def test_each_beep_starts_with_its_tick_and_lasts_fifty_milliseconds(fps: int) -> None:
    canvas = Canvas(width=320, height=180, fps=fps, epoch_ns=7_123_456_789)
    source = TestBeep("", canvas)
    sound = np.concatenate([source.block(number * BLOCK)[0] for number in range(200)])
    loud = np.flatnonzero(sound != 0)
    starts = loud[np.insert(np.diff(loud) > 10_000, 0, True)]
    for start in starts:
        at_ns = canvas.epoch_ns + int(start) * 1_000_000_000 // SAMPLE_RATE
        due_ns = canvas.due_ns(canvas.tick_at(at_ns + 100_000))
        assert abs(at_ns - due_ns) < 50_000 and due_ns // 1_000_000 % 1000 < 1000 / fps + 1
    assert len(starts) == 4
    assert abs(np.count_nonzero(np.abs(sound) > 0) / len(starts) - 2400) < 60


def test_the_rehearsals_sound_is_gentle_moves_the_meter_and_joins_without_a_click() -> None:
    sound = shop_sound()
    assert float(np.abs(sound).max()) < 0.8
    levels = [20 * np.log10(np.sqrt(np.mean(part**2))) for part in np.array_split(sound[0], 160)]
    assert -25 < 20 * np.log10(np.sqrt(np.mean(sound**2))) < -18
    assert max(levels) - min(levels) > 12
    source = DemoMicrophone("", CANVAS)
    source._loop = sound
    seam = np.concatenate([source.block(sound.shape[1] - BLOCK + 100), source.block(100)], axis=1)
    assert float(np.abs(np.diff(seam)).max()) <= float(np.abs(np.diff(sound)).max()) * 1.2


class PortAudioFailed(Exception):
    pass


class FakePortAudio:
    """As much of sounddevice as is used: one input that delivers `blocks` blocks, then falls silent."""

    def __init__(self, blocks: int, rate: float = 44_100.0, channels: int = 1) -> None:
        self.PortAudioError = PortAudioFailed
        self.default = SimpleNamespace(hostapi=0)
        self.blocks = blocks
        self.rate = rate
        self.channels = channels
        self.names = ["Desk microphone"]
        self.restarts = 0
        self.is_closed = False

    def query_devices(self, index: int | None = None) -> Any:
        devices = [
            {"name": name, "max_input_channels": self.channels, "hostapi": 0, "default_samplerate": self.rate}
            for name in self.names
        ]
        devices.append({"name": "Speaker", "max_input_channels": 0, "hostapi": 0, "default_samplerate": 1})
        return devices if index is None else devices[index]

    def _terminate(self) -> None:
        self.restarts += 1

    def _initialize(self) -> None: ...

    def InputStream(self, callback: Callable[..., None], **settings: object) -> FakePortAudio:  # noqa: N802
        for _ in range(self.blocks):
            data = np.full((441, self.channels), 0.25, np.float32)
            callback(data, 441, SimpleNamespace(currentTime=1.0, inputBufferAdcTime=0.98), None)
        return self

    def __enter__(self) -> FakePortAudio:
        return self

    def __exit__(self, *error: object) -> None:
        self.is_closed = True


def microphone_of(fake: FakePortAudio, name: str = "Desk microphone") -> DeviceMicrophone:
    clock = iter(range(CANVAS.epoch_ns, CANVAS.epoch_ns + 10**12, 10_000_000))
    module: Any = fake
    return DeviceMicrophone(name, CANVAS, PortAudio(lambda: module), clock=lambda: next(clock))


def fault_of(source: DeviceMicrophone) -> FaultCode:
    with pytest.raises(SourceFault) as caught:
        source.run(threading.Event())
    return caught.value.code


@pytest.mark.parametrize("channels", [1, 2, 8])
def test_a_devices_sound_is_resampled_onto_the_shows_clock(
    channels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device, "_SILENT_S", 0.05)
    fake = FakePortAudio(60, channels=min(channels, 2))
    source = microphone_of(fake)
    assert fault_of(source) is FaultCode.MICROPHONE_LOST
    block = source.block(10 * BLOCK)
    assert block is not None and block.shape == (2, BLOCK) and np.allclose(block, 0.25, atol=0.01)
    assert fake.is_closed and fake.restarts == 1


@pytest.mark.parametrize("names", [[], ["Another"]])
def test_a_microphone_that_is_not_there_is_absent(names: list[str]) -> None:
    fake = FakePortAudio(1)
    fake.names = names
    assert fault_of(microphone_of(fake)) is FaultCode.MICROPHONE_ABSENT


def test_portaudios_own_failure_is_a_fault() -> None:
    class Refusing(FakePortAudio):
        def InputStream(self, callback: Callable[..., None], **settings: object) -> FakePortAudio:  # noqa: N802
            raise PortAudioFailed("busy")

    assert fault_of(microphone_of(Refusing(0))) is FaultCode.MICROPHONE_LOST


def test_without_portaudio_there_are_no_microphones_and_a_plain_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing() -> ModuleType:
        raise SourceFault(FaultCode.MICROPHONE_ABSENT, "PortAudio is not installed")

    monkeypatch.setattr(device, "_PORTAUDIO", PortAudio(missing))
    assert device.devices() == ()
    assert fault_of(DeviceMicrophone("x", CANVAS, PortAudio(missing))) is FaultCode.MICROPHONE_ABSENT


def test_two_microphones_of_one_name_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    fake: Any = FakePortAudio(1)
    fake.names = ["USB set", "Desk", "USB set"]
    portaudio = PortAudio(lambda: fake)
    monkeypatch.setattr(device, "_PORTAUDIO", portaudio)
    assert [found.name for found in device.devices()] == ["USB set", "Desk", "USB set (2)"]
    assert portaudio.inputs() == [("USB set", 0), ("Desk", 1), ("USB set (2)", 2)]


def test_portaudio_is_never_restarted_under_an_open_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portaudio_module, "_PATIENCE_S", 0.05)
    fake: Any = FakePortAudio(1)
    portaudio = PortAudio(lambda: fake)
    with portaudio.stream(0, lambda rate: lambda *block: None) as rate:
        portaudio.refresh()
        assert (rate, fake.restarts, fake.is_closed) == (44_100, 0, False)
    portaudio.refresh()
    assert fake.restarts == 1 and fake.is_closed


def test_a_stream_that_is_about_to_close_is_waited_for() -> None:
    fake: Any = FakePortAudio(1)
    portaudio = PortAudio(lambda: fake)
    with portaudio.stream(0, lambda rate: lambda *block: None):
        thread = threading.Thread(target=portaudio.refresh)
        thread.start()
    thread.join(5)
    assert not thread.is_alive() and fake.restarts == 1


def test_a_driver_that_hangs_costs_the_others_a_fault_and_not_their_threads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(portaudio_module, "_PATIENCE_S", 0.05)
    release, asked = threading.Event(), threading.Event()

    class Hanging(FakePortAudio):
        def query_devices(self, index: int | None = None) -> Any:
            asked.set()
            release.wait(10)
            return super().query_devices(index)

    fake: Any = Hanging(1)
    portaudio = PortAudio(lambda: fake)
    thread = threading.Thread(target=portaudio.inputs)
    thread.start()
    assert asked.wait(5)
    with pytest.raises(SourceFault):
        portaudio.refresh()
    release.set()
    thread.join(5)
