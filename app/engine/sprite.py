"""A console's picture, converted once to premultiplied YUV planes and their transparency."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from app.engine.planes import TO_YUV, Pixels, Planes


@dataclass(frozen=True, slots=True, kw_only=True)
class Sprite:
    """Premultiplied Y, U, V and `clear`: 255 where the picture beneath shows through, 0 where it does not.

    `clear_y` is `(height, width)`, `clear_uv` half of it both ways; both sides even.
    """

    y: Planes
    u: Planes
    v: Planes
    clear_y: Planes
    clear_uv: Planes
    is_opaque: bool

    @property
    def width(self) -> int:
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        return int(self.y.shape[0])


def sprite_of(pixels: Pixels) -> Sprite:
    """From premultiplied BGRA `(height, width, 4)`, which is not kept; odd sides get a clear edge."""
    height, width = pixels.shape[:2]
    even = cv2.copyMakeBorder(pixels, 0, height % 2, 0, width % 2, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    # The offsets 16 and 128 belong to the colour, so that premultiplication scales them by alpha too.
    y_row, u_row, v_row = (
        np.append(row, offset / 255).astype(np.float32).reshape(1, 4)
        for row, offset in zip(TO_YUV, (16, 128, 128), strict=True)
    )
    half_size = (even.shape[1] // 2, even.shape[0] // 2)
    half = cv2.resize(even.astype(np.float32), half_size, interpolation=cv2.INTER_AREA)
    clear_y = _rounded(255 - even[:, :, 3])
    return Sprite(
        y=_row_of(even.astype(np.float32), y_row),
        u=_row_of(half, u_row),
        v=_row_of(half, v_row),
        clear_y=clear_y,
        clear_uv=_rounded(255 - half[:, :, 3]),
        is_opaque=not clear_y.any(),
    )


def _row_of(pixels: cv2.typing.MatLike, row: cv2.typing.MatLike) -> Planes:
    return _rounded(cv2.transform(pixels, row))


def _rounded(values: cv2.typing.MatLike) -> Planes:
    rounded: Planes = np.clip(np.rint(values), 0, 255).astype(np.uint8)
    return rounded
