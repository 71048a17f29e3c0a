"""A painted part that can shift and turn by fractions of a pixel, laid over a picture in YUV."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.engine.capture.scene.brush import Sheet
from app.engine.capture.scene.host import Part
from app.engine.planes import Pixels, Planes, lay_over, split_planes
from app.engine.sprite import Sprite, sprite_of

Matrix = npt.NDArray[np.float64]

_FINEST = 1.2


@dataclass(frozen=True, slots=True)
class Place:
    """Where the figure stands: art `(x, y)` lands at `x * scale + left`, `y * scale + top` on the canvas."""

    scale: float
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class Pose:
    """A turn in degrees, a shift in canvas pixels and a stretch upwards, all about the part's pivot."""

    turn: float = 0.0
    x: float = 0.0
    y: float = 0.0
    stretch: float = 1.0


class Puppet:
    """One part, painted once; `draw` costs a fraction of a millisecond."""

    def __init__(
        self, part: Part, paint: Callable[[Sheet], None], place: Place, canvas: tuple[int, int]
    ) -> None:
        self._x = _clamped(part.left * place.scale + place.left, canvas[0])
        self._y = _clamped(part.top * place.scale + place.top, canvas[1])
        right = _clamped(part.right * place.scale + place.left, canvas[0])
        bottom = _clamped(part.bottom * place.scale + place.top, canvas[1])
        self._sprite: Sprite = sprite_of(
            _painted(paint, place, (self._x, self._y, right - self._x, bottom - self._y))
        )
        self._pivot = (
            part.pivot_x * place.scale + place.left - self._x,
            part.pivot_y * place.scale + place.top - self._y,
        )

        self._moved = self._sprite

    def move(self, pose: Pose) -> None:
        """Takes a pose, until the next; turning costs ten times as much as shifting."""
        matrix = _matrix(pose, self._pivot)
        half = matrix * np.array([[1, 1, 0.5], [1, 1, 0.5]])
        sprite = self._sprite
        self._moved = Sprite(
            y=_moved(sprite.y, matrix),
            u=_moved(sprite.u, half),
            v=_moved(sprite.v, half),
            clear_y=_moved(sprite.clear_y, matrix),
            clear_uv=_moved(sprite.clear_uv, half),
            is_opaque=False,
        )

    def draw(self, planes: Planes) -> None:
        """Lays the part over `planes`, in place."""
        y, u, v = split_planes(planes)
        sprite = self._moved
        rows, columns = slice(self._y, self._y + sprite.height), slice(self._x, self._x + sprite.width)
        lay_over(y[rows, columns], sprite.y, sprite.clear_y)
        rows, columns = _halved(rows), _halved(columns)
        lay_over(u[rows, columns], sprite.u, sprite.clear_uv)
        lay_over(v[rows, columns], sprite.v, sprite.clear_uv)


def shifted(plane: Planes, size: tuple[int, int], x: float, y: float) -> Planes:
    """The part of `size` in the middle of `plane`, its content moved right by `x` and down by `y`."""
    middle = ((plane.shape[1] - 1) / 2 - x, (plane.shape[0] - 1) / 2 - y)
    moved: Planes = cv2.getRectSubPix(plane, size, middle).astype(np.uint8, copy=False)
    return moved


def _painted(paint: Callable[[Sheet], None], place: Place, window: tuple[int, int, int, int]) -> Pixels:
    """Pixels for a window of the canvas; painted no finer than the art, which is sharp enough when enlarged."""
    left, top, width, height = window
    fine = min(1.0, _FINEST / place.scale)
    size = (round(width * fine), round(height * fine))
    sheet = Sheet(*size, place.scale * fine, (place.left - left) * fine, (place.top - top) * fine)
    paint(sheet)
    if size == (width, height):
        return sheet.pixels
    larger: Pixels = cv2.resize(sheet.pixels, (width, height), interpolation=cv2.INTER_LINEAR).astype(
        np.uint8, copy=False
    )
    return larger


def _halved(window: slice) -> slice:
    return slice(window.start // 2, window.stop // 2)


def _clamped(value: float, most: int) -> int:
    return min(max(round(value / 2) * 2, 0), most)


def _matrix(pose: Pose, pivot: tuple[float, float]) -> Matrix:
    angle = math.radians(pose.turn)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    linear = turn @ np.diag([1.0, pose.stretch])
    shift = np.array(pivot) - linear @ np.array(pivot) + np.array([pose.x, pose.y])
    return np.hstack([linear, shift[:, None]])


def _moved(plane: Planes, matrix: Matrix) -> Planes:
    size = (plane.shape[1], plane.shape[0])
    if matrix[0, 0] == matrix[1, 1] == 1:
        return shifted(plane, size, matrix[0, 2], matrix[1, 2])
    # What the canvas' edge cuts off goes on beyond it; elsewhere a part's rim is clear anyway.
    moved: Planes = cv2.warpAffine(
        plane, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8, copy=False)
    return moved
