"""Camera devices, with a fake in the place of OpenCV's."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from app.domain.fault import FaultCode
from app.engine.capture.cameras import device
from app.engine.capture.cameras.device import DeviceCamera, Found, chosen
from app.engine.capture.lens import Lens, Locks
from app.engine.capture.source import Canvas, SourceFault
from app.engine.capture.stillness import Stillness
from app.engine.planes import size_of

CANVAS = Canvas(width=320, height=180, fps=30, epoch_ns=0)
ONE = Found("/dev/v4l/by-id/usb-A", "Cam", 0)
TWIN = Found("/dev/v4l/by-id/usb-B", "Cam", 2)
OTHER = Found("/dev/v4l/by-id/usb-C", "Studio", 4)


class FakeCapture:
    """Gives `pictures` pictures, then fails; notes what was asked of it."""

    def __init__(
        self, data: Callable[[], np.ndarray[tuple[int, ...], np.dtype[np.uint8]]], pictures: int = 3
    ) -> None:
        self.data = data
        self.pictures = pictures
        self.is_open = True
        self.is_released = False
        self.values: dict[int, float] = {}

    def isOpened(self) -> bool:  # noqa: N802  # OpenCV's name
        return self.is_open

    def set(self, propId: int, value: float) -> bool:  # noqa: N803
        self.values[propId] = value
        return True

    def get(self, propId: int) -> float:  # noqa: N803
        return self.values.get(propId, 0)

    def read(self) -> tuple[bool, cv2.typing.MatLike]:
        self.pictures -= 1
        return self.pictures >= 0, self.data()

    def release(self) -> None:
        self.is_released = True


def yuyv() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.full((180, 320, 2), (120, 128), np.uint8)


def camera(capture: FakeCapture, found: list[Found], wanted: str = ONE.path) -> DeviceCamera:
    opened: list[int] = []

    def open_it(index: int) -> FakeCapture:
        opened.append(index)
        assert opened == [ONE.index], "another camera was opened"
        return capture

    return DeviceCamera(wanted, CANVAS, cameras=lambda: found, capture=open_it, clock=lambda: 77)


@pytest.fixture(autouse=True)
def _raw(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "_IS_RAW", True)


def fault_of(camera: DeviceCamera) -> FaultCode:
    with pytest.raises(SourceFault) as caught:
        camera.run(threading.Event())
    return caught.value.code


def test_the_newest_picture_is_there_when_the_camera_goes_and_its_loss_is_told() -> None:
    capture = FakeCapture(yuyv)
    source = camera(capture, [OTHER, ONE])
    assert source.picture(0) is None
    assert fault_of(source) is FaultCode.CAMERA_LOST
    picture = source.picture(0)
    assert picture is not None and picture.captured_ns == 77 and size_of(picture.planes) == (320, 180)
    assert picture.planes[10, 10] == 120 and capture.is_released


def test_a_camera_that_is_not_there_is_absent_and_no_other_is_opened() -> None:
    assert fault_of(camera(FakeCapture(yuyv), [TWIN, OTHER])) is FaultCode.CAMERA_ABSENT


@pytest.mark.parametrize("pictures", [0, 5])
def test_a_camera_that_does_not_open_or_gives_nothing_is_busy(pictures: int) -> None:
    capture = FakeCapture(yuyv, pictures=0)
    capture.is_open = pictures == 0
    assert fault_of(camera(capture, [ONE])) is FaultCode.CAMERA_BUSY
    assert capture.is_released


def test_a_name_will_do_when_only_one_camera_has_it() -> None:
    assert chosen([ONE, OTHER], "Studio") == OTHER
    assert chosen([ONE, OTHER, TWIN], "Cam") is None
    assert chosen([ONE, TWIN], TWIN.path) == TWIN


def test_torn_pictures_are_passed_over_and_too_many_are_a_fault() -> None:
    torn = np.zeros((3, 7), np.uint8)
    data = iter([yuyv(), torn, torn, yuyv()])
    source = camera(FakeCapture(lambda: next(data, torn), pictures=4), [ONE])
    assert fault_of(source) is FaultCode.CAMERA_LOST
    only_torn = FakeCapture(lambda: torn, pictures=1000)
    assert fault_of(camera(only_torn, [ONE])) is FaultCode.CAMERA_LOST
    assert only_torn.pictures > 900


def noisy(pictures: int, then: int) -> Callable[[], npt.NDArray[np.uint8]]:
    """So many pictures of a still scene with one level of noise in one pixel, then one of them again and again."""

    def picture(number: int) -> npt.NDArray[np.uint8]:
        data = yuyv()
        data[number % 7, number // 7 % 100, 0] ^= 1
        return data

    numbers = itertools.chain(range(pictures), itertools.repeat(then))
    return lambda: picture(next(numbers))


def stamps(capture: FakeCapture, source: DeviceCamera) -> list[int]:
    """The newest picture's stamp after each of the device's pictures."""
    seen: list[int] = []
    read = capture.read

    def watched() -> tuple[bool, cv2.typing.MatLike]:
        picture = source.picture(0)
        seen.append(picture.captured_ns if picture else 0)
        return read()

    capture.read = watched  # type: ignore[method-assign]
    fault_of(source)
    return seen[1:]


def ticking(capture: FakeCapture, stillness: Stillness) -> DeviceCamera:
    clock = itertools.count(1, 33_000_000)
    return DeviceCamera(
        ONE.path, CANVAS, lambda: [ONE], lambda _: capture, lambda: next(clock), stillness=stillness
    )


def test_a_driver_that_repeats_one_picture_gives_no_newer_one_even_when_it_is_opened_again() -> None:
    stillness = Stillness()
    capture = FakeCapture(noisy(120, then=119), pictures=180)
    seen = stamps(capture, ticking(capture, stillness))
    assert len(set(seen[:120])) == 120 and set(seen[120:]) == {seen[119]}
    again = FakeCapture(noisy(0, then=119), pictures=60)
    assert set(stamps(again, ticking(again, stillness))) == {0}


def test_the_noise_of_a_still_scene_is_enough_to_be_alive() -> None:
    capture = FakeCapture(noisy(600, then=0), pictures=600)
    assert len(set(stamps(capture, ticking(capture, Stillness())))) == 600


def test_a_source_that_stands_still_by_nature_is_believed() -> None:
    slides = iter(number // 30 for number in range(3_301))
    capture = FakeCapture(lambda: noisy(0, then=next(slides))(), pictures=3_300)
    assert len(set(stamps(capture, ticking(capture, Stillness())))) == 3_300


def test_stopping_ends_the_reading_and_closes_the_device() -> None:
    capture = FakeCapture(yuyv, pictures=1_000_000)
    stopping = threading.Event()
    thread = threading.Thread(target=camera(capture, [ONE]).run, args=(stopping,))
    thread.start()
    stopping.set()
    thread.join(5)
    assert not thread.is_alive() and capture.is_released


def test_motion_jpeg_is_asked_for_when_raw_is_too_slow_for_the_cable() -> None:
    class Slow(FakeCapture):
        def get(self, propId: int) -> float:  # noqa: N803
            is_raw = self.values.get(cv2.CAP_PROP_FOURCC) == cv2.VideoWriter.fourcc(*"YUYV")
            return 10 if propId == cv2.CAP_PROP_FPS and is_raw else super().get(propId)

    capture = Slow(yuyv, pictures=0)
    fault_of(camera(capture, [ONE]))
    assert capture.values[cv2.CAP_PROP_FOURCC] == cv2.VideoWriter.fourcc(*"MJPG")
    quick = FakeCapture(yuyv, pictures=0)
    fault_of(camera(quick, [ONE]))
    assert quick.values[cv2.CAP_PROP_FOURCC] == cv2.VideoWriter.fourcc(*"YUYV")


def test_listing_works_with_no_camera_at_all() -> None:
    assert all(found.id.startswith("device:") for found in device.devices())


def test_a_lock_holds_what_the_camera_has_set_by_itself() -> None:
    capture = FakeCapture(yuyv)
    capture.values |= {cv2.CAP_PROP_EXPOSURE: 157, cv2.CAP_PROP_WB_TEMPERATURE: 4300}
    lens = Lens(capture, is_v4l2=True)
    assert lens.apply(Locks()) is None and cv2.CAP_PROP_AUTO_EXPOSURE not in capture.values
    assert lens.apply(Locks(is_exposure_locked=True)) is True
    assert (capture.values[cv2.CAP_PROP_AUTO_EXPOSURE], capture.values[cv2.CAP_PROP_EXPOSURE]) == (1, 157)
    assert cv2.CAP_PROP_AUTO_WB not in capture.values
    assert lens.apply(Locks(is_white_balance_locked=True)) is True
    assert capture.values[cv2.CAP_PROP_AUTO_EXPOSURE] == 3
    assert (capture.values[cv2.CAP_PROP_AUTO_WB], capture.values[cv2.CAP_PROP_WB_TEMPERATURE]) == (0, 4300)


class FixedCapture(FakeCapture):
    """A camera without these controls."""

    def set(self, propId: int, value: float) -> bool:  # noqa: N803
        return propId not in (cv2.CAP_PROP_AUTO_EXPOSURE, cv2.CAP_PROP_AUTO_WB) and super().set(propId, value)


@pytest.mark.parametrize(("kind", "is_refused"), [(FakeCapture, False), (FixedCapture, True)])
def test_a_camera_without_the_control_says_so_and_goes_on(kind: type[FakeCapture], is_refused: bool) -> None:
    source = camera(kind(yuyv), [ONE])
    source.locks = Locks(is_exposure_locked=True)
    assert fault_of(source) is FaultCode.CAMERA_LOST
    assert source.is_lock_refused is is_refused and source.picture(0) is not None
