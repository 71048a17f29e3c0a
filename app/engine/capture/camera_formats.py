"""What camera devices deliver, turned into BT.709 limited I420 by the cheapest road for each format."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from app.engine.ffmpeg import JpegDecoder
from app.engine.planes import Planes, from_bgr, split_planes

# BT.709 from BT.601 in limited-range YUV (the matrices of ITU-R BT.601-7 and BT.709-6, multiplied): rows Y, U
# and V over U and V. UVC cameras and JPEG are BT.601 unless they say otherwise.
_Y_U, _Y_V = -0.115550, -0.207938
_U_U, _U_V = 1.018640, 0.114618
_V_U, _V_V = 0.075049, 1.025327

Converter = Callable[[npt.NDArray[np.uint8], int, int], Planes]


def from_yuyv(data: npt.NDArray[np.uint8], width: int, height: int) -> Planes:
    """4:2:2 packed as Y U Y V."""
    pairs = data.reshape(height, width, 2)
    planes = np.empty((height * 3 // 2, width), np.uint8)
    y, u, v = split_planes(planes)
    cv2.extractChannel(pairs, 0, dst=y)
    chroma = cv2.resize(cv2.extractChannel(pairs, 1), (width, height // 2), interpolation=cv2.INTER_AREA)
    cv2.split(chroma.reshape(height // 2, width // 2, 2), [u, v])
    return to_709(planes)


def from_nv12(data: npt.NDArray[np.uint8], width: int, height: int) -> Planes:
    """4:2:0 with U and V in turn."""
    rows = data.reshape(-1)[: width * height * 3 // 2].reshape(height * 3 // 2, width)
    planes = np.empty((height * 3 // 2, width), np.uint8)
    y, u, v = split_planes(planes)
    y[:] = rows[:height]
    cv2.split(rows[height:].reshape(height // 2, width // 2, 2), [u, v])
    return to_709(planes)


def to_709(planes: Planes) -> Planes:
    """BT.601 to BT.709 in place, both limited range."""
    y, u, v = split_planes(planes)
    height, width = y.shape
    shift = cv2.addWeighted(u, _Y_U, v, _Y_V, 128 * (1 - _Y_U - _Y_V))
    cv2.addWeighted(y, 1, cv2.resize(shift, (width, height)), 1, -128, dst=y)
    new_u = cv2.addWeighted(u, _U_U, v, _U_V, 128 * (1 - _U_U - _U_V))
    new_v = cv2.addWeighted(u, _V_U, v, _V_V, 128 * (1 - _V_U - _V_V))
    u[:], v[:] = new_u, new_v
    return planes


def converter_for(fourcc: str) -> Converter:
    """For a V4L2 pixel format; anything unknown is taken for what OpenCV makes by itself, BGR."""
    if fourcc in ("MJPG", "JPEG"):
        return _JpegPictures()
    return {"YUYV": from_yuyv, "YUY2": from_yuyv, "NV12": from_nv12}.get(fourcc, _from_pixels)


class _JpegPictures:
    def __init__(self) -> None:
        self._decoder = JpegDecoder()

    def __call__(self, data: npt.NDArray[np.uint8], width: int, height: int) -> Planes:
        return self._decoder.planes(data.tobytes())


def _from_pixels(data: npt.NDArray[np.uint8], width: int, height: int) -> Planes:  # noqa: ARG001  # a Converter
    even = data[: data.shape[0] // 2 * 2, : data.shape[1] // 2 * 2, :3]
    return from_bgr(np.ascontiguousarray(even))
