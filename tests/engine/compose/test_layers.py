"""Sprites over a picture: colours, places, motions, order."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine.compose.compositor import Compositor
from app.engine.compose.layers import STANDBY, Layers
from app.engine.messages import Motion, PutSprite, RemoveSprite
from app.engine.planes import Pixels, Planes, from_bgr, new_planes, split_planes

WIDTH, HEIGHT = 320, 180
WHITE = (255, 255, 255, 255)


def put(
    slot: str = "card", x: int = 100, y: int = 60, order: int = 1, enter: Motion | None = None
) -> PutSprite:
    return PutSprite(slot=slot, shm="", x=x, y=y, width=40, height=20, order=order, enter=enter or Motion())


def plain(colour: tuple[int, int, int, int], width: int = 40, height: int = 20) -> Pixels:
    """Premultiplied pixels of one straight-alpha colour."""
    alpha = colour[3] / 255
    premultiplied = [round(value * alpha) for value in colour[:3]]
    return np.full((height, width, 4), (*premultiplied, colour[3]), np.uint8)


def drawn(layers: Layers, media_ms: float, grey: int = 100) -> Planes:
    planes = new_planes(WIDTH, HEIGHT, (grey, 128, 128))
    layers.draw(planes, media_ms)
    return planes


def luma_at(planes: Planes, x: int, y: int) -> int:
    return int(planes[y, x])


def left_edge(planes: Planes) -> int:
    """The first column that a white sprite covers."""
    return int(np.flatnonzero(split_planes(planes)[0].max(axis=0) > 180)[0])


def top_edge(planes: Planes) -> int:
    return int(np.flatnonzero(split_planes(planes)[0].max(axis=1) > 180)[0])


def test_an_opaque_sprite_covers_its_rectangle_and_nothing_else() -> None:
    layers = Layers()
    layers.put(put(), plain((24, 35, 138, 255)))
    planes = drawn(layers, 0)
    y, u, v = split_planes(planes)
    expected = split_planes(from_bgr(plain((24, 35, 138, 255))[:, :, :3]))
    assert np.array_equal(y[60:80, 100:140], expected[0])
    assert np.array_equal(u[30:40, 50:70], expected[1]) and np.array_equal(v[30:40, 50:70], expected[2])
    y[60:80, 100:140], u[30:40, 50:70], v[30:40, 50:70] = 100, 128, 128
    assert np.array_equal(planes, new_planes(WIDTH, HEIGHT, (100, 128, 128)))


@pytest.mark.parametrize("alpha", [0, 1, 64, 128, 200, 254])
def test_half_clear_colours_mix_to_within_a_level_and_a_half(alpha: int) -> None:
    layers = Layers()
    layers.put(put(), plain((200, 90, 30, alpha)))
    y, u, v = split_planes(drawn(layers, 0))
    full = split_planes(from_bgr(plain((200, 90, 30, 255))[:, :, :3]))
    for plane, solid, under, at in (
        (y, full[0], 100, (70, 120)),
        (u, full[1], 128, (35, 60)),
        (v, full[2], 128, (35, 60)),
    ):
        expected = under + (float(solid[5, 5]) - under) * alpha / 255
        assert abs(float(plane[at]) - expected) <= 1.5


@pytest.mark.parametrize(
    ("after_ms", "opacity"), [(0, 0.0), (50, 0.488), (125, 0.875), (250, 1.0), (900, 1.0)]
)
def test_a_fade_follows_the_cubic_ease_out(after_ms: float, opacity: float) -> None:
    layers = Layers()
    layers.put(put(enter=Motion(ms=250)), plain(WHITE))
    drawn(layers, 1000)
    assert abs(luma_at(drawn(layers, 1000 + after_ms), 120, 70) - (100 + 135 * opacity)) <= 2


def test_a_slide_comes_from_its_distance_and_ends_in_its_place() -> None:
    layers = Layers()
    layers.put(put(enter=Motion(ms=200, dx=-40, dy=24)), plain(WHITE))
    drawn(layers, 0)
    places = [drawn(layers, ms) for ms in (120, 160, 200)]
    assert [left_edge(place) for place in places] == [98, 100, 100]
    assert [top_edge(place) for place in places] == [62, 60, 60]
    early = drawn(layers, 60)
    assert luma_at(early, 112, 80) > 160 and luma_at(early, 138, 70) == 100


def test_motion_waits_for_its_delay() -> None:
    layers = Layers()
    layers.put(put(enter=Motion(ms=100, delay_ms=300)), plain(WHITE))
    drawn(layers, 0)
    assert luma_at(drawn(layers, 299), 120, 70) == 100
    assert luma_at(drawn(layers, 400), 120, 70) == 235


def test_a_leaving_sprite_fades_and_is_forgotten() -> None:
    layers = Layers()
    layers.put(put(), plain(WHITE))
    drawn(layers, 0)
    layers.remove(RemoveSprite(slot="card", leave=Motion(ms=180)))
    levels = [luma_at(drawn(layers, ms), 120, 70) for ms in (10, 70, 130, 191)]
    assert levels[0] == 235 and levels == sorted(levels, reverse=True) and levels[-1] == 100
    assert layers.slots == ()


def test_a_crossfade_never_shows_what_lies_beneath() -> None:
    layers = Layers()
    layers.put(put(), plain(WHITE))
    drawn(layers, 0)
    layers.put(put(enter=Motion(ms=180, is_crossfade=True)), plain(WHITE))
    assert [luma_at(drawn(layers, ms), 120, 70) for ms in (1, 60, 120, 181, 400)] == [235] * 5


def test_without_crossfade_the_old_sprite_is_cut() -> None:
    layers = Layers()
    layers.put(put(), plain(WHITE))
    drawn(layers, 0)
    layers.put(put(x=200), plain(WHITE))
    assert left_edge(drawn(layers, 33)) == 200


def test_a_greater_order_is_nearer_whenever_it_came() -> None:
    layers = Layers()
    layers.put(put("near", order=9), plain(WHITE))
    layers.put(put("far", order=2), plain((0, 0, 0, 255)))
    assert luma_at(drawn(layers, 0), 120, 70) == 235


def test_any_number_of_slots_live_side_by_side() -> None:
    layers = Layers()
    for number in range(24):
        layers.put(put(f"slot{number}", x=number * 12, y=20), plain(WHITE, 10, 10))
    assert np.count_nonzero(drawn(layers, 0)[25] == 235) == 240
    assert len(layers.slots) == 24


@pytest.mark.parametrize(("x", "y"), [(-20, 60), (300, 60), (100, -10), (100, 170), (-400, 0), (4000, 4000)])
def test_a_sprite_beyond_the_edge_is_cut_there(x: int, y: int) -> None:
    layers = Layers()
    layers.put(put(x=x, y=y), plain(WHITE))
    visible = max(0, min(x + 40, WIDTH) - max(x, 0)) * max(0, min(y + 20, HEIGHT) - max(y, 0))
    assert np.count_nonzero(split_planes(drawn(layers, 0))[0] == 235) == visible


def test_odd_sizes_and_places_are_rounded_to_whole_chroma_pixels() -> None:
    layers = Layers()
    layers.put(put(x=101, y=61), plain(WHITE, 41, 21))
    covered = np.argwhere(split_planes(drawn(layers, 0))[0] == 235)
    assert covered[0].tolist()[0] % 2 == 0 and len(covered) == 41 * 21


def test_removing_what_is_not_there_is_harmless() -> None:
    Layers().remove(RemoveSprite(slot="nothing"))


def test_the_standby_sprite_shows_only_without_a_picture() -> None:
    compositor = Compositor(WIDTH, HEIGHT)
    compositor.layers.put(put(STANDBY, 0, 0), plain(WHITE, WIDTH, HEIGHT))
    picture = new_planes(WIDTH, HEIGHT, (50, 128, 128))
    assert luma_at(compositor.compose(picture, 0), 10, 10) == 50
    assert luma_at(compositor.compose(None, 33), 10, 10) == 235
    compositor.layers.remove(RemoveSprite(slot=STANDBY))
    assert 40 <= luma_at(compositor.compose(None, 66), 10, 10) <= 90


def test_the_cameras_own_picture_is_left_as_it_was() -> None:
    compositor = Compositor(WIDTH, HEIGHT)
    compositor.layers.put(put(), plain(WHITE))
    picture = new_planes(WIDTH, HEIGHT, (50, 128, 128))
    compositor.compose(picture, 0)
    assert (split_planes(picture)[0] == 50).all()


def test_buffers_are_used_again() -> None:
    compositor = Compositor(WIDTH, HEIGHT)
    first = compositor.compose(None, 0)
    assert compositor.compose(None, 0) is not first
    compositor.done(first)
    assert compositor.compose(None, 0) is first
