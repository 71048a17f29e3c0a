"""A device that changes its rate is opened anew, and its sound lies where it was heard."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from app.domain.fault import FaultCode
from app.engine.capture.microphones import device
from app.engine.capture.pace import Pace
from app.engine.capture.source import SourceFault
from app.engine.planes import BLOCK
from tests.engine.capture.test_microphones import FakePortAudio, fault_of, microphone_of

SECOND_NS = 1_000_000_000


def deliveries(pace: Pace, rate: float, seconds: float, from_s: float = 0.0) -> list[bool]:
    """What it says of deliveries of ten milliseconds from a device that really runs at `rate`."""
    count = round(seconds * 100)
    frames = round(rate / 100)
    return [pace.is_wrong(frames, round((from_s + number / 100) * SECOND_NS)) for number in range(count)]


@pytest.mark.parametrize("rate", [48_000, 44_100, 16_000])
def test_another_rate_is_noticed_within_seven_seconds(rate: int) -> None:
    said = 44_100 if rate == 48_000 else 48_000
    assert True in deliveries(Pace(said), rate, 7)


@pytest.mark.parametrize("rate", [48_000, 47_952, 48_048])
def test_a_bad_crystal_is_no_other_rate(rate: float) -> None:
    assert True not in deliveries(Pace(48_000), rate, 60)


def test_a_computer_that_slept_is_no_other_rate() -> None:
    pace = Pace(48_000)
    assert True not in deliveries(pace, 48_000, 10) + deliveries(pace, 48_000, 30, from_s=40)


def test_a_device_that_changed_its_rate_is_heard_again_at_the_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(device, "_SILENT_S", 0.05)
    fake = FakePortAudio(60)
    assert fault_of(microphone_of(fake)) is FaultCode.MICROPHONE_LOST
    fake.rate = 48_000.0
    again = microphone_of(fake)
    assert fault_of(again) is FaultCode.MICROPHONE_LOST
    block = again.block(10 * BLOCK)
    assert block is not None and np.allclose(block, 0.25, atol=0.01)
    assert fake.restarts == 2


def test_a_stream_that_runs_at_another_rate_than_it_said_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "_MOST_WAITING", 2000)
    source = microphone_of(FakePortAudio(1000, rate=88_200.0))
    with pytest.raises(SourceFault) as caught:
        source.run(threading.Event())
    assert (caught.value.code, caught.value.detail) == (FaultCode.MICROPHONE_LOST, "its rate changed")
