"""The whole programme's sound, judged by what a viewer gets: with the shop voice on, flash and beep stay together."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine.messages import SetCamera, SetMicrophone, SetMusic
from app.engine.program import Program
from tests.engine.received import Collected, Received, configured, decoded, flv


def shown(microphone: SetMicrophone, music: SetMusic) -> tuple[Received, Collected]:
    collected = Collected()
    program = Program(configured(), collected.outlets())
    program.set_music(music)
    program.set_microphone(microphone)
    program.set_camera(SetCamera(source="test-card"))
    collected.wait_for(lambda: collected.frames >= 130, timeout_s=20)
    assert program.stop(5)
    return decoded(flv(collected.tags)), collected


def offsets_s(received: Received) -> list[float]:
    """Each beep against the nearest flash, but for beeps cut by either end."""
    ends = received.shots[0].at_s + 0.1, received.shots[-1].at_s - 0.6
    beeps = [beep for beep in received.beeps_s if ends[0] < beep < ends[1]]
    return [min((beep - flash for flash in received.flashes_s), key=abs) for beep in beeps]


@pytest.mark.parametrize("offset_ms", [0, 200])
def test_with_the_shop_voice_on_flash_and_beep_leave_together_but_for_the_trim(offset_ms: int) -> None:
    microphone = SetMicrophone(source="test-card", has_shop_voice=True, offset_ms=offset_ms)
    received, collected = shown(microphone, SetMusic())
    offsets = offsets_s(received)
    assert len(offsets) >= 2
    # A tick that a busy machine slept over takes its flash with it; the beep keeps to the clock.
    assert float(np.median(offsets)) == pytest.approx(offset_ms / 1000, abs=0.02)
    assert not collected.faults


def test_music_that_is_not_there_is_a_fault_and_the_show_goes_on() -> None:
    received, collected = shown(
        SetMicrophone(source="test-card"), SetMusic(path="nowhere/at-all.mp3", volume_db=-20)
    )
    assert [fault.where for fault in collected.faults] == ["music"]
    assert len(received.beeps_s) >= 2
