"""The camera's supervisor: devices that hang, fail, and are changed while they do."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from app.domain.fault import Fault, FaultCode
from app.engine.capture.camera import Camera
from app.engine.capture.lens import Locks
from app.engine.capture.source import CameraSource, Canvas, Picture, Registry, SourceFault
from app.engine.messages import SetCamera
from app.engine.planes import new_planes

CANVAS = Canvas(width=64, height=36, fps=30, epoch_ns=0)
SECOND = 1_000_000_000
release = threading.Event()


class Good:
    opened: list[str] = []  # noqa: RUF012  # the test's own record

    def __init__(self, argument: str, canvas: Canvas) -> None:
        self.argument = argument
        self._planes = new_planes(64, 36)

    def run(self, stopping: threading.Event) -> None:
        self.opened.append(self.argument)
        stopping.wait()

    def picture(self, at_ns: int) -> Picture | None:
        return Picture(self._planes, at_ns)


class Hung(Good):
    """A device whose read never returns and never listens."""

    def run(self, stopping: threading.Event) -> None:
        self.opened.append(self.argument)
        release.wait()

    def picture(self, at_ns: int) -> Picture | None:
        return None


class Crashing(Good):
    def run(self, stopping: threading.Event) -> None:
        raise ZeroDivisionError("a secret /home/somebody")


class Buggy(Good):
    def picture(self, at_ns: int) -> Picture | None:
        raise ZeroDivisionError("a bug")


class Absent(Good):
    def run(self, stopping: threading.Event) -> None:
        self.opened.append(self.argument)
        raise SourceFault(FaultCode.CAMERA_ABSENT)


class Fixed(Good):
    """A camera whose exposure cannot be held."""

    def __init__(self, argument: str, canvas: Canvas) -> None:
        super().__init__(argument, canvas)
        self.locks = Locks()

    @property
    def is_lock_refused(self) -> bool:
        return self.locks.is_exposure_locked


class Device(Good):
    """A camera that asks nothing of the epoch."""

    is_timeless = True


class Told:
    """What a camera said."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.cleared: list[str] = []
        kinds: Registry[CameraSource] = Registry()
        for name, kind in (
            ("good", Good),
            ("hung", Hung),
            ("crashing", Crashing),
            ("absent", Absent),
            ("buggy", Buggy),
            ("fixed", Fixed),
            ("device", Device),
        ):
            kinds.register(name)(kind)
        self.kinds = kinds
        self.camera = Camera(CANVAS, self.faults.append, self.cleared.append, kinds)


@pytest.fixture
def told() -> Iterator[Told]:
    Good.opened.clear()
    release.clear()
    told = Told()
    yield told
    release.set()
    assert told.camera.stop(5)


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < until, "it did not happen in time"
        threading.Event().wait(0.002)


def test_a_hung_device_holds_nobody_up_and_is_tried_again_in_time(told: Told) -> None:
    told.camera.choose(SetCamera(source="hung:a"))
    wait_for(lambda: len(Good.opened) == 1)
    seconds = itertools.count()
    wait_for(lambda: told.camera.picture(next(seconds) * SECOND) is None and bool(told.faults))
    assert [fault.code for fault in told.faults] == [FaultCode.CAMERA_FROZEN]
    assert told.camera.picture((next(seconds) + 16) * SECOND) is None
    wait_for(lambda: len(Good.opened) == 2)
    assert [fault.code for fault in told.faults] == [FaultCode.CAMERA_FROZEN]


def test_hung_tries_do_not_pile_up(told: Told) -> None:
    told.camera.choose(SetCamera(source="hung:a"))
    for number in range(6):
        wait_for(lambda: len(Good.opened) >= min(number + 1, 3))  # noqa: B023
        told.camera.picture(number * 30 * SECOND)
        told.camera.picture((number * 30 + 16) * SECOND)
    threads = [thread for thread in threading.enumerate() if thread.name == "capture-camera"]
    assert len(threads) == len(Good.opened) == 3


def test_another_camera_takes_over_from_a_hung_one_at_once(told: Told) -> None:
    told.camera.choose(SetCamera(source="hung:a"))
    wait_for(lambda: len(Good.opened) == 1)
    told.camera.choose(SetCamera(source="good:b"))
    wait_for(lambda: told.camera.picture(0) is not None)
    assert Good.opened == ["a", "b"] and not told.faults


def test_an_absent_camera_is_tried_again_within_a_second_always_the_same(told: Told) -> None:
    told.camera.choose(SetCamera(source="absent:a"))
    began_s = time.monotonic()
    wait_for(lambda: len(Good.opened) == 3)
    assert time.monotonic() - began_s < 2.9
    assert set(Good.opened) == {"a"} and [fault.code for fault in told.faults] == [FaultCode.CAMERA_ABSENT]


