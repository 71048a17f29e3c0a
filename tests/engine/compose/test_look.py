"""Key, smoothing and sharpening: what they take away, and what they leave alone."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine.compose.key import yuv
from app.engine.compose.look import Look
from app.engine.picture_messages import Key, SetLook
from app.engine.planes import Planes, new_planes, split_planes

GREEN, COAT, WHITE = (0, 177, 64), (193, 154, 107), (255, 255, 255)
SKIN = (224, 172, 140)
SIZE = (320, 180)


def halves(left: tuple[int, int, int], right: tuple[int, int, int]) -> Planes:
    planes = new_planes(*SIZE, yuv(left))
    for plane, value in zip(split_planes(planes), yuv(right), strict=True):
        plane[:, plane.shape[1] // 2 :] = value
    return planes


def colours(planes: Planes, x: int) -> tuple[int, ...]:
    y, u, v = split_planes(planes)
    return int(y[90, x]), int(u[45, x // 2]), int(v[45, x // 2])


def grainy(colour: tuple[int, int, int], amplitude: int) -> Planes:
    planes = new_planes(*SIZE, yuv(colour))
    y = split_planes(planes)[0]
    noise = np.random.default_rng(1).integers(-amplitude, amplitude + 1, y.shape)
    y[:] = np.clip(y.astype(int) + noise, 16, 235)
    return planes


def unrest(planes: Planes) -> float:
    return float(split_planes(planes)[0][20:-20, 20:-20].std())


def test_nothing_to_do_is_the_very_array() -> None:
    picture = halves(GREEN, COAT)
    assert Look(SetLook()).laid(picture, {}) is picture


@pytest.mark.parametrize("light", [0.6, 1.0, 1.25])
def test_the_cloth_goes_in_light_and_shade_and_the_coat_stays(light: float) -> None:
    cloth = tuple(min(255, round(part * light)) for part in GREEN)
    look = Look(SetLook(key=Key(colour=GREEN, ground=WHITE)))
    laid = look.laid(halves((cloth[0], cloth[1], cloth[2]), COAT), {})
    assert np.allclose(colours(laid, 40), yuv(WHITE), atol=2)
    assert np.allclose(colours(laid, 280), yuv(COAT), atol=2)


def test_the_edge_between_cloth_and_coat_is_soft() -> None:
    laid = Look(SetLook(key=Key(colour=GREEN, ground=WHITE))).laid(halves(GREEN, COAT), {})
    y = split_planes(laid)[0][90, 150:170].astype(int)
    assert np.abs(np.diff(y)).max() < 0.8 * abs(yuv(WHITE)[0] - yuv(COAT)[0])


def test_hair_does_not_shine_green() -> None:
    """A grey that the cloth has tinted keeps its light and loses the tint."""
    tinted = (90, 120, 98)
    laid = Look(SetLook(key=Key(colour=GREEN, ground=WHITE))).laid(halves(GREEN, tinted), {})
    y, u, v = colours(laid, 280)
    before = yuv(tinted)
    assert abs(y - before[0]) <= 2
    assert abs(u - 128) + abs(v - 128) < 0.35 * (abs(before[1] - 128) + abs(before[2] - 128))


def test_a_picture_may_stand_behind() -> None:
    ground = {SIZE: new_planes(*SIZE, yuv(SKIN))}
    laid = Look(SetLook(key=Key(colour=GREEN, ground=WHITE))).laid(halves(GREEN, COAT), ground)
    assert np.allclose(colours(laid, 40), yuv(SKIN), atol=2)


def test_a_grey_cloth_cannot_be_keyed_and_harms_nothing() -> None:
    laid = Look(SetLook(key=Key(colour=(128, 128, 128)))).laid(halves(COAT, SKIN), {})
    assert np.allclose(colours(laid, 280), yuv(SKIN), atol=2)


def test_skin_grows_calmer_and_cloth_keeps_its_weave() -> None:
    look = Look(SetLook(smoothing=1))
    skin, denim = grainy(SKIN, 8), grainy((60, 80, 140), 8)
    assert unrest(look.laid(skin, {})) < 0.5 * unrest(skin)
    assert np.array_equal(look.laid(denim, {}), denim)


def test_lips_and_lashes_stay_sharp() -> None:
    picture = new_planes(*SIZE, yuv(SKIN))
    y = split_planes(picture)[0]
    y[88:92] = 60
    laid = split_planes(Look(SetLook(smoothing=1)).laid(picture, {}))[0]
    assert laid[90, 160] <= 64 and laid[70, 160] == y[70, 160]


def test_sharpening_makes_edges_steeper_and_leaves_flats_alone() -> None:
    picture = halves((90, 90, 90), (150, 150, 150))
    before = split_planes(picture)[0].astype(int)
    laid = split_planes(Look(SetLook(sharpening=1)).laid(picture, {}))[0].astype(int)
    assert laid[90, 160] - laid[90, 159] > before[90, 160] - before[90, 159] + 10
    assert laid[90, 40] == before[90, 40]
