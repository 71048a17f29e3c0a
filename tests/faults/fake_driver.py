"""A camera for a machine without any: stands where OpenCV's stand, in the real engine, and does what a file says."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from app.engine.capture.cameras.device import DeviceCamera, Found, devices
from app.engine.capture.cameras.test_card import BARS, BIT_SIZE, BITS, ONE, SQUARE, ZERO
from app.engine.capture.source import Canvas, camera_kinds
from app.engine.capture.stillness import Stillness
from tests.faults.device_orders import Orders

PATH = "/dev/v4l/by-id/usb-Storecast_Test_Camera_1"
WELL: Mapping[str, Any] = {
    "path": PATH,
    "index": 0,
    "does": "well",
    "torn_every": 0,
    "width": 1280,
    "height": 720,
}
_FPS = 30
_FULL = 1280


class FakeCapture:
    """As much of `cv2.VideoCapture` as the engine uses: YUYV with the test card's number and flash."""

    def __init__(self, orders: Orders, index: int) -> None:
        self._orders, self._index = orders, index
        self._next_s = time.monotonic()
        self._count = 0
        self._plain = np.zeros((0, 0, 2), np.uint8)
        self._second = int(time.monotonic())
        self._last = self._plain
        orders.note_opened()

    def isOpened(self) -> bool:  # noqa: N802  # OpenCV's name
        return self._is_there()

    def set(self, propId: int, value: float) -> bool:  # noqa: N803
        return True

    def get(self, propId: int) -> float:  # noqa: N803
        orders = self._orders.now()
        known = {
            cv2.CAP_PROP_FRAME_WIDTH: orders["width"],
            cv2.CAP_PROP_FRAME_HEIGHT: orders["height"],
            cv2.CAP_PROP_FPS: _FPS,
            cv2.CAP_PROP_FOURCC: cv2.VideoWriter.fourcc(*"YUYV"),
        }
        return float(known.get(propId, 0))

    def read(self) -> tuple[bool, cv2.typing.MatLike]:
        self._next_s = max(self._next_s + 1 / _FPS, time.monotonic() - 0.1)
        time.sleep(max(0.0, self._next_s - time.monotonic()))
        while self._does("hangs"):
            time.sleep(0.01)
        if not self._is_there():
            return False, self._last
        self._count += 1
        orders = self._orders.now()
        if orders["torn_every"] and self._count % orders["torn_every"] == 0:
            return True, np.zeros((3, 7), np.uint8)
        if orders["does"] != "repeats" or not self._last.size:
            self._last = self._picture(orders["width"], orders["height"])
        return True, self._last

    def release(self) -> None:
        return

    def _does(self, what: str) -> bool:
        return bool(self._orders.now()["does"] == what)

    def _is_there(self) -> bool:
        orders = self._orders.now()
        return bool(orders["does"] != "gone" and orders["index"] == self._index)

    def _picture(self, width: int, height: int) -> npt.NDArray[np.uint8]:
        if self._plain.shape[:2] != (height, width):
            self._plain = bars(width, height)
        number = time.monotonic_ns() // 1_000_000
        picture, block = self._plain.copy(), BIT_SIZE * width // _FULL
        bits = np.where((number >> np.arange(BITS)) & 1 == 1, ONE, ZERO).astype(np.uint8)
        picture[:block, : BITS * block, 0] = bits.repeat(block)
        picture[:block, : BITS * block, 1] = 128
        if number // 1000 != self._second:
            self._second = number // 1000
            side = SQUARE * width // _FULL
            top, left = (height - side) // 2, (width - side) // 2
            picture[top : top + side, left : left + side] = (ONE, 128)
        return picture


def bars(width: int, height: int) -> npt.NDArray[np.uint8]:
    """The test card's colours as YUYV."""
    picture = np.zeros((height, width, 2), np.uint8)
    columns = np.arange(width // 2) * len(BARS) // (width // 2)
    y, u, v = (np.array(values, np.uint8)[columns] for values in zip(*BARS, strict=True))
    picture[:, 0::2, 0] = picture[:, 1::2, 0] = y
    picture[:, 0::2, 1], picture[:, 1::2, 1] = u, v
    return picture


def install(path: Path) -> None:
    """From now on `device:` opens this camera."""
    orders, stillness = Orders(path, WELL), Stillness()

    def cameras() -> list[Found]:
        told = orders.now()
        return [] if told["does"] == "gone" else [Found(told["path"], "Test camera", told["index"])]

    def opened(argument: str, canvas: Canvas) -> DeviceCamera:
        return DeviceCamera(
            argument, canvas, cameras, lambda index: FakeCapture(orders, index), stillness=stillness
        )

    camera_kinds.register("device", devices)(opened)
