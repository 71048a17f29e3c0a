"""QR codes: read back from the picture, also as viewers get it, by OpenCV in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage

from app.domain.fault import FaultCode
from app.domain.on_air import OnAir
from tests.widgets.overlays.scenes import CANVASES, COAT, LANDSCAPE, PORTRAIT, scene, sprite, stage
from widgets.overlays import proof, qr
from widgets.overlays.canvas import Canvas

LINKS = ("HTTPS://DEMO.SHOP/P/1", "https://shop.example/sweater", "https://shop.example/p/" + "x" * 60)
# OpenCV brings another Qt's habits and FFmpeg; neither belongs into a process that paints.
READER = """
import json, sys, cv2
print(json.dumps([cv2.QRCodeDetector().detectAndDecode(cv2.imread(path))[0] for path in sys.argv[1:]]))
"""
ENCODER = """
import sys, av, cv2, numpy as np
from fractions import Fraction
source, target = sys.argv[1:]
image = av.open(source)
picture = next(image.decode(video=0)).reformat(format="yuv420p")
encoder = av.CodecContext.create("libx264", "w")
encoder.width, encoder.height, encoder.pix_fmt = picture.width, picture.height, "yuv420p"
encoder.time_base, encoder.framerate, encoder.bit_rate = Fraction(1, 30), 30, 2_000_000
encoder.options = {"preset": "veryfast", "maxrate": "2000k", "bufsize": "2000k", "tune": "zerolatency"}
decoder = av.CodecContext.create("h264", "r")
plane = np.asarray(picture.to_ndarray())
frames, noise = [], np.random.default_rng(1)
height = picture.height
for number in range(20):
    moved = plane.copy()
    moved[:height, : picture.width // 3] = np.roll(plane[:height, : picture.width // 3], 7 * number, 0)
    moved[:height] = np.clip(moved[:height] + noise.normal(0, 4, moved[:height].shape), 16, 235)
    frame = av.VideoFrame.from_ndarray(moved, "yuv420p")
    frame.pts = number
    for packet in encoder.encode(frame):
        frames += decoder.decode(packet)
cv2.imwrite(target, frames[-1].to_ndarray(format="bgr24"))
"""


def run(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def on_camera(on_air: OnAir, canvas: Canvas) -> QImage:
    return proof.composed(scene(on_air, canvas), proof.camera(canvas))


def test_the_code_is_read_back_from_every_canvas_and_size(qapp: Any, tmp_path: Path) -> None:
    paths, wanted = [], []
    for canvas in CANVASES:
        for link in LINKS:
            path = tmp_path / f"{canvas.width}-{len(link)}.png"
            assert on_camera(stage(replace(COAT, link=link)), canvas).save(str(path))
            paths.append(str(path))
            wanted.append(link)
    assert json.loads(run(READER, *paths)) == wanted


@pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT], ids=str)
def test_the_code_is_read_back_from_a_moving_picture_at_2_mbit(
    qapp: Any, tmp_path: Path, canvas: Canvas
) -> None:
    source, target = tmp_path / "in.png", tmp_path / "out.png"
    assert on_camera(stage(COAT), canvas).save(str(source))
    run(ENCODER, str(source), str(target))
    assert json.loads(run(READER, str(target))) == [COAT.link]


@pytest.mark.parametrize("canvas", CANVASES, ids=str)
def test_modules_are_whole_pixels_in_a_quiet_white_tile(qapp: Any, canvas: Canvas) -> None:
    made, code = sprite("card", scene(stage(COAT), canvas)), qr.code(COAT.link)
    assert code is not None
    module = qr.module_px(canvas)
    assert module >= 4
    side = qr.tile_px(canvas, code)
    assert side == code.modules * module
    image = QImage(made.image)
    left, top = _finder(image, module)
    for row in range(len(code.rows)):
        for column in range(len(code.rows)):
            wanted = "#14161a" if code.rows[row][column] else "#ffffff"
            for dx, dy in ((0, 0), (module - 1, module - 1)):
                colour = image.pixelColor(left + column * module + dx, top + row * module + dy)
                assert colour == QColor(wanted)
    for step in range(1, 4 * module - 4):
        assert image.pixelColor(left - step, top + 3 * module) == QColor("#ffffff")


def _finder(image: QImage, module: int) -> tuple[int, int]:
    """The top left module of the code: seven dark ones in a row under plain white."""
    dark, white = QColor("#14161a"), QColor("#ffffff")
    for y in range(image.height()):
        for x in range(image.width() - 7 * module):
            if image.pixelColor(x, y) == dark and image.pixelColor(x - 1, y) == white:
                run_ = all(image.pixelColor(x + step, y) == dark for step in range(7 * module))
                if run_ and image.pixelColor(x, y - 1) == white:
                    return x, y
    raise AssertionError("no code in the picture")


def test_a_link_beyond_version_6_gives_no_code_but_a_fault(qapp: Any) -> None:
    assert qr.code("https://shop.example/" + "x" * 85) is not None
    made = sprite("card", scene(stage(replace(COAT, link="https://shop.example/" + "x" * 86))))
    assert [(fault.code, fault.where) for fault in made.faults] == [(FaultCode.LINK_TOO_LONG, "product:1")]


@pytest.mark.parametrize("link", ["", "x" * 100_000, "\ud800", "好" * 500])
def test_no_link_is_hostile_enough_to_stop_a_card(qapp: Any, link: str) -> None:
    sprite("card", scene(stage(replace(COAT, link=link))))
