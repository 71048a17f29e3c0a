"""Colour bars with the time in them: what is received tells when each picture was made."""

from __future__ import annotations

import threading

import numpy as np

from app.engine.capture.source import Canvas, Picture, camera_kinds
from app.engine.planes import Planes, new_planes, split_planes

BITS = 40
BIT_SIZE = 16
ONE, ZERO = 235, 16
SQUARE = 200
# 75 % bars in BT.709, limited range (Y, U, V): white, yellow, cyan, green, magenta, red, blue, black.
BARS = (
    (180, 128, 128),
    (168, 44, 136),
    (145, 147, 44),
    (133, 63, 52),
    (63, 193, 204),
    (51, 109, 212),
    (28, 212, 120),
    (16, 128, 128),
)


@camera_kinds.register("test-card")
class TestCard:
    """Numbers are milliseconds of CLOCK_MONOTONIC; drawn in canvas pixels, so framing does not touch it."""

    __test__ = False

    def __init__(self, argument: str, canvas: Canvas) -> None:
        self._plain = _bars(canvas)
        self._flash = self._plain.copy()
        _draw_square(self._flash, canvas)
        self._last_second: int | None = None

    def run(self, stopping: threading.Event) -> None:
        stopping.wait()

    def picture(self, at_ns: int) -> Picture:
        """Valid until the next call."""
        number = at_ns // 1_000_000
        second = number // 1000
        is_new = self._last_second is not None and second != self._last_second
        self._last_second = second
        planes = self._flash if is_new else self._plain
        draw_number(planes, number)
        return Picture(planes, at_ns, is_laid=True)


def draw_number(planes: Planes, number: int) -> None:
    """`number` as 40 blocks of 16x16 luma pixels from the top left corner, least significant first."""
    bits = (number >> np.arange(BITS)) & 1
    row = np.where(bits == 1, ONE, ZERO).astype(np.uint8).repeat(BIT_SIZE)
    planes[:BIT_SIZE, : BITS * BIT_SIZE] = row


def _bars(canvas: Canvas) -> Planes:
    planes = new_planes(canvas.width, canvas.height)
    for plane, values in zip(split_planes(planes), zip(*BARS, strict=True), strict=True):
        columns = np.arange(plane.shape[1]) * len(BARS) // plane.shape[1]
        plane[:] = np.array(values, np.uint8)[columns]
    # The number's blocks are read as luma; grey beneath keeps a decoder's colour conversion out of it.
    for chroma in split_planes(planes)[1:]:
        chroma[: BIT_SIZE // 2, : BITS * BIT_SIZE // 2] = 128
    return planes


def _draw_square(planes: Planes, canvas: Canvas) -> None:
    left, top = (canvas.width - SQUARE) // 2, (canvas.height - SQUARE) // 2
    y, u, v = split_planes(planes)
    y[top : top + SQUARE, left : left + SQUARE] = ONE
    for chroma in (u, v):
        chroma[top // 2 : (top + SQUARE) // 2, left // 2 : (left + SQUARE) // 2] = 128
