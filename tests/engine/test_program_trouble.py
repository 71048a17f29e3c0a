"""The programme in trouble: cameras that go, bugs in sources, a clock that jumps."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from app.domain.fault import FaultCode
from app.engine.capture.source import (
    CameraSource,
    Canvas,
    MicrophoneSource,
    Picture,
    Registry,
    SourceFault,
)
from app.engine.messages import Motion, PutSprite, RemoveSprite, SetCamera, SetMicrophone
from app.engine.planes import Samples, new_planes
from app.engine.program import Clock, Program
from tests.engine.received import Collected, configured, decoded, flv


def put(
    slot: str, x: int, y: int, width: int, height: int, order: int = 1, **motion: int | bool
) -> PutSprite:
    enter = Motion(**motion)  # type: ignore[arg-type]
    return PutSprite(slot=slot, shm="", x=x, y=y, width=width, height=height, order=order, enter=enter)


def plain(
    width: int, height: int, bgra: tuple[int, int, int, int]
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.full((height, width, 4), bgra, np.uint8)


class FlakyCamera:
    """A camera that a test can unplug, freeze and plug in again."""

    state = "good"
    tries = 0

    def __init__(self, argument: str, canvas: Canvas) -> None:
        self._planes = new_planes(canvas.width, canvas.height, (200, 128, 128))
        self._newest: Picture | None = None

    def run(self, stopping: threading.Event) -> None:
        type(self).tries += 1
        while not stopping.wait(0.01):
            if self.state == "gone":
                raise SourceFault(FaultCode.CAMERA_ABSENT)

    def picture(self, at_ns: int) -> Picture | None:
        if self.state == "good":
            self._newest = Picture(self._planes, at_ns)
        return self._newest


@pytest.fixture
def flaky() -> Iterator[tuple[Program, Collected]]:
    kinds: Registry[CameraSource] = Registry()
    kinds.register("flaky")(FlakyCamera)
    FlakyCamera.state, FlakyCamera.tries = "good", 0
    collected = Collected()
    program = Program(configured(width=720, height=1280), collected.outlets(), cameras=kinds)
    program.set_camera(SetCamera(source="flaky"))
    yield program, collected
    assert program.stop(5)


def luma(collected: Collected) -> float:
    return float(collected.last_frame[600, 300]) if collected.last_frame is not None else -1


@pytest.mark.parametrize(
    ("trouble", "code"), [("gone", FaultCode.CAMERA_ABSENT), ("frozen", FaultCode.CAMERA_FROZEN)]
)
def test_a_lost_camera_puts_the_slate_on_air_until_it_returns(
    flaky: tuple[Program, Collected], trouble: str, code: FaultCode
) -> None:
    program, collected = flaky
    program.put_sprite(put("standby", 0, 0, 720, 1280), plain(720, 1280, (90, 90, 90, 255)))
    collected.wait_for(lambda: luma(collected) == 200)
    frames = collected.frames
    FlakyCamera.state = trouble
    collected.wait_for(lambda: 90 < luma(collected) < 96)
    # The slate is on air within a second; frames count it, whatever the machine was doing.
    assert collected.frames - frames <= 30
    collected.wait_for(lambda: [fault.code for fault in collected.faults] == [code])
    assert collected.faults[0].where == "camera" and collected.faults[0].retrying
    FlakyCamera.state = "good"
    collected.wait_for(lambda: luma(collected) == 200, timeout_s=3)
    collected.wait_for(lambda: collected.cleared == ["camera"])


def test_without_any_camera_the_programme_runs_on_its_own_backdrop() -> None:
    collected = Collected()
    program = Program(configured(), collected.outlets())
    program.set_camera(SetCamera(source="file:/nowhere/at-all.mp4"))
    program.set_microphone(SetMicrophone(source="nonsense"))
    collected.wait_for(lambda: collected.frames > 20 and len(collected.faults) == 2)
    assert program.stop(5)
    codes = {fault.where: fault.code for fault in collected.faults}
    assert codes == {"camera": FaultCode.FILE_UNREADABLE, "microphone": FaultCode.MICROPHONE_ABSENT}
    assert len(decoded(flv(collected.tags)).shots) > 10
    assert program.counts().frames.repeated_no_picture == program.counts().frames.composed


def test_a_sprite_leaves_as_it_is_told_and_a_slot_can_be_named() -> None:
    collected = Collected()
    program = Program(configured(), collected.outlets())
    program.put_sprite(put("card", 100, 100, 64, 64), plain(64, 64, (255, 255, 255, 255)))
    collected.wait_for(lambda: collected.last_frame is not None and collected.last_frame[130, 130] == 235)
    assert list(program._compositor.layers.slots) == ["card"]
    program.remove_sprite(RemoveSprite(slot="card", leave=Motion(ms=200)))
    collected.wait_for(lambda: collected.last_frame is not None and collected.last_frame[130, 130] < 100)
    assert not list(program._compositor.layers.slots)
    assert program.stop(5)


class Ticking(FlakyCamera):
    """A device whose thirty pictures a second arrive just as the ticks strike."""

    def __init__(self, argument: str, canvas: Canvas) -> None:
        super().__init__(argument, canvas)
        self._canvas = canvas

    def run(self, stopping: threading.Event) -> None:
        tick = self._canvas.tick_at(time.perf_counter_ns()) + 1
        while not stopping.wait(max(0.0, (self._canvas.due_ns(tick) - time.perf_counter_ns()) / 1e9)):
            tick += 1
            self._newest = Picture(self._planes, time.perf_counter_ns())

    def picture(self, at_ns: int) -> Picture | None:
        return self._newest


def test_ticks_follow_a_device_so_that_its_pictures_are_fresh() -> None:
    kinds: Registry[CameraSource] = Registry()
    kinds.register("ticking")(Ticking)
    collected = Collected()
    program = Program(configured(), collected.outlets(), cameras=kinds)
    program.set_camera(SetCamera(source="ticking"))
    collected.wait_for(lambda: 2e6 <= program._slew.offset_ns <= 20e6, timeout_s=20)
    before, frames = program.counts().frames, collected.frames
    collected.wait_for(lambda: collected.frames > frames + 60)
    assert program.stop(5)
    after = program.counts().frames
    assert after.captured - before.captured >= 0.75 * (after.composed - before.composed)


class BrokenMicrophone:
    """Its `block` has a bug."""

    delay_ns = 0

    def __init__(self, argument: str, canvas: Canvas) -> None: ...

    def run(self, stopping: threading.Event) -> None:
        stopping.wait()

    def block(self, first_sample: int) -> Samples | None:
        raise ZeroDivisionError


def test_a_bug_in_a_source_costs_its_own_sound_alone(caplog: pytest.LogCaptureFixture) -> None:
    kinds: Registry[MicrophoneSource] = Registry()
    kinds.register("broken")(BrokenMicrophone)
    collected = Collected()
    program = Program(configured(), collected.outlets(), microphones=kinds)
    program.set_camera(SetCamera(source="test-card"))
    program.set_microphone(SetMicrophone(source="broken"))
    collected.wait_for(lambda: collected.frames > 20)
    assert program.stop(5)
    assert "a microphone source failed" in caplog.text and "tick failed" not in caplog.text
    assert program.counts().frames.encoded > 10
    assert program.counts().audio.blocks > 20, "silence keeps its time for servers that wait for sound"
    assert [fault.code for fault in collected.faults if fault.where == "microphone"] == [
        FaultCode.MICROPHONE_LOST
    ]


class SlowClock:
    """A clock that a test moves: sleeping passes time at once, and once it jumps."""

    def __init__(self, jump_at_ns: int, jump_ns: int) -> None:
        self.now_ns = 1_000_000_000_000
        self._jump_at_ns = self.now_ns + jump_at_ns
        self._jump_ns = jump_ns

    def sleep(self, seconds: float) -> None:
        self.now_ns += max(1, round(seconds * 1e9))
        if self._jump_at_ns and self.now_ns >= self._jump_at_ns:
            self._jump_at_ns = 0
            self.now_ns += self._jump_ns


def test_ticks_that_were_slept_over_are_skipped_and_counted_never_caught_up() -> None:
    clock = SlowClock(jump_at_ns=1_000_000_000, jump_ns=500_000_000)
    stamps: list[int] = []
    collected = Collected()
    outlets = collected.outlets()
    enough = threading.Event()

    def on_frame(planes: object, media_ns: int) -> None:
        stamps.append(media_ns)
        if media_ns > 3_000_000_000:
            enough.set()
            clock.sleep(0)

    outlets = type(outlets)(
        on_tag=outlets.on_tag,
        on_fragment=outlets.on_fragment,
        on_fault=outlets.on_fault,
        on_cleared=outlets.on_cleared,
        on_frame=on_frame,
        on_first_frame=outlets.on_first_frame,
    )
    program = Program(
        configured(epoch_ns=clock.now_ns),
        outlets,
        clock=Clock(now_ns=lambda: clock.now_ns, sleep_s=clock.sleep),
    )
    assert enough.wait(10)
    assert program.stop(5)
    steps = np.diff(stamps)
    assert np.count_nonzero(steps > 34_000_000) == 1
    assert program.counts().frames.skipped_late_tick == 15
    assert min(steps) > 33_000_000


class HungCamera(FlakyCamera):
    """Hangs in its driver for as long as the test likes."""

    held = threading.Event()
    is_in = threading.Event()

    def run(self, stopping: threading.Event) -> None:
        self.is_in.set()
        self.held.wait()


def test_an_ending_engine_does_not_wait_for_a_camera_that_hangs_in_its_driver() -> None:
    cameras: Registry[CameraSource] = Registry()
    cameras.register("hung")(HungCamera)
    collected = Collected()
    program = Program(configured(), collected.outlets(), cameras=cameras)
    program.set_camera(SetCamera(source="hung"))
    answers: list[bool] = []
    ending = threading.Thread(target=lambda: answers.append(program.stop(3600, devices_s=0.0)), daemon=True)
    try:
        assert HungCamera.is_in.wait(10)
        ending.start()
        ending.join(20)
        assert answers == [False]
    finally:
        HungCamera.held.set()
        ending.join(20)
