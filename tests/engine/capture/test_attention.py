"""A host who is not heard is told: muted while talking, a microphone without any sound, one that vanished."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from app.domain.fault import Fault, FaultCode
from app.engine.capture.attention import Attention
from app.engine.capture.microphone import Microphone
from app.engine.capture.source import Canvas, MicrophoneSource, Registry, SourceFault
from app.engine.messages import SetMicrophone
from app.engine.planes import BLOCK, SAMPLE_RATE, Samples
from tests.engine.mix.speech import blocks, room, speech, stereo

CANVAS = Canvas(width=320, height=180, fps=30, epoch_ns=7_123_456_789)
SECOND = SAMPLE_RATE // BLOCK


def voice(seconds: int, level: float = 0.1) -> list[Samples]:
    said = level * speech(seconds)
    return blocks(stereo(said + room(said.size, -60)))


def noise(seconds: int, level_db: float = -60) -> list[Samples]:
    return blocks(stereo(room(seconds * SAMPLE_RATE, level_db)))


def silence(seconds: int) -> list[Samples]:
    return blocks(np.zeros((2, seconds * SAMPLE_RATE), np.float32))


def told(attention: Attention, sound: list[Samples], *, is_muted: bool) -> list[FaultCode | None]:
    return [attention.judge(block, is_muted=is_muted) for block in sound]


def test_talking_while_muted_is_noticed_after_a_second_of_talk() -> None:
    found = told(Attention(), noise(2) + voice(4), is_muted=True)
    first = found.index(FaultCode.MICROPHONE_MUTED_TALKING)
    assert 2.9 * SECOND < first < 4.2 * SECOND


def test_it_is_over_when_the_host_is_quiet_or_no_longer_muted() -> None:
    attention = Attention()
    assert told(attention, noise(2) + voice(4), is_muted=True)[-1]
    assert told(attention, noise(4), is_muted=True)[-1] is None
    assert told(attention, voice(4), is_muted=True)[-1]
    assert told(attention, voice(1), is_muted=False) == [None] * len(voice(1))


@pytest.mark.parametrize("sound", [noise(20, -42), noise(5) + noise(1, -30) + noise(5), voice(6, 0.002)])
def test_a_fan_a_bang_and_a_voice_from_next_door_are_no_talking(sound: list[Samples]) -> None:
    assert not any(told(Attention(), noise(8, -60) + sound, is_muted=True)[8 * SECOND :])


def test_a_quiet_room_is_no_silence_and_a_switched_off_microphone_is() -> None:
    attention = Attention()
    assert not any(told(attention, noise(8, -85), is_muted=False))
    found = told(attention, silence(8), is_muted=False)
    assert found.index(FaultCode.MICROPHONE_SILENT) == pytest.approx(5 * SECOND, abs=6)
    assert told(attention, noise(1, -85), is_muted=False)[-1] is None


class Desk:
    """A device that a test can switch off and unplug."""

    delay_ns = 0
    state = "good"
    opened = 0

    def __init__(self, argument: str, canvas: Canvas) -> None: ...

    def run(self, stopping: threading.Event) -> None:
        type(self).opened += 1
        while not stopping.wait(0.005):
            if self.state == "gone":
                raise SourceFault(FaultCode.MICROPHONE_LOST)

    def block(self, first_sample: int) -> Samples | None:
        # A ramp that names each sample's own moment.
        place = np.arange(first_sample, first_sample + BLOCK) / (3600 * SAMPLE_RATE)
        return np.zeros((2, BLOCK), np.float32) if self.state == "off" else stereo(place)


@pytest.fixture
def heard() -> Iterator[tuple[Microphone, list[Fault], list[str]]]:
    kinds: Registry[MicrophoneSource] = Registry()
    for name in ("device", "file", "none"):
        kinds.register(name)(Desk)
    Desk.state, Desk.opened = "good", 0
    faults: list[Fault] = []
    cleared: list[str] = []
    microphone = Microphone(CANVAS, faults.append, cleared.append, kinds)
    yield microphone, faults, cleared
    assert microphone.stop(5)


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(2500):
        if is_so():
            return
        threading.Event().wait(0.002)
    raise AssertionError("it did not happen in time")


def test_a_device_without_sound_is_a_fault_and_a_files_pause_or_no_microphone_is_not(
    heard: tuple[Microphone, list[Fault], list[str]],
) -> None:
    microphone, faults, cleared = heard
    Desk.state = "off"
    for source in ("file:x", "none", "device:x"):
        assert not faults
        microphone.choose(SetMicrophone(source=source))
        wait_until(lambda: microphone._feed.source is not None)
        for number in range(6 * SECOND):
            microphone.block(number * BLOCK)
    assert faults == [Fault(FaultCode.MICROPHONE_SILENT, "microphone", retrying=True)]
    Desk.state = "good"
    microphone.block(BLOCK)
    assert cleared == ["microphone"]


def test_a_microphone_that_vanished_leaves_silence_and_an_alarm_and_returns_in_its_place_on_the_clock(
    heard: tuple[Microphone, list[Fault], list[str]],
) -> None:
    microphone, faults, cleared = heard
    microphone.choose(SetMicrophone(source="device:x"))
    wait_until(lambda: microphone._feed.source is not None)
    assert microphone.block(0).any()
    Desk.state = "gone"
    wait_until(lambda: bool(faults))
    assert [fault.code for fault in faults] == [FaultCode.MICROPHONE_LOST]
    assert not microphone.block(BLOCK).any() and microphone.gaps == 1
    Desk.state = "good"
    wait_until(lambda: microphone._feed.source is not None)
    assert Desk.opened >= 2
    first = 90 * SAMPLE_RATE
    back = microphone.block(first)
    # Within a sample, which is far below 40 ms.
    assert back[0, 0] * 3600 * SAMPLE_RATE == pytest.approx(first, abs=1)
    assert cleared == ["microphone"]
