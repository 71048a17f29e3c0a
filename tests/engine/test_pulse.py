"""When a programme is taken for stuck, and when it is not."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from hashlib import pbkdf2_hmac

import pytest

from app.engine.encode.codecs import Codecs
from app.engine.messages import SetCamera
from app.engine.planes import Planes
from app.engine.program import Program
from app.engine.pulse import (
    LOOKS_OF_COMPUTING,
    LOOKS_OF_FAILING,
    LOOKS_OF_HANGING,
    LOOKS_OF_STARTING,
    Pulse,
    Signs,
    is_running,
    standing,
)
from tests.engine.publish.stage import until
from tests.engine.received import Collected, configured


def looked(pulse: Pulse, signs: Callable[[int], Signs | None], looks: int) -> list[str]:
    return [pulse.look(signs(look)) for look in range(1, looks + 1)]


def test_a_programme_that_moves_is_well_however_long() -> None:
    assert not any(looked(Pulse(), lambda look: Signs(look * 8, look * 20, look * 8), 100))


def test_no_programme_at_all_is_nothing_to_worry_about() -> None:
    assert not any(looked(Pulse(), lambda look: None, 100))


@pytest.mark.parametrize(
    ("part", "signs"),
    [
        ("program", lambda look: Signs(9, look * 20, look * 8)),
        ("encode", lambda look: Signs(look * 8, 9, look * 8)),
    ],
)
def test_a_thread_that_stands_still_is_named_within_a_second(
    part: str, signs: Callable[[int], Signs]
) -> None:
    pulse = Pulse()
    pulse.look(signs(0))
    assert looked(pulse, signs, LOOKS_OF_HANGING) == [*[""] * (LOOKS_OF_HANGING - 1), part]


def test_codecs_that_are_opened_again_and_again_get_a_second_and_a_half() -> None:
    pulse = Pulse()
    pulse.look(Signs(1, 1, 9))
    told = looked(pulse, lambda look: Signs(look * 8, look * 20, 9), LOOKS_OF_FAILING)
    assert told == [*[""] * (LOOKS_OF_FAILING - 1), "output"]


def test_the_start_has_three_seconds() -> None:
    pulse = Pulse()
    told = looked(pulse, lambda look: Signs(0, look, 0), LOOKS_OF_STARTING)
    assert told == [*[""] * (LOOKS_OF_STARTING - 1), "program"]


def test_a_part_that_moves_again_starts_anew() -> None:
    pulse = Pulse()
    looked(pulse, lambda look: Signs(9, look, look), LOOKS_OF_HANGING)
    assert pulse.look(Signs(10, 99, 99)) == ""
    assert pulse.look(Signs(10, 100, 100)) == ""


def test_a_running_programme_gives_all_its_signs_and_a_hung_codec_takes_them_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hang, release = threading.Event(), threading.Event()
    encode = Codecs.encode_picture

    def hanging(codecs: Codecs, planes: Planes, pts: int, is_key: bool) -> object:
        if hang.is_set():
            release.wait(30)
        return encode(codecs, planes, pts, is_key)

    monkeypatch.setattr(Codecs, "encode_picture", hanging)
    collected = Collected()
    program = Program(configured(), collected.outlets())
    program.set_camera(SetCamera(source="test-card"))
    collected.wait_for(lambda: program.signs().handed_on > 5)
    hang.set()
    before = collected.frames
    collected.wait_for(lambda: collected.frames > before + 10)
    first = program.signs()
    collected.wait_for(lambda: collected.frames > before + 20)
    second = program.signs()
    release.set()
    assert program.stop(5)
    assert (first.beats, first.handed_on) == (second.beats, second.handed_on)
    assert second.composed > first.composed


def test_the_log_of_a_stuck_engine_names_the_place_where_a_thread_stands() -> None:
    release = threading.Event()

    def hangs_in_a_driver() -> None:
        release.wait()

    thread = threading.Thread(target=hangs_in_a_driver, name="capture-camera")
    thread.start()
    try:
        told = standing()
    finally:
        release.set()
        thread.join()
    assert "capture-camera:" in told and "hangs_in_a_driver" in told


def test_who_waits_for_a_processor_is_not_hung_but_not_waited_for_without_end() -> None:
    asked: set[str] = set()

    def computes(part: str) -> bool:
        asked.add(part)
        return True

    pulse = Pulse(computes)
    pulse.look(Signs(8, 20, 8))
    found = looked(pulse, lambda look: Signs(8 + look, 20, 8 + look), LOOKS_OF_COMPUTING)
    assert found == [""] * (LOOKS_OF_COMPUTING - 1) + ["encode"]
    assert asked == {"encode"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells the state of a thread")
def test_a_thread_that_computes_is_told_from_one_that_waits() -> None:
    is_over, may_compute = threading.Event(), threading.Event()

    def encode() -> None:
        may_compute.wait()
        while not is_over.is_set():
            pbkdf2_hmac("sha256", b"", b"", 200_000)  # lets go of Python's lock

    thread = threading.Thread(target=encode, name="encode")
    thread.start()
    try:
        # On a busy computer it has not come to its wait yet.
        until(lambda: not is_running("encode"), 20, "the thread waits")
        may_compute.set()
        until(lambda: is_running("encode"), 20, "the thread computes")
    finally:
        is_over.set()
        may_compute.set()
        thread.join()
