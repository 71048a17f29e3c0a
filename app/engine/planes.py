"""Pictures as YUV 4:2:0 planes in one array, and the one colour matrix: BT.709, limited range."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

# A plane takes some hundredths of a millisecond: waking helpers for it costs more than they save.
cv2.setNumThreads(1)

Planes = npt.NDArray[np.uint8]
"""I420: `(height * 3 // 2, width)` uint8, contiguous, width and height even; Y, then U, then V."""

Pixels = npt.NDArray[np.uint8]
"""Packed pixels: `(height, width, 3)` BGR or `(height, width, 4)` premultiplied BGRA."""

Samples = npt.NDArray[np.float32]
"""Sound: `(2, samples)`, 48 kHz, full scale at 1."""

SAMPLE_RATE = 48_000
BLOCK = 1024

# ITU-R BT.709-6, items 3.2 to 3.4: limited range has 219 steps of luma from 16 and 224 of chroma around 128.
_KR, _KB = 0.2126, 0.0722
_KG = 1 - _KR - _KB
_Y = np.array([_KB, _KG, _KR])
_TO_Y = _Y * 219 / 255
_TO_U = (np.array([1.0, 0.0, 0.0]) - _Y) / (2 * (1 - _KB)) * 224 / 255
_TO_V = (np.array([0.0, 0.0, 1.0]) - _Y) / (2 * (1 - _KR)) * 224 / 255
TO_YUV = np.vstack([_TO_Y, _TO_U, _TO_V])
"""Rows Y, U, V over columns B, G, R, without the offsets 16, 128, 128."""

BLACK = (16, 128, 128)


def new_planes(width: int, height: int, colour: tuple[int, int, int] = BLACK) -> Planes:
    """A picture of one colour, given as (Y, U, V)."""
    planes = np.empty((height * 3 // 2, width), np.uint8)
    for plane, value in zip(split_planes(planes), colour, strict=True):
        plane[:] = value
    return planes


def split_planes(planes: Planes) -> tuple[Planes, Planes, Planes]:
    """Views of Y `(height, width)`, U and V `(height // 2, width // 2)`."""
    rows, width = planes.shape
    height = rows * 2 // 3
    flat = planes.reshape(-1)
    size = width * height
    half = (height // 2, width // 2)
    return (
        planes[:height],
        flat[size : size + size // 4].reshape(half),
        flat[size + size // 4 :].reshape(half),
    )


def size_of(planes: Planes) -> tuple[int, int]:
    """Width and height."""
    return planes.shape[1], planes.shape[0] * 2 // 3


def resize(planes: Planes, into: Planes) -> Planes:
    """The picture in the size of `into`, which is written and returned."""
    for source, target in zip(split_planes(planes), split_planes(into), strict=True):
        is_whole = source.shape[0] % target.shape[0] == 0
        # The mean over a whole number of pixels is quick in OpenCV, over others ten times slower than interpolation.
        how = cv2.INTER_AREA if is_whole else cv2.INTER_LINEAR
        cv2.resize(source, target.shape[::-1], dst=target, interpolation=how)
    return into


def lay_over(under: Planes, over: Planes, clear: Planes) -> None:
    """One premultiplied plane over another, in place: under * clear / 255 + over (Porter and Duff, 1984)."""
    cv2.multiply(under, clear, dst=under, scale=1 / 255)
    cv2.add(under, over, dst=under)


def from_bgr(pixels: Pixels) -> Planes:
    """Opaque pixels of even width and height; chroma is the mean of each 2x2."""
    height, width = pixels.shape[:2]
    planes = np.empty((height * 3 // 2, width), np.uint8)
    y, u, v = split_planes(planes)
    cv2.transform(pixels, _row(_TO_Y, 16), dst=y)
    half = cv2.resize(pixels, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    cv2.transform(half, _row(_TO_U, 128), dst=u)
    cv2.transform(half, _row(_TO_V, 128), dst=v)
    return planes


def _row(weights: npt.NDArray[np.float64], offset: float) -> npt.NDArray[np.float32]:
    return np.append(weights, offset).astype(np.float32).reshape(1, 4)
