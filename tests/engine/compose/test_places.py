"""Layouts cover the canvas in both orientations, and leave out what is not there."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from app.domain.layout import Layout
from app.engine.compose.places import Role, arrangement, places
from widgets.overlays.canvas import Canvas

CANVASES = ((1280, 720), (720, 1280), (1920, 1080), (1080, 1920))
EVERYONE = frozenset(Role)


@pytest.mark.parametrize(("layout", "canvas"), list(itertools.product(Layout, CANVASES)))
def test_places_cover_the_canvas_and_lie_on_even_pixels(layout: Layout, canvas: tuple[int, int]) -> None:
    arranged = arrangement(layout, EVERYONE)
    assert arranged is not None
    covered = np.zeros((canvas[1], canvas[0]), int)
    for place in places(arranged, *canvas):
        assert not any(side % 2 for side in (place.x, place.y, place.width, place.height))
        assert place.x >= 0 and place.x + place.width <= canvas[0]
        assert place.y >= 0 and place.y + place.height <= canvas[1]
        covered[place.y : place.y + place.height, place.x : place.x + place.width] += 1
    assert covered.min() == 1 and (covered.max() == 1 or layout is Layout.INSET)


@pytest.mark.parametrize(
    ("layout", "present", "roles"),
    [
        (Layout.HOST, EVERYONE, (Role.HOST,)),
        (Layout.HOST, {Role.SECOND, Role.STILL}, None),
        (Layout.HOST_PRODUCT, EVERYONE, (Role.HOST, Role.STILL)),
        (Layout.HOST_PRODUCT, {Role.HOST, Role.SECOND}, (Role.HOST,)),
        (Layout.PRODUCT, EVERYONE, (Role.SECOND,)),
        (Layout.PRODUCT, {Role.HOST, Role.STILL}, (Role.STILL,)),
        (Layout.PRODUCT, {Role.HOST}, (Role.HOST,)),
        (Layout.TWO_CAMERAS, EVERYONE, (Role.HOST, Role.SECOND)),
        (Layout.TWO_CAMERAS, {Role.HOST}, (Role.HOST,)),
        (Layout.INSET, {Role.SECOND}, (Role.SECOND,)),
        (Layout.INSET, set(), None),
    ],
)
def test_what_is_absent_is_left_out(
    layout: Layout, present: set[Role], roles: tuple[Role, ...] | None
) -> None:
    arranged = arrangement(layout, present)
    assert (arranged and arranged[1]) == roles


def test_a_layout_with_one_picture_left_is_no_change_from_that_picture_alone() -> None:
    assert arrangement(Layout.TWO_CAMERAS, {Role.HOST}) == arrangement(Layout.HOST, {Role.HOST})


def test_upright_the_product_stands_above_the_host() -> None:
    arranged = arrangement(Layout.HOST_PRODUCT, EVERYONE)
    assert arranged is not None
    product, host = places(arranged, 720, 1280)
    assert (product.role, host.role) == (Role.STILL, Role.HOST)
    assert product.y + product.height == host.y and host.height > product.height


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (1080, 1920)])
def test_an_inset_keeps_to_the_area_that_overlays_may_use_upright(size: tuple[int, int]) -> None:
    (_, inset) = places((Layout.INSET, (Role.HOST, Role.SECOND)), *size)
    left, top, right, bottom = Canvas(*size).safe
    assert inset.y + inset.height <= bottom and inset.x >= left
    if size[1] > size[0]:
        assert inset.y >= top and inset.x + inset.width <= right


def test_upright_the_host_stands_above_the_second_camera_where_no_card_lies() -> None:
    upper, lower = places((Layout.TWO_CAMERAS, (Role.HOST, Role.SECOND)), 720, 1280)
    assert (upper.role, upper.y, upper.height) == (Role.HOST, 0, 640)
    assert (lower.role, lower.y, lower.height) == (Role.SECOND, 640, 640)
