"""Fit, fill, mirror and rotate."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine.capture.framer import Framer
from app.engine.capture.source import Framing
from app.engine.planes import Planes, new_planes, size_of, split_planes

CANVAS = (320, 180)


def marked(width: int, height: int) -> Planes:
    """Grey with a bright, red-ish top left quarter."""
    planes = new_planes(width, height, (80, 128, 128))
    y, u, v = split_planes(planes)
    y[: height // 2, : width // 2] = 200
    u[: height // 4, : width // 4], v[: height // 4, : width // 4] = 90, 200
    return planes


def quarters(planes: Planes) -> list[int]:
    """Which quarters are bright: top left, top right, bottom left, bottom right."""
    y = split_planes(planes)[0]
    height, width = y.shape
    places = [(height // 4, width // 4), (height // 4, 3 * width // 4)]
    places += [(3 * height // 4, width // 4), (3 * height // 4, 3 * width // 4)]
    return [number for number, place in enumerate(places) if y[place] > 150]


def test_a_picture_that_fits_is_passed_on_untouched() -> None:
    picture = marked(320, 180)
    assert Framer(*CANVAS).lay(picture, Framing()) is picture


@pytest.mark.parametrize(
    ("framing", "bright"),
    [
        (Framing(), 0),
        (Framing(is_mirrored=True), 1),
        (Framing(rotate=180), 3),
        (Framing("fit", False, 90), 1),
        (Framing("fill", False, 270), 2),
        (Framing("fill", True, 90), 0),
    ],
)
def test_turning_and_mirroring_move_the_corner(framing: Framing, bright: int) -> None:
    picture = marked(640, 360)
    before = picture.copy()
    laid = Framer(*CANVAS).lay(picture, framing)
    assert size_of(laid) == (320, 180)
    middle = new_planes(320, 180, (0, 128, 128))
    middle[:] = laid
    if framing.rotate in (90, 270) and framing.fit == "fit":
        columns = split_planes(laid)[0][:, 110:210]
        assert columns[45, 75] > 150 and columns[135, 25] < 150
    else:
        assert quarters(laid) == [bright]
    assert np.array_equal(picture, before)


def test_fit_shows_everything_between_black_bars() -> None:
    laid = Framer(*CANVAS).lay(new_planes(100, 100, (200, 90, 170)), Framing("fit"))
    y, u, v = split_planes(laid)
    assert (y[:, 72:248] == 200).all() and (y[:, :68] == 16).all() and (y[:, 252:] == 16).all()
    assert u[45, 80] == 90 and v[45, 80] == 170 and u[45, 10] == 128 == v[45, 10]


def test_fill_leaves_no_bar() -> None:
    assert (
        split_planes(Framer(*CANVAS).lay(new_planes(100, 300, (200, 90, 170)), Framing()))[0] == 200
    ).all()


@pytest.mark.parametrize("size", [(2, 2), (4, 2000), (2000, 4), (642, 362), (3840, 2160)])
@pytest.mark.parametrize("fit", ["fit", "fill"])
def test_any_size_is_laid_on_the_canvas(size: tuple[int, int], fit: str) -> None:
    laid = Framer(*CANVAS).lay(new_planes(*size, (200, 90, 170)), Framing("fit" if fit == "fit" else "fill"))
    assert size_of(laid) == (320, 180) and 200 in laid[90]


def test_the_picture_before_stays_whole_while_the_next_is_laid() -> None:
    framer = Framer(*CANVAS)
    first = framer.lay(new_planes(64, 36, (50, 128, 128)), Framing())
    framer.lay(new_planes(64, 36, (90, 128, 128)), Framing())
    assert (split_planes(first)[0] == 50).all()


@pytest.mark.parametrize(
    ("pan", "bright"), [((-1, -1), [0, 1, 2, 3]), ((1, 1), []), ((1, -1), []), ((0, 0), [0])]
)
def test_a_crop_shows_the_part_that_it_is_moved_to(pan: tuple[float, float], bright: list[int]) -> None:
    laid = Framer(*CANVAS).lay(marked(640, 360), Framing(zoom=2, pan_x=pan[0], pan_y=pan[1]))
    assert size_of(laid) == CANVAS and quarters(laid) == bright
    y, u, v = split_planes(laid)
    # Colour keeps in step with light.
    assert (y[45, 80] > 150) == (u[22, 40] < 110) == (v[22, 40] > 160)


def test_a_crop_is_of_the_picture_as_viewers_see_it() -> None:
    laid = Framer(*CANVAS).lay(marked(640, 360), Framing(is_mirrored=True, zoom=2, pan_x=1, pan_y=-1))
    assert quarters(laid) == [0, 1, 2, 3]


@pytest.mark.parametrize("zoom", [0, 1, 7.9, 1000])
def test_any_crop_fills_the_canvas(zoom: float) -> None:
    assert size_of(Framer(*CANVAS).lay(marked(6, 4), Framing(zoom=zoom, pan_x=9, pan_y=-9))) == CANVAS


@pytest.mark.parametrize(
    ("lean", "pan_y", "level"), [(0.0, 0.0, 200), (0.0, 1.0, 16), (0.5, 0.0, 100), (1.0, 0.0, 16)]
)
def test_a_picture_too_high_for_its_place_keeps_the_part_it_leans_to(
    lean: float, pan_y: float, level: int
) -> None:
    high = new_planes(320, 540, (16, 128, 128))
    y = split_planes(high)[0]
    y[:180], y[180:360] = 200, 100
    laid = Framer(*CANVAS, lean).lay(high, Framing(pan_y=pan_y))
    assert (split_planes(laid)[0] == level).all()
