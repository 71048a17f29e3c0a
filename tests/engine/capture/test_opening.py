"""A microphone that is still opening is given more time than one that fell silent."""

from __future__ import annotations

from app.domain.fault import Fault, FaultCode
from app.engine.capture.microphone import Microphone
from app.engine.capture.source import MicrophoneSource, Registry
from app.engine.messages import SetMicrophone
from app.engine.planes import BLOCK, SAMPLE_RATE
from tests.engine.capture.test_microphones import CANVAS, Steady, wait_until_open


class Opening(Steady):
    """Runs, and has nothing to give yet."""

    is_silent = True


def test_a_microphone_that_was_just_opened_is_lost_after_three_seconds_and_no_sooner() -> None:
    kinds: Registry[MicrophoneSource] = Registry()
    kinds.register("opening")(Opening)
    faults: list[Fault] = []
    microphone = Microphone(CANVAS, faults.append, lambda _: None, kinds)
    try:
        microphone.choose(SetMicrophone(source="opening"))
        wait_until_open(microphone)
        three_s = 3 * SAMPLE_RATE // BLOCK
        for number in range(three_s - 1):
            microphone.block(number * BLOCK)
        assert not faults
        microphone.block(three_s * BLOCK)
        assert [fault.code for fault in faults] == [FaultCode.MICROPHONE_LOST]
    finally:
        assert microphone.stop(5)
