"""The same moment on a canvas of the other orientation: cropped about the host, in its own places, the film whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.domain.layout import Layout
from app.engine.capture.source import CameraSource, Canvas, Picture, Registry
from app.engine.compose.still import PRODUCT
from app.engine.picture_messages import RollFilm, SetCamera, SetScene
from app.engine.planes import Planes, new_planes, size_of, split_planes
from app.engine.scenery import Scenery
from tests.engine.capture.test_files import film
from tests.engine.test_scenery import CANVAS, HOST, MS, SECOND, WHITE, Stage

UPRIGHT = Canvas(width=180, height=320, fps=25, epoch_ns=0)


class Both(Stage):
    """A landscape scenery that an upright canvas looks at too."""

    def __init__(self) -> None:
        super().__init__()
        self.view = self.scenery.other_view(UPRIGHT)

    def beside(self, at_ms: int = 0) -> Planes:
        """The upright picture of the moment that the first canvas has had."""
        self.scenery.picture(at_ms * MS)
        picture = self.view.picture(self.scenery.moment(at_ms * MS))
        assert picture is not None
        return picture.planes

    def luma(self, x: int, y: int, at_ms: int = 0) -> int:
        return int(split_planes(self.beside(at_ms))[0][y, x])


@pytest.fixture
def both() -> Iterator[Both]:
    both = Both()
    yield both
    assert both.scenery.stop(5)


def test_each_canvas_is_filled_in_its_own_size(both: Both) -> None:
    assert size_of(both.picture()) == (320, 180)
    assert size_of(both.beside()) == (180, 320)
    assert both.luma(90, 160) == HOST


def test_layouts_stand_upright_there_and_fade_too(both: Both) -> None:
    both.with_second()
    both.beside(960)
    both.scenery.obey(SetScene(layout=Layout.TWO_CAMERAS, fade_ms=300))
    both.beside(1000)
    assert HOST < both.luma(90, 310, 1150) < SECOND
    assert (both.luma(90, 10, 1400), both.luma(90, 310, 1400)) == (HOST, SECOND)


def test_a_products_picture_belongs_to_the_canvas_that_it_was_put_on(both: Both) -> None:
    assert both.view.stills.put(PRODUCT, WHITE)
    both.cut_to(Layout.PRODUCT)
    assert both.lumas() == (HOST, HOST, HOST)
    assert both.luma(90, 160) == 235


def test_a_second_camera_that_is_gone_leaves_the_host_on_both(both: Both) -> None:
    both.with_second().cut_to(Layout.PRODUCT)
    assert both.luma(90, 160) == SECOND
    source: object = both.scenery.second._feed.source
    both.wait_for(lambda: hasattr(source, "is_gone"))
    source.is_gone.set()  # type: ignore[attr-defined]  # the test's own camera
    both.wait_for(lambda: both.luma(90, 160) == HOST)
    assert both.lumas() == (HOST, HOST, HOST)


class Striped:
    """A camera of a dark and a light half."""

    def __init__(self, argument: str, canvas: Canvas) -> None:
        self._planes = new_planes(canvas.width, canvas.height, (40, 128, 128))
        split_planes(self._planes)[0][:, canvas.width // 2 :] = 200
        self._is_laid = argument == "laid"
        self._middle = 0.2 if argument == "left" else 0.5

    def run(self, stopping: object) -> None:
        stopping.wait()  # type: ignore[attr-defined]  # an event

    def picture(self, at_ns: int) -> Picture:
        return Picture(self._planes, at_ns, self._is_laid, self._middle)


Made = Callable[..., Scenery]


@pytest.fixture
def striped() -> Iterator[Made]:
    """Makes sceneries with a striped camera: `striped(argument, **framing)`; ends each one, whatever became of it."""
    made: list[Scenery] = []

    def make(argument: str, **framing: float) -> Scenery:
        kinds: Registry[CameraSource] = Registry()
        kinds.register("striped")(Striped)
        made.append(Scenery(CANVAS, lambda _: None, lambda _: None, kinds))
        made[-1].obey(SetCamera(source=f"striped:{argument}", **framing))  # type: ignore[arg-type]
        Stage.wait_for(lambda: made[-1].picture(0) is not None)
        return made[-1]

    yield make
    have_ended = [scenery.stop(5) for scenery in made]
    assert all(have_ended)


def upright(scenery: Scenery) -> Planes:
    picture = scenery.other_view(UPRIGHT).picture(scenery.moment(0))
    assert picture is not None
    return split_planes(picture.planes)[0].copy()


def test_the_pan_chooses_what_the_upright_crop_shows_and_moves_nothing_on_the_first(striped: Made) -> None:
    for pan_x, shown in ((-1.0, 40), (1.0, 200)):
        scenery = striped("camera", pan_x=pan_x)
        assert set(np.unique(upright(scenery))) == {shown}
        first = scenery.picture(0)
        assert first is not None and split_planes(first.planes)[0][90, 4] == 40


def test_a_crop_is_about_the_host_where_the_source_knows_and_a_pan_still_moves_it(striped: Made) -> None:
    for framing, shown in (({}, 40), ({"is_mirrored": True}, 40), ({"pan_x": 1.0}, 200)):
        scenery = striped("left", **framing)
        assert set(np.unique(upright(scenery))) == {shown}


def test_what_was_drawn_for_the_first_canvas_is_seen_whole_between_bars(striped: Made) -> None:
    scenery = striped("laid")
    luma = upright(scenery)
    assert (luma[160, 4], luma[160, 175], luma[10, 90], luma[310, 90]) == (40, 200, 16, 16)


def test_a_film_is_whole_on_both_and_never_framed_twice(both: Both, tmp_path: Path) -> None:
    both.scenery.obey(RollFilm(file=str(film(tmp_path / "coat.mkv")), begins_ms=2000))
    both.wait_for(lambda: both.scenery._film is not None and len(both.scenery._film._frames) == 10)
    luma = split_planes(both.beside(2000))[0]
    lit = np.flatnonzero(luma[:, 90] > 20)
    high, wide = (
        both.scenery._film.frame.shape
        if both.scenery._film and both.scenery._film.frame is not None
        else (0, 1)
    )
    assert abs(len(lit) - 180 * (high * 2 // 3) / wide) <= 4
    assert (luma[lit[0] + 4 : lit[-1] - 4, 2:178] > 20).all(), (
        "from edge to edge, without the first canvas' bars"
    )


def test_when_nobody_looks_from_there_any_more_the_first_goes_on(both: Both) -> None:
    both.scenery.leave_other_view()
    assert both.lumas() == (HOST, HOST, HOST)
