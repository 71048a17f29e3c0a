"""Camera devices through OpenCV: one backend for each system, one stable name for each camera."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt
from cv2_enumerate_cameras import enumerate_cameras

from app.domain.fault import FaultCode
from app.engine.capture.camera_formats import Converter, converter_for
from app.engine.capture.lens import Lens, Locks
from app.engine.capture.source import Canvas, Picture, SourceFault, camera_kinds
from app.engine.capture.stillness import Stillness
from app.engine.ffmpeg import FFmpegError
from app.engine.messages import Device
from app.engine.planes import Planes

KIND = "device"
_BACKENDS = {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_MSMF, "darwin": cv2.CAP_AVFOUNDATION}
_BACKEND = _BACKENDS.get(sys.platform, cv2.CAP_ANY)
# Only V4L2 hands out what the camera sends; the others have it converted to BGR by the system.
_IS_RAW = _BACKEND == cv2.CAP_V4L2
_MOST_BROKEN = 30


class Capture(Protocol):
    """As much of `cv2.VideoCapture` as is used."""

    def isOpened(self) -> bool: ...  # noqa: N802  # OpenCV's names
    def set(self, propId: int, value: float) -> bool: ...  # noqa: N803
    def get(self, propId: int) -> float: ...  # noqa: N803
    def read(self) -> tuple[bool, cv2.typing.MatLike]: ...
    def release(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Found:
    """A camera that is plugged in: its stable path, its name, and its number for the pinned backend."""

    path: str
    name: str
    index: int


def list_cameras() -> list[Found]:
    """Every camera of the pinned backend; slow, up to a second on Windows."""
    if _BACKEND == cv2.CAP_ANY:
        return []
    cameras = enumerate_cameras(_BACKEND)
    return [Found(_stable_path(str(camera.path)), camera.name, camera.index) for camera in cameras]


def devices() -> tuple[Device, ...]:
    """What the host can choose."""
    return tuple(Device(id=f"{KIND}:{camera.path}", name=camera.name) for camera in list_cameras())


def open_capture(index: int) -> Capture:
    return cv2.VideoCapture(index, _BACKEND)


def chosen(cameras: list[Found], wanted: str) -> Found | None:
    """The camera of that path, or the only one of that name; never another."""
    for camera in cameras:
        if camera.path == wanted:
            return camera
    named = [camera for camera in cameras if camera.name == wanted]
    return named[0] if len(named) == 1 else None


class DeviceCamera:
    """The newest picture of a camera; older ones that no tick asked for are forgotten.

    A frozen driver that goes on delivering one picture gives no newer one: its stamp stays behind.
    """

    is_timeless = True

    def __init__(
        self,
        argument: str,
        canvas: Canvas,
        cameras: Callable[[], list[Found]] = list_cameras,
        capture: Callable[[int], Capture] = open_capture,
        clock: Callable[[], int] = time.perf_counter_ns,
        stillness: Stillness | None = None,
    ) -> None:
        self._wanted = argument
        self._canvas = canvas
        self._cameras = cameras
        self._capture = capture
        self._clock = clock
        self._stillness = stillness or Stillness()
        self._newest: Picture | None = None
        self.locks = Locks()
        self.is_lock_refused = False

    def run(self, stopping: threading.Event) -> None:
        """`camera-absent` when not plugged in, `camera-busy` when it does not open, `camera-lost` later."""
        found = chosen(self._cameras(), self._wanted)
        if found is None:
            raise SourceFault(FaultCode.CAMERA_ABSENT)
        capture = self._capture(found.index)
        try:
            if not capture.isOpened():
                raise SourceFault(FaultCode.CAMERA_BUSY)
            self._read(capture, stopping)
        finally:
            capture.release()

    def picture(self, at_ns: int) -> Picture | None:
        return self._newest

    def _read(self, capture: Capture, stopping: threading.Event) -> None:
        converter = _negotiate(capture, self._canvas)
        lens, broken = Lens(capture, _IS_RAW), 0
        while not stopping.is_set():
            if (is_done := lens.apply(self.locks)) is not None:
                self.is_lock_refused = not is_done
            is_good, data = capture.read()
            captured_ns = self._clock()
            if not is_good:
                code = FaultCode.CAMERA_LOST if self._newest else FaultCode.CAMERA_BUSY
                raise SourceFault(code)
            if self._stillness.is_repeat(np.asarray(data, np.uint8), captured_ns):
                continue
            planes = _converted(converter, data, capture)
            broken = 0 if planes is not None else broken + 1
            if broken > _MOST_BROKEN:
                raise SourceFault(FaultCode.CAMERA_LOST, "unreadable pictures")
            if planes is not None:
                # A fresh array each time: the tick may still be copying the last one.
                self._newest = Picture(planes, captured_ns)


class DeviceCameras:
    """Opens cameras, and remembers of each what it showed last."""

    def __init__(self) -> None:
        self._stillness: dict[str, Stillness] = {}

    def open(self, argument: str, canvas: Canvas) -> DeviceCamera:
        return DeviceCamera(argument, canvas, stillness=self._stillness.setdefault(argument, Stillness()))


camera_kinds.register(KIND, devices)(DeviceCameras().open)


def _negotiate(capture: Capture, canvas: Canvas) -> Converter:
    """Asks for the canvas' size and rate; raw first, Motion JPEG where raw is too slow for the cable."""
    if _IS_RAW:
        capture.set(cv2.CAP_PROP_CONVERT_RGB, 0)
    for fourcc in ("YUYV", "MJPG"):
        if _IS_RAW:
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*fourcc))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, max(canvas.width, canvas.height))
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, min(canvas.width, canvas.height))
        capture.set(cv2.CAP_PROP_FPS, canvas.fps)
        is_full_size = capture.get(cv2.CAP_PROP_FRAME_HEIGHT) >= min(canvas.width, canvas.height)
        if is_full_size and capture.get(cv2.CAP_PROP_FPS) >= min(canvas.fps, 30) * 0.9:
            break
    return converter_for(_fourcc(capture) if _IS_RAW else "BGR3")


def _fourcc(capture: Capture) -> str:
    code = int(capture.get(cv2.CAP_PROP_FOURCC))
    return code.to_bytes(4, "little", signed=code < 0).decode("ascii", "replace")


def _converted(converter: Converter, data: cv2.typing.MatLike, capture: Capture) -> Planes | None:
    width, height = (int(capture.get(key)) for key in (cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT))
    raw: npt.NDArray[np.uint8] = np.asarray(data, np.uint8)
    try:
        return converter(raw, width, height)
    except (FFmpegError, EOFError, ValueError, cv2.error):
        # One torn picture on the cable is not worth a word.
        return None


def _stable_path(path: str) -> str:
    """On Linux /dev/video0 is whoever came first; udev's link by serial number, else by socket, is stable."""
    if sys.platform != "linux":
        return path
    for folder in (Path("/dev/v4l/by-id"), Path("/dev/v4l/by-path")):
        links = sorted(folder.iterdir()) if folder.is_dir() else []
        for link in links:
            if os.path.realpath(link) == os.path.realpath(path):
                return str(link)
    return path
