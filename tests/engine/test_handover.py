"""What goes on when a show begins: the devices that were seen and heard before it, and their trouble."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pytest

from app.domain.fault import Fault, FaultCode
from app.engine import service
from app.engine.capture.microphone import Microphone
from app.engine.capture.source import Canvas, Kind, MicrophoneSource, Registry, camera_kinds, microphone_kinds
from app.engine.messages import FaultRaised, SetCamera, SetMicrophone
from app.engine.planes import BLOCK, Samples
from app.engine.service import Service
from tests.engine.publish.stage import until
from tests.engine.received import configured
from tests.engine.test_service import Reports, Webcam


class Headset:
    """A microphone that keeps to the epoch that it was told last."""

    delay_ns = 0

    def __init__(self, argument: str, canvas: Canvas) -> None:
        self.epoch_ns = canvas.epoch_ns
        self.has_ended = False

    def run(self, stopping: threading.Event) -> None:
        stopping.wait()
        self.has_ended = True

    def block(self, first_sample: int) -> Samples | None:
        return np.ones((2, BLOCK), np.float32)

    def move_to(self, epoch_ns: int) -> None:
        self.epoch_ns = epoch_ns


Source = TypeVar("Source")


def noted(make: Callable[[str, Canvas], Source], opened: list[Source]) -> Callable[[str, Canvas], Source]:
    """Opens a source and adds it to those that were opened."""

    def open_source(argument: str, canvas: Canvas) -> Source:
        opened.append(make(argument, canvas))
        return opened[-1]

    return open_source


@pytest.mark.parametrize(("height", "times"), [(720, 1), (1080, 2)])
def test_going_live_does_not_open_the_camera_anew(
    monkeypatch: pytest.MonkeyPatch, height: int, times: int
) -> None:
    opened: list[Webcam] = []
    monkeypatch.setitem(camera_kinds._kinds, "webcam", Kind(noted(Webcam, opened), tuple))
    engine = Service(Reports().tell)
    try:
        engine._handle(configured())
        engine._handle(SetCamera(source="webcam"))
        until(lambda: opened and running(engine, "camera") is opened[0])
        engine._handle(configured(height=height, width=height * 16 // 9))
        program = engine._program
        assert program is not None
        until(lambda: program.scenery.host.captured > 3)
        assert len(opened) == times
    finally:
        engine._end_programme()


def test_a_programme_that_fails_to_begin_leaves_no_device_open(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Headset] = []
    monkeypatch.setitem(microphone_kinds._kinds, "headset", Kind(noted(Headset, opened), tuple))
    engine = Service(Reports().tell)

    def broken(*_: object, **__: object) -> None:
        raise MemoryError

    try:
        engine._handle(configured())
        engine._handle(SetMicrophone(source="headset"))
        until(lambda: opened and running(engine, "microphone") is opened[0])
        with monkeypatch.context() as patched:
            patched.setattr(service, "Program", broken)
            engine._handle(configured(epoch_ns=1))
        until(lambda: opened[0].has_ended)
        engine._handle(configured())
        until(lambda: len(opened) == 2 and running(engine, "microphone") is opened[1])
    finally:
        engine._end_programme()


def test_going_live_does_not_open_the_microphone_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Headset] = []
    monkeypatch.setitem(microphone_kinds._kinds, "headset", Kind(noted(Headset, opened), tuple))
    engine = Service(Reports().tell)
    try:
        engine._handle(configured())
        engine._handle(SetMicrophone(source="headset"))
        until(lambda: opened and running(engine, "microphone") is opened[0])
        # Of another size, too: sound has none.
        live = configured(epoch_ns=time.perf_counter_ns(), height=1080, width=1920)
        engine._handle(live)
        program = engine._program
        assert program is not None
        until(lambda: program.counts().audio.blocks > 3)
        assert program.counts().audio.gaps == 0
        assert [one.epoch_ns for one in opened] == [live.epoch_ns]
        # Unplugged later, it is opened for this programme and not for the one before.
        program._microphone._feed.restart()
        until(lambda: len(opened) == 2)
        assert opened[1].epoch_ns == live.epoch_ns
    finally:
        engine._end_programme()


def test_who_is_muted_before_the_show_is_not_heard_at_its_beginning() -> None:
    kinds: Registry[MicrophoneSource] = Registry()
    kinds.register("headset")(Headset)
    before, after = (
        Microphone(Canvas(width=16, height=16, fps=30, epoch_ns=epoch_ns), ignore, ignore, kinds)
        for epoch_ns in (0, 1_000_000_000)
    )
    muted = SetMicrophone(source="headset", is_muted=True)
    before.choose(muted)
    until(lambda: before._feed.source is not None)
    attention = before._attention
    after.adopt(before.release())
    assert not after.block(0).any()
    after.choose(muted)
    assert not after.block(BLOCK).any()
    # What it was found to lack before the show is not forgotten with it.
    assert after._attention is attention
    assert before.stop(5) and after.stop(5)


def ignore(_: object) -> None: ...


def running(engine: Service, where: str) -> object:
    """The source that a programme has open now."""
    program = engine._program
    assert program is not None
    device = program._microphone if where == "microphone" else program.scenery.host
    return device._feed.source


def troubles(reports: Reports, engine: Service) -> set[str]:
    """Where a console that attaches now hears of trouble."""
    reports.told.clear()
    engine.greet()
    return {one.fault.where for one in reports.told if isinstance(one, FaultRaised)}


def test_trouble_of_a_rehearsal_is_over_when_the_show_begins_but_for_what_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(camera_kinds._kinds, "webcam", Kind(Webcam, tuple))
    monkeypatch.setattr(Webcam, "picture", lambda *_: None)
    reports = Reports()
    engine = Service(reports.tell)
    try:
        engine._handle(configured())
        engine._handle(SetCamera(source="webcam"))
        program = engine._program
        assert program is not None
        until(lambda: program.scenery.host._feed.source is not None)
        program._microphone._light.raise_(FaultCode.MICROPHONE_MUTED_TALKING)
        program.scenery.host._light.raise_(FaultCode.CAMERA_FROZEN)
        program.scenery.host._lock_light.raise_(FaultCode.CAMERA_NOT_LOCKED)
        program.scenery.second._light.raise_(FaultCode.CAMERA_LOST)
        for where in ("music", "sound", "upload", "computer", "recording"):
            engine._raise(Fault(FaultCode.DISK_FULL, where))
        engine._handle(configured(epoch_ns=time.perf_counter_ns()))
        assert troubles(reports, engine) == {"camera", "upload", "computer", "recording"}
    finally:
        engine._end_programme()
    assert troubles(reports, engine) == {"upload", "computer", "recording"}
