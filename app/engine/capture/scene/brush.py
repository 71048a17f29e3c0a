"""Draws smooth shapes with gradients, soft edges and shadows into premultiplied pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.engine.planes import Pixels

Points = npt.NDArray[np.float64]
Segment = tuple[float, float] | tuple[float, float, float, float, float, float]

_STEPS = 24
_SHIFT = 4


@dataclass(frozen=True, slots=True)
class Paint:
    """From `start` to `end` ("#RRGGBB") along `angle` degrees, 0 to the right and 90 down; one colour if alike."""

    start: str
    end: str = ""
    angle: float = 90.0


def path(begin: tuple[float, float], *segments: Segment) -> Points:
    """A closed outline: each segment a line to (x, y) or a cubic Bézier (x1, y1, x2, y2, x, y)."""
    points = [np.array([begin], np.float64)]
    t = np.linspace(0, 1, _STEPS + 1)[1:, None]
    for segment in segments:
        start = points[-1][-1]
        if len(segment) == 2:
            points.append(np.array([segment], np.float64))
            continue
        one, two, end = (np.array(segment[i : i + 2]) for i in (0, 2, 4))
        points.append(
            (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * one + 3 * (1 - t) * t**2 * two + t**3 * end
        )
    return np.concatenate(points)


def ellipse(x: float, y: float, radius_x: float, radius_y: float) -> Points:
    """The outline of an ellipse around (x, y)."""
    angle = np.linspace(0, 2 * np.pi, 4 * _STEPS, endpoint=False)
    return np.stack([x + radius_x * np.cos(angle), y + radius_y * np.sin(angle)], axis=1)


def box(left: float, top: float, right: float, bottom: float, radius: float = 0) -> Points:
    """The outline of a rectangle with round corners."""
    if radius <= 0:
        return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)
    quarter = np.linspace(0, np.pi / 2, 8)
    corners = ((right, bottom, 0), (left, bottom, 1), (left, top, 2), (right, top, 3))
    rounds = [
        np.stack(
            [
                x + radius * (np.cos(quarter + turn * np.pi / 2) - (1 if x == right else -1)),
                y + radius * (np.sin(quarter + turn * np.pi / 2) - (1 if y == bottom else -1)),
            ],
            axis=1,
        )
        for x, y, turn in corners
    ]
    return np.concatenate(rounds)


class Sheet:
    """A transparent sheet of `width` by `height` pixels; art at `(x, y)` lands at `x * scale + left`, likewise y."""

    def __init__(self, width: int, height: int, scale: float, left: float = 0, top: float = 0) -> None:
        self._scale = scale
        self._corner = np.array([left, top])
        self.pixels: Pixels = np.zeros((height, width, 4), np.uint8)

    def fill(self, outline: Points, paint: Paint, opacity: float = 1, soft: float = 0) -> None:
        """Fills `outline`; `soft` is the blur of its edge, in art pixels."""
        self._lay([outline], paint, opacity, soft, thickness=0)

    def stroke(self, lines: Sequence[Points], paint: Paint, thickness: float, opacity: float = 1) -> None:
        """Draws open lines, `thickness` in art pixels."""
        self._lay(lines, paint, opacity, 0, thickness)

    def blur(self, sigma: float) -> None:
        """Blurs everything drawn so far, as a lens does what is not in focus."""
        cv2.GaussianBlur(self.pixels, (0, 0), sigma * self._scale, dst=self.pixels)

    def _lay(
        self, outlines: Sequence[Points], paint: Paint, opacity: float, soft: float, thickness: float
    ) -> None:
        placed = [outline * self._scale + self._corner for outline in outlines]
        margin = int((3 * soft + thickness) * self._scale) + 2
        height, width = self.pixels.shape[:2]
        everything = np.concatenate(placed)
        left, top = np.clip(np.floor(everything.min(axis=0)).astype(int) - margin, 0, (width, height))
        right, bottom = np.clip(np.ceil(everything.max(axis=0)).astype(int) + margin, 0, (width, height))
        if left >= right or top >= bottom:
            return
        mask = np.zeros((bottom - top, right - left), np.uint8)
        fixed = [
            np.round((outline - (left, top)) * (1 << _SHIFT)).astype(np.int32).reshape(-1, 1, 2)
            for outline in placed
        ]
        if thickness:
            width_px = max(1, round(thickness * self._scale))
            cv2.polylines(mask, fixed, False, 255, width_px, cv2.LINE_AA, _SHIFT)
        else:
            cv2.fillPoly(mask, fixed, 255, cv2.LINE_AA, _SHIFT)
        if soft:
            cv2.GaussianBlur(mask, (0, 0), soft * self._scale, dst=mask)
        self._blend(mask, (slice(top, bottom), slice(left, right)), paint, opacity)

    def _blend(self, mask: Pixels, window: tuple[slice, slice], paint: Paint, opacity: float) -> None:
        cover = mask.astype(np.float32)[:, :, None] * np.float32(opacity / 255)
        colours = np.empty((*mask.shape, 4), np.float32)
        colours[:, :, :3] = _field(paint, mask.shape[1], mask.shape[0])
        colours[:, :, 3] = 255
        under = self.pixels[window].astype(np.float32)
        # Half a level of noise hides the bands of slow gradients.
        grain = np.random.default_rng(7).uniform(0, 1, mask.shape).astype(np.float32)[:, :, None]
        mixed = under + (colours - under) * cover + grain * (cover > 0)
        self.pixels[window] = np.minimum(mixed, 255).astype(np.uint8)


def _field(paint: Paint, width: int, height: int) -> npt.NDArray[np.float32]:
    start = _bgr(paint.start)
    end = _bgr(paint.end or paint.start)
    along_x, along_y = np.cos(np.radians(paint.angle)), np.sin(np.radians(paint.angle))
    x = np.linspace(0, along_x, width)[None, :] - min(0.0, along_x)
    y = np.linspace(0, along_y, height)[:, None] - min(0.0, along_y)
    t = ((x + y) / (abs(along_x) + abs(along_y)))[:, :, None]
    field: npt.NDArray[np.float32] = (start + (end - start) * t).astype(np.float32)
    return field


def _bgr(colour: str) -> npt.NDArray[np.float64]:
    return np.array([int(colour[i : i + 2], 16) for i in (5, 3, 1)], np.float64)