def test_a_bug_in_a_source_is_a_fault_without_its_words(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    told.camera.choose(SetCamera(source="crashing"))
    wait_for(lambda: bool(told.faults))
    assert told.faults == [Fault(FaultCode.CAMERA_LOST, "camera", retrying=True, detail="ZeroDivisionError")]
    assert "capture source failed" in caplog.text


def test_an_unknown_kind_is_a_fault(told: Told) -> None:
    told.camera.choose(SetCamera(source="telescope:1"))
    wait_for(lambda: bool(told.faults))
    assert told.faults[0].code is FaultCode.CAMERA_ABSENT


def test_a_new_framing_does_not_reopen_the_camera(told: Told) -> None:
    told.camera.choose(SetCamera(source="good:a"))
    wait_for(lambda: told.camera.picture(0) is not None)
    told.camera.choose(SetCamera(source="good:a", is_mirrored=True, rotate=90))
    marked = new_planes(64, 36)
    marked[:18] = 200
    assert told.camera.picture(0) is not None
    laid = told.camera.laid(Picture(marked, 0), 64, 36)
    # Turned by 90 degrees the bright upper half goes to the right, and the mirror takes it to the left.
    assert laid[2, 2] == laid[33, 2] == 200 and laid[2, 60] == 16
    assert Good.opened == ["a"]


def test_a_source_whose_pictures_fail_leaves_the_programme_to_its_slate(told: Told) -> None:
    told.camera.choose(SetCamera(source="buggy:a"))
    wait_for(lambda: told.camera.picture(0) is None and bool(told.faults))
    assert [fault.code for fault in told.faults] == [FaultCode.CAMERA_LOST]
    told.camera.choose(SetCamera(source="good:b"))
    wait_for(lambda: told.camera.picture(0) is not None)
    assert told.cleared == ["camera"]


def test_a_lock_that_is_refused_is_said_until_it_is_given_up(told: Told) -> None:
    told.camera.choose(SetCamera(source="fixed", is_exposure_locked=True))
    wait_for(lambda: told.camera.picture(0) is not None and bool(told.faults))
    assert told.faults == [Fault(FaultCode.CAMERA_NOT_LOCKED, "camera-lock", retrying=True)]
    told.camera.choose(SetCamera(source="fixed"))
    assert told.camera.picture(0) is not None
    assert told.cleared == ["camera-lock"]


def test_a_device_runs_on_when_the_next_programme_begins(told: Told) -> None:
    command = SetCamera(source="device:a")
    told.camera.choose(command)
    wait_for(lambda: told.camera.picture(SECOND) is not None)
    later = Camera(replace(CANVAS, epoch_ns=SECOND), told.faults.append, told.cleared.append, told.kinds)
    later.adopt(told.camera.release())
    assert told.camera.picture(2 * SECOND) is None and told.camera.stop(5)
    later.choose(command)
    assert later.picture(2 * SECOND) is not None
    assert Good.opened == ["a"] and not told.faults
    assert later.stop(5)


def test_a_source_that_counts_from_the_epoch_is_not_handed_on(told: Told) -> None:
    told.camera.choose(SetCamera(source="good:a"))
    wait_for(lambda: told.camera.picture(SECOND) is not None)
    assert told.camera.release() is None
    assert told.camera.picture(SECOND) is not None


class Phone(Good):
    """Sends at thirty a second, halts, and then sends in one burst what it had kept: time stamps hardly apart."""

    def picture(self, at_ns: int) -> Picture | None:
        if at_ns < 4 * SECOND:
            return Picture(self._planes, min(at_ns, 2 * SECOND))
        return Picture(self._planes, 4 * SECOND + (at_ns - 4 * SECOND) // 300)


class Slow(Good):
    """Fifteen pictures a second, in a programme of thirty."""

    def picture(self, at_ns: int) -> Picture | None:
        return Picture(self._planes, (at_ns * 15 + 15) // SECOND * SECOND // 15)


@pytest.mark.parametrize(("kind", "rate"), [(Phone, 30), (Slow, 15)])
def test_no_camera_is_said_to_be_faster_than_it_is(told: Told, kind: type[Good], rate: float) -> None:
    told.kinds.register("kind")(kind)
    told.camera.choose(SetCamera(source="kind:a"))
    wait_for(lambda: told.camera.picture(SECOND) is not None)
    shown = []
    for frame in range(31, 140):
        told.camera.picture(frame * SECOND // 30)
        shown.append(told.camera.fps)
    assert max(shown) <= rate + 1
    assert shown[-1] == pytest.approx(rate, abs=1)
