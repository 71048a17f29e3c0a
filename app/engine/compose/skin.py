"""Light smoothing of skin and light sharpening of everything else: luma only, by limited detail."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from app.engine.planes import Planes, new_planes, split_planes

# Skin of all tones lies in one narrow wedge of BT.709 chroma: these are its middle and how far it reaches, in levels.
_SKIN_U, _SKIN_V = (110, 13, 9), (148, 12, 9)
# Weaker detail is pores and noise; this and more is a lash, a lip, the edge of the face.
_EDGE = 26
_FAINT = 24
_REACH_PART = 1 / 90


class Retouch:
    """`smoothing` and `sharpening` 0 to 1. Belongs to the programme thread; its buffer is valid until the next call."""

    def __init__(self, smoothing: float, sharpening: float, width: int, height: int) -> None:
        self._out = new_planes(width, height)
        # Fresh pages would cost several times what is done in them: every step has its own buffer.
        self._large = [np.empty((height, width), np.uint8) for _ in range(5)]
        self._half = [np.empty((height // 2, width // 2), np.uint8) for _ in range(2)]
        # The blur reaches over pores, which grow with the picture.
        side = max(3, round(min(width, height) * _REACH_PART)) | 1
        self._reach = (side, side)
        self._smoothing = min(max(smoothing, 0.0), 1.0)
        self._gain = min(max(sharpening, 0.0), 1.0)
        self._beyond = np.full((height, width), 255 - _EDGE, np.uint8)

    def laid(self, picture: Planes) -> Planes:
        y, u, v = split_planes(picture)
        out_y, out_u, out_v = split_planes(self._out)
        np.copyto(out_u, u)
        np.copyto(out_v, v)
        if self._gain:
            # Sharpened first: what that makes of pores is weak detail still, and goes with the rest of it.
            cv2.GaussianBlur(y, (3, 3), 0, dst=self._large[0])
            cv2.addWeighted(y, 1 + self._gain, self._large[0], -self._gain, 0, dst=out_y)
        else:
            np.copyto(out_y, y)
        if self._smoothing and (window := self._find(u, v)):
            self._smooth(out_y, window)
        return self._out

    def _find(self, u: Planes, v: Planes) -> tuple[slice, slice] | None:
        """Measures how much skin each chroma pixel is; the rectangle that holds all of it, None when there is none."""
        first, second = self._half
        cv2.LUT(u, _WEDGE_U, dst=first)
        cv2.LUT(v, _WEDGE_V, dst=second)
        cv2.multiply(first, second, dst=first, scale=1 / 255)
        cv2.blur(first, (5, 5), dst=second)
        cv2.threshold(second, _FAINT, 255, cv2.THRESH_TOZERO, dst=first)
        left, top, wide, high = cv2.boundingRect(first)
        return (slice(top, top + high), slice(left, left + wide)) if wide and high else None

    def _smooth(self, y: Planes, window: tuple[slice, slice]) -> None:
        """Less of the weak detail, where skin is, in place."""
        rows, columns = (slice(2 * part.start, 2 * part.stop) for part in window)
        face = y[rows, columns]
        skin, soft, weak, rest, above = (buffer[: face.shape[0], : face.shape[1]] for buffer in self._large)
        cv2.resize(
            self._half[1][window], (face.shape[1], face.shape[0]), dst=skin, interpolation=cv2.INTER_NEAREST
        )
        cv2.blur(face, self._reach, dst=soft)
        cv2.subtract(face, soft, dst=above)
        cv2.subtract(soft, face, dst=weak)
        self._weaken(weak, skin, rest)
        cv2.add(face, weak, dst=face)
        self._weaken(above, skin, rest)
        cv2.subtract(face, above, dst=face)

    def _weaken(self, detail: Planes, skin: Planes, rest: Planes) -> None:
        """Detail becomes what is to be taken away: all of it up to half the edge, then less, of an edge nothing."""
        cv2.bitwise_not(detail, dst=rest)
        cv2.subtract(rest, self._beyond[: rest.shape[0], : rest.shape[1]], dst=rest)
        cv2.min(detail, rest, dst=detail)
        cv2.multiply(detail, skin, dst=detail, scale=self._smoothing / 255)


def _wedge(middle: int, core: int, edge: int) -> npt.NDArray[np.uint8]:
    away = np.abs(np.arange(256) - middle) - core
    return np.rint(255 * np.clip(1 - away / edge, 0, 1)).astype(np.uint8)


_WEDGE_U, _WEDGE_V = _wedge(*_SKIN_U), _wedge(*_SKIN_V)
