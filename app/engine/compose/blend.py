"""Lays a sprite on a picture in place, touching nothing outside its rectangle."""

from __future__ import annotations

import cv2

from app.engine.planes import Planes, lay_over, split_planes
from app.engine.sprite import Sprite


def blend(planes: Planes, sprite: Sprite, x: int, y: int, opacity: float) -> None:
    """`x`, `y` even, the sprite's corner on the canvas, may lie outside; `opacity` 0 to 1.

    picture * (1 - opacity * alpha) + opacity * sprite, after Porter and Duff's "over" (1984), in 8 bits.
    """
    luma, u, v = split_planes(planes)
    left, top = max(x, 0), max(y, 0)
    right = min(x + sprite.width, luma.shape[1])
    bottom = min(y + sprite.height, luma.shape[0])
    if left >= right or top >= bottom or opacity <= 0:
        return
    on_canvas = (slice(top, bottom), slice(left, right))
    on_sprite = (slice(top - y, bottom - y), slice(left - x, right - x))
    half_canvas, half_sprite = _halved(on_canvas), _halved(on_sprite)
    if sprite.is_opaque and opacity >= 1:
        luma[on_canvas] = sprite.y[on_sprite]
        u[half_canvas], v[half_canvas] = sprite.u[half_sprite], sprite.v[half_sprite]
        return
    _over(luma[on_canvas], sprite.y[on_sprite], sprite.clear_y[on_sprite], opacity)
    clear_uv = sprite.clear_uv[half_sprite]
    _over(u[half_canvas], sprite.u[half_sprite], clear_uv, opacity)
    _over(v[half_canvas], sprite.v[half_sprite], clear_uv, opacity)


def _halved(window: tuple[slice, slice]) -> tuple[slice, slice]:
    rows, columns = window
    return slice(rows.start // 2, rows.stop // 2), slice(columns.start // 2, columns.stop // 2)


def _over(under: Planes, over: Planes, clear: Planes, opacity: float) -> None:
    if opacity < 1:
        # As it stands when it has come, then the way there: of the two sums of a faint sprite each would be rounded.
        whole = under.copy()
        lay_over(whole, over, clear)
        cv2.addWeighted(under, 1 - opacity, whole, opacity, 0, dst=under)
        return
    lay_over(under, over, clear)
