"""The whole programme's sound, judged by what a viewer gets: with the shop voice on, flash and beep stay together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.engine.messages import SetCamera, SetMicrophone, SetMusic
from app.engine.picture_messages import RollFilm
from app.engine.planes import SAMPLE_RATE
from app.engine.program import Program
from tests.engine.capture.test_files import film
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


def test_a_film_is_heard_as_it_is_and_with_its_own_picture_whatever_is_done_to_the_voice(
    tmp_path: Path,
) -> None:
    collected = Collected()
    program = Program(configured(), collected.outlets())
    program.set_microphone(SetMicrophone(source="none", has_shop_voice=True, offset_ms=400))
    path = film(tmp_path / "coat.mkv", frames=50, size=(160, 90), rate=SAMPLE_RATE)
    program.scenery.obey(RollFilm(file=str(path), begins_ms=1500))
    collected.wait_for(lambda: collected.frames >= 100, timeout_s=20)
    assert program.stop(5)
    received = decoded(flv(collected.tags))
    assert received.beeps_s == [pytest.approx(1.5, abs=0.05)]
    begin = round((2 - received.sound_start_s) * SAMPLE_RATE)
    heard = received.sound[begin : begin + SAMPLE_RATE]
    # One channel becomes two, each three decibels softer.
    assert np.sqrt(np.mean(np.square(heard))) == pytest.approx(8000 / 32768 / 2, rel=0.05)


def test_music_that_is_not_there_is_a_fault_and_the_show_goes_on() -> None:
    received, collected = shown(
        SetMicrophone(source="test-card"), SetMusic(path="nowhere/at-all.mp3", volume_db=-20)
    )
    assert [fault.where for fault in collected.faults] == ["music"]
    assert len(received.beeps_s) >= 2
