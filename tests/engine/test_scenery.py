"""The picture beneath the sprites: who is to be seen, and how one scene becomes the next."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from app.domain.fault import Fault, FaultCode
from app.domain.layout import Layout
from app.engine.capture.source import CameraSource, Canvas, Picture, Registry
from app.engine.compose.still import PRODUCT
from app.engine.picture_messages import SetCamera, SetLook, SetScene, SetSecondCamera
from app.engine.planes import Planes, new_planes, split_planes
from app.engine.scenery import Scenery

CANVAS = Canvas(width=320, height=180, fps=25, epoch_ns=0)
MS = 1_000_000
HOST, SECOND, STILL = 60, 160, 235
WHITE = np.full((90, 90, 4), 255, np.uint8)


class Grey:
    """A camera of one level of grey; `is_gone` stands for a pulled plug."""

    def __init__(self, argument: str, canvas: Canvas) -> None:
        self._planes = new_planes(canvas.width, canvas.height, (int(argument), 128, 128))
        self.is_gone = threading.Event()

    def run(self, stopping: threading.Event) -> None:
        while not stopping.wait(0.001) and not self.is_gone.is_set():
            pass

    def picture(self, at_ns: int) -> Picture | None:
        return None if self.is_gone.is_set() else Picture(self._planes, at_ns)


class Stage:
    """A scenery with two grey cameras, asked moment by moment."""

    def __init__(self, canvas: Canvas = CANVAS) -> None:
        self.faults: list[Fault] = []
        self.cleared: list[str] = []
        kinds: Registry[CameraSource] = Registry()
        kinds.register("grey")(Grey)
        self.scenery = Scenery(canvas, self.faults.append, self.cleared.append, kinds)
        self.scenery.obey(SetCamera(source=f"grey:{HOST}"))
        self.wait_for(lambda: self.scenery.picture(0) is not None)

    def with_second(self) -> Stage:
        self.scenery.obey(SetSecondCamera(source=f"grey:{SECOND}"))
        self.wait_for(lambda: self.scenery.second.picture(0) is not None)
        return self

    def cut_to(self, layout: Layout) -> None:
        self.scenery.obey(SetScene(layout=layout, fade_ms=0))

    def picture(self, at_ms: int = 0) -> Planes:
        picture = self.scenery.picture(at_ms * MS)
        assert picture is not None
        return picture.planes

    def lumas(self, at_ms: int = 0) -> tuple[int, int, int]:
        """Left edge, right edge at half height, and the upper right corner's inset."""
        y = split_planes(self.picture(at_ms))[0]
        return int(y[90, 4]), int(y[90, -5]), int(y[30, -40])

    @staticmethod
    def wait_for(is_so: Callable[[], bool]) -> None:
        until = time.monotonic() + 5
        while not is_so():
            assert time.monotonic() < until, "it did not happen in time"
            threading.Event().wait(0.002)


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    assert stage.scenery.stop(5)


def test_the_host_alone_is_the_cameras_own_array(stage: Stage) -> None:
    assert stage.picture() is stage.picture(40)
    assert stage.lumas() == (HOST, HOST, HOST)


@pytest.mark.parametrize(
    ("layout", "lumas"),
    [
        (Layout.TWO_CAMERAS, (HOST, SECOND, SECOND)),
        (Layout.INSET, (HOST, HOST, SECOND)),
        (Layout.PRODUCT, (SECOND, SECOND, SECOND)),
        (Layout.HOST, (HOST, HOST, HOST)),
    ],
)
def test_two_cameras_stand_where_the_layout_says(
    stage: Stage, layout: Layout, lumas: tuple[int, int, int]
) -> None:
    stage.with_second().cut_to(layout)
    assert stage.lumas() == lumas


def test_the_products_picture_stands_beside_the_host_and_alone(stage: Stage) -> None:
    assert stage.scenery.view.stills.put(PRODUCT, WHITE)
    stage.cut_to(Layout.HOST_PRODUCT)
    assert stage.lumas()[0] == HOST and stage.lumas()[1] > 170
    stage.cut_to(Layout.PRODUCT)
    y = split_planes(stage.picture())[0]
    # The square itself in the middle, its darker ground at the sides.
    assert y[90, 160] == STILL and 170 < y[90, 4] < STILL - 20
    stage.scenery.view.stills.remove(PRODUCT)
    assert stage.lumas() == (HOST, HOST, HOST)


def test_an_upright_canvas_has_the_host_above() -> None:
    stage = Stage(Canvas(width=180, height=320, fps=25, epoch_ns=0)).with_second()
    stage.cut_to(Layout.TWO_CAMERAS)
    y = split_planes(stage.picture())[0]
    assert (y[10, 90], y[310, 90]) == (HOST, SECOND)
    assert stage.scenery.stop(5)


def test_a_fade_takes_its_time_and_rises_softly(stage: Stage) -> None:
    stage.with_second()
    stage.picture(960)
    stage.scenery.obey(SetScene(layout=Layout.PRODUCT, fade_ms=300))
    levels = [stage.lumas(at_ms)[0] for at_ms in (1000, 1075, 1150, 1225, 1300)]
    share = [(level - HOST) / (SECOND - HOST) for level in levels]
    assert np.allclose(share, [0, 0.156, 0.5, 0.844, 1], atol=0.02)
    assert stage.picture(1340) is stage.picture(1380)


def test_a_cut_is_whole_with_the_next_picture(stage: Stage) -> None:
    stage.with_second()
    stage.picture(960)
    stage.cut_to(Layout.PRODUCT)
    assert stage.lumas(1000)[0] == SECOND


def test_saying_the_scene_again_does_not_begin_it_again(stage: Stage) -> None:
    stage.with_second()
    stage.picture(960)
    scene = SetScene(layout=Layout.PRODUCT, fade_ms=300)
    stage.scenery.obey(scene)
    stage.picture(1000)
    stage.scenery.obey(scene)
    assert abs(stage.lumas(1150)[0] - (HOST + SECOND) / 2) <= 1


def test_a_second_camera_that_is_lost_leaves_the_host_alone_and_says_so(stage: Stage) -> None:
    stage.with_second().cut_to(Layout.TWO_CAMERAS)
    assert stage.lumas()[1] == SECOND
    source = stage.scenery.second._feed.source
    assert isinstance(source, Grey)
    source.is_gone.set()
    assert stage.lumas(40) == (HOST, HOST, HOST)
    stage.wait_for(lambda: bool(stage.faults))
    assert (stage.faults[0].code, stage.faults[0].where) == (
        FaultCode.SECOND_CAMERA_AWAY,
        "second-camera",
    )
    # It is opened again by itself, and takes its place again.
    stage.wait_for(lambda: stage.scenery.second.picture(80 * MS) is not None)
    assert stage.cleared == ["second-camera"]


def test_no_second_camera_any_more_is_no_fault(stage: Stage) -> None:
    stage.with_second().cut_to(Layout.TWO_CAMERAS)
    stage.scenery.obey(SetSecondCamera(source=""))
    assert stage.lumas() == (HOST, HOST, HOST) and not stage.faults


def test_a_look_that_is_said_again_keeps_its_tables(stage: Stage) -> None:
    stage.scenery.obey(SetLook(sharpening=0.5))
    look = stage.scenery.view.look
    stage.scenery.obey(SetLook(sharpening=0.5))
    assert stage.scenery.view.look is look
    stage.scenery.obey(SetLook(sharpening=0.6))
    assert stage.scenery.view.look is not look
