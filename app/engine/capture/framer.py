"""Lays a camera's picture into its place on the canvas: turned, mirrored, cropped, then fitted in or filling it."""

from __future__ import annotations

import cv2
import numpy as np

from app.engine.capture.source import Framing
from app.engine.planes import Planes, new_planes, size_of, split_planes

_ROTATIONS = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}
MOST_ZOOM = 8.0
# Beyond this, linear sampling leaves out pixels and fine cloth shimmers.
_MOST_LINEAR_SHRINK = 1.5


class Framer:
    """Two buffers in turn: a picture stays valid until the next but one.

    `lean` says which part of a picture too high for its place is kept unless a pan moves it: 0 the top, 1 the bottom.
    """

    def __init__(self, width: int, height: int, lean: float = 0.5) -> None:
        self._lean = lean
        self._size = (width, height)
        self._buffers = [new_planes(*self._size), new_planes(*self._size)]

    def lay(self, planes: Planes, framing: Framing, middle: float = 0.5) -> Planes:
        """`planes` of any even size; the same array when there is nothing to do.

        What fills a narrower place is cropped about `middle` of its width, unless a pan moves it.
        """
        is_whole = framing.rotate == 0 and not framing.is_mirrored and framing.zoom <= 1
        if size_of(planes) == self._size and is_whole:
            return planes
        self._buffers.reverse()
        target = self._buffers[0]
        parts = zip(split_planes(planes), split_planes(target), (16, 128, 128), (2, 1, 1), strict=True)
        for source, destination, black, unit in parts:
            seen = _cropped(_turned(source, framing), framing, unit)
            if framing.fit == "fit":
                _fit(seen, destination, black)
            else:
                _fill(seen, destination, framing, middle, self._lean)
        return target


def _turned(plane: Planes, framing: Framing) -> Planes:
    if framing.rotate:
        plane = _bytes(cv2.rotate(plane, _ROTATIONS[framing.rotate]))
    return _bytes(cv2.flip(plane, 1)) if framing.is_mirrored else plane


def _cropped(plane: Planes, framing: Framing, unit: int) -> Planes:
    """A view of what the zoom leaves, in whole pixels of chroma (`unit` pixels), so that luma keeps in step with it."""
    zoom = min(max(framing.zoom, 1.0), MOST_ZOOM)
    if zoom == 1:
        return plane
    (top, bottom), (left, right) = (
        _window(length // unit, zoom, pan)
        for length, pan in zip(plane.shape, (framing.pan_y, framing.pan_x), strict=True)
    )
    return plane[top * unit : bottom * unit, left * unit : right * unit]


def _window(length: int, zoom: float, pan: float) -> tuple[int, int]:
    kept = max(1, round(length / zoom))
    begin = round((length - kept) * _share(pan, 0.5))
    return begin, begin + kept


def _share(pan: float, middle: float) -> float:
    """What lies before the kept part, of all that is left out: `middle` for no pan, 0 and 1 at the ends."""
    pan = min(max(pan, -1.0), 1.0)
    return middle * (1 + pan) if pan < 0 else middle + (1 - middle) * pan


def _fit(source: Planes, destination: Planes, black: int) -> None:
    height, width = destination.shape
    scale = min(width / source.shape[1], height / source.shape[0])
    # Whole chroma pixels: the border must not split a pair of luma pixels.
    used = (max(2, round(source.shape[1] * scale)), max(2, round(source.shape[0] * scale)))
    left, top = (width - used[0]) // 2, (height - used[1]) // 2
    destination[:] = black
    window = destination[top : top + used[1], left : left + used[0]]
    window[:] = _scaled(source, (window.shape[1], window.shape[0]), scale)


def _fill(source: Planes, destination: Planes, framing: Framing, middle: float, lean: float) -> None:
    height, width = destination.shape
    scale = max(width / source.shape[1], height / source.shape[0])
    crop_width = min(source.shape[1], round(width / scale))
    crop_height = min(source.shape[0], round(height / scale))
    about = _about(middle, crop_width / source.shape[1])
    left = round((source.shape[1] - crop_width) * _share(framing.pan_x, about))
    top = round((source.shape[0] - crop_height) * _share(framing.pan_y, lean))
    crop = source[top : top + crop_height, left : left + crop_width]
    destination[:] = _scaled(crop, (width, height), scale)


def _about(middle: float, kept: float) -> float:
    """What lies before a part of `kept` about `middle`, of all that is left out."""
    return min(max((middle - kept / 2) / (1 - kept), 0.0), 1.0) if kept < 1 else 0.5


def _scaled(plane: Planes, size: tuple[int, int], scale: float) -> Planes:
    if (plane.shape[1], plane.shape[0]) == size:
        return plane
    is_halved = scale <= 0.5
    while scale <= 0.5 and min(plane.shape) >= 4:
        # Halving by means is many times faster than one mean over odd areas, and leaves little for linear sampling.
        half = (plane.shape[1] // 2, plane.shape[0] // 2)
        plane, scale = _bytes(cv2.resize(plane, half, interpolation=cv2.INTER_AREA)), scale * 2
    is_coarse = scale < 1 / _MOST_LINEAR_SHRINK and not is_halved
    return _bytes(cv2.resize(plane, size, interpolation=cv2.INTER_AREA if is_coarse else cv2.INTER_LINEAR))


def _bytes(plane: cv2.typing.MatLike) -> Planes:
    same: Planes = plane.astype(np.uint8, copy=False)
    return same
