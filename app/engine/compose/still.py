"""Still pictures that take a place of their own in the scene: the product's, and what stands behind a keyed host."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

import cv2
import numpy as np

from app.engine.planes import Pixels, Planes, from_bgr

PRODUCT = "product-picture"
"""The slot whose sprite stands in the layouts with a product, and shows at no other time."""

Still = Mapping[tuple[int, int], Planes]
"""One picture in every size that it may stand in."""

GROUND = "ground-picture"
"""The slot of what stands behind a host who is keyed out of a cloth."""

_GROUND_BLUR = 24
_GROUND_LIGHT = 0.8


class Stills:
    """Pictures by slot, each ready in every size that it may be asked for. Safe from any thread."""

    def __init__(self, sizes: dict[str, Iterable[tuple[int, int]]]) -> None:
        self._sizes = {slot: tuple(wanted) for slot, wanted in sizes.items()}
        self._ready: dict[str, Still] = {}
        self._lock = threading.Lock()

    def put(self, slot: str, pixels: Pixels) -> bool:
        """Premultiplied BGRA; some tens of milliseconds in the caller's thread. False: not one of these slots."""
        if slot not in self._sizes:
            return False
        laid = covering if slot == GROUND else contained
        ready = {size: laid(pixels, *size) for size in self._sizes[slot]}
        with self._lock:
            self._ready[slot] = ready
        return True

    def remove(self, slot: str) -> None:
        """An empty slot is no error."""
        with self._lock:
            self._ready.pop(slot, None)

    def of(self, slot: str) -> Still:
        """What is in the slot; empty when nothing is."""
        with self._lock:
            return self._ready.get(slot, {})


def contained(pixels: Pixels, width: int, height: int) -> Planes:
    """The whole picture in the middle, on a blurred and darker enlargement of itself; clear pixels are white."""
    opaque = _opaque(pixels)
    high, wide = opaque.shape[:2]
    scale = min(width / wide, height / high)
    inner = cv2.resize(
        opaque, (max(1, round(wide * scale)), max(1, round(high * scale))), interpolation=_how(scale)
    )
    if inner.shape[:2] == (height, width):
        return from_bgr(_bytes(inner))
    ground = cv2.GaussianBlur(_cover(opaque, width, height), (0, 0), _GROUND_BLUR)
    ground = cv2.convertScaleAbs(ground, alpha=_GROUND_LIGHT)
    top, left = (height - inner.shape[0]) // 2, (width - inner.shape[1]) // 2
    ground[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
    return from_bgr(_bytes(ground))


def covering(pixels: Pixels, width: int, height: int) -> Planes:
    """The middle of the picture, without bars."""
    return from_bgr(_bytes(np.ascontiguousarray(_cover(_opaque(pixels), width, height))))


def _opaque(pixels: Pixels) -> cv2.typing.MatLike:
    return cv2.add(pixels[:, :, :3], cv2.merge([255 - pixels[:, :, 3]] * 3))


def _cover(opaque: cv2.typing.MatLike, width: int, height: int) -> cv2.typing.MatLike:
    high, wide = opaque.shape[:2]
    scale = max(width / wide, height / high)
    size = (max(width, round(wide * scale)), max(height, round(high * scale)))
    whole = cv2.resize(opaque, size, interpolation=_how(scale))
    top, left = (size[1] - height) // 2, (size[0] - width) // 2
    return whole[top : top + height, left : left + width]


def _how(scale: float) -> int:
    return cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC


def _bytes(pixels: cv2.typing.MatLike) -> Pixels:
    same: Pixels = pixels.astype(np.uint8, copy=False)
    return same
