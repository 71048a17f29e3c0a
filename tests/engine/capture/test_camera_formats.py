"""Colours of camera formats, against FFmpeg's own conversion."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np
import numpy.typing as npt
import pytest
from av.video.reformatter import ColorRange, Colorspace

from app.engine.capture.camera_formats import converter_for
from app.engine.planes import Planes, from_bgr, split_planes

WIDTH, HEIGHT = 64, 32
COLOURS = [(24, 35, 138), (200, 90, 30), (128, 128, 128), (20, 200, 60), (250, 250, 250)]


def flat(bgr: tuple[int, int, int]) -> npt.NDArray[np.uint8]:
    return np.full((HEIGHT, WIDTH, 3), bgr, np.uint8)


def sent(bgr: tuple[int, int, int], pix_fmt: str) -> npt.NDArray[np.uint8]:
    """What a camera sends: BT.601, limited range."""
    frame = av.VideoFrame.from_ndarray(flat(bgr), format="bgr24").reformat(
        format=pix_fmt, dst_colorspace=int(Colorspace.ITU601), dst_color_range=int(ColorRange.MPEG)
    )
    return frame.to_ndarray().astype(np.uint8)


def jpeg(bgr: tuple[int, int, int]) -> npt.NDArray[np.uint8]:
    codec = av.CodecContext.create("mjpeg", "w")
    codec.width, codec.height, codec.pix_fmt = WIDTH, HEIGHT, "yuvj422p"
    codec.time_base = Fraction(1, 30)
    codec.options = {"q": "2"}
    frame = av.VideoFrame.from_ndarray(flat(bgr), format="bgr24").reformat(
        format="yuvj422p", dst_colorspace=int(Colorspace.ITU601), dst_color_range=int(ColorRange.JPEG)
    )
    packets = [*codec.encode(frame), *codec.encode(None)]
    return np.frombuffer(bytes(packets[0]), np.uint8)


def middle(planes: Planes) -> list[int]:
    return [int(plane[plane.shape[0] // 2, plane.shape[1] // 2]) for plane in split_planes(planes)]


@pytest.mark.parametrize("bgr", COLOURS)
@pytest.mark.parametrize("fourcc", ["YUYV", "NV12", "MJPG", "BGR3"])
def test_every_format_comes_out_as_the_same_bt709_colour(fourcc: str, bgr: tuple[int, int, int]) -> None:
    data = {
        "YUYV": lambda: sent(bgr, "yuyv422"),
        "NV12": lambda: sent(bgr, "nv12"),
        "MJPG": lambda: jpeg(bgr),
        "BGR3": lambda: flat(bgr),
    }[fourcc]()
    planes = converter_for(fourcc)(data, WIDTH, HEIGHT)
    assert planes.shape == (HEIGHT * 3 // 2, WIDTH)
    assert np.allclose(middle(planes), middle(from_bgr(flat(bgr))), atol=3)


def test_yuyv_keeps_every_pixel_of_luma_in_its_place() -> None:
    data = np.full((HEIGHT, WIDTH, 2), 128, np.uint8)
    data[:, :, 0] = np.arange(WIDTH) + 100
    y = split_planes(converter_for("YUYV")(data, WIDTH, HEIGHT))[0]
    assert np.array_equal(y[5], np.arange(WIDTH) + 100)


def test_white_black_and_red_follow_the_standard() -> None:
    assert middle(from_bgr(flat((255, 255, 255)))) == [235, 128, 128]
    assert middle(from_bgr(flat((0, 0, 0)))) == [16, 128, 128]
    # 75 % red of the colour bars in ITU-R BT.709 limited range.
    assert np.allclose(middle(from_bgr(flat((0, 0, 191)))), (51, 109, 212), atol=1)
