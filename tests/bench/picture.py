"""What layouts, fades and looks cost: processor milliseconds a frame, all threads, on the programme's own road."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from app.domain.layout import Layout
from app.engine.capture.source import CameraSource, Canvas, Picture, Registry, camera_kinds
from app.engine.compose.look import Look
from app.engine.compose.still import PRODUCT
from app.engine.picture_messages import Key, SetCamera, SetLook, SetScene, SetSecondCamera
from app.engine.planes import Planes
from app.engine.scenery import Scenery

SIZES = ((1280, 720), (720, 1280), (1920, 1080))
FRAME_NS = 33_333_333
TIMES = 60
LOOKS = {
    "smoothing": SetLook(smoothing=1),
    "sharpening": SetLook(sharpening=1),
    "both": SetLook(smoothing=1, sharpening=1),
    "key": SetLook(key=Key(colour=(0, 177, 64))),
}


class Still:
    """A camera that costs nothing, so that only the joining is measured."""

    def __init__(self, planes: Planes) -> None:
        self._planes = planes

    def run(self, stopping: threading.Event) -> None:
        stopping.wait()

    def picture(self, at_ns: int) -> Picture | None:
        return Picture(self._planes, at_ns)


def run() -> dict[str, Any]:
    """ "All skin" is a worst case that no camera gives: every pixel skin, and all of it unquiet."""
    figures: dict[str, Any] = {}
    for width, height in SIZES:
        canvas = Canvas(width=width, height=height, fps=30, epoch_ns=0)
        host = _host(canvas)
        figures[f"{width}x{height}"] = {
            **_layouts(canvas, host),
            **{name: _look_ms(setting, host) for name, setting in LOOKS.items()},
            "both, all skin": _look_ms(LOOKS["both"], _skin(width, height)),
        }
    return figures


def _look_ms(setting: SetLook, picture: Planes) -> float:
    look = Look(setting)
    return _median_ms(lambda: look.laid(picture, {}))


def _host(canvas: Canvas) -> Planes:
    """One picture of the demo's host."""
    camera, stopping = camera_kinds.open("demo", canvas), threading.Event()
    threading.Thread(target=camera.run, args=(stopping,), daemon=True).start()
    while (picture := camera.picture(0)) is None:
        stopping.wait(0.05)
    stopping.set()
    return picture.planes.copy()


def _skin(width: int, height: int) -> Planes:
    planes: Planes = np.full((height * 3 // 2, width), 110, np.uint8)
    planes[:height] = np.random.default_rng(1).integers(90, 190, (height, width))
    planes[height * 5 // 4 :] = 148
    return planes


def _layouts(canvas: Canvas, host: Planes) -> dict[str, float]:
    kinds: Registry[CameraSource] = Registry()
    kinds.register("still")(lambda argument, canvas: Still(host))
    scenery = Scenery(canvas, lambda fault: None, lambda where: None, kinds)
    scenery.obey(SetCamera(source="still"))
    scenery.obey(SetSecondCamera(source="still"))
    scenery.view.stills.put(PRODUCT, np.full((720, 720, 4), 200, np.uint8))
    while not (scenery.host.picture(0) and scenery.second.picture(0)):
        time.sleep(0.01)  # the two cameras open in threads of their own
    ticks = iter(range(1_000_000))

    def tick() -> object:
        return scenery.picture(next(ticks) * FRAME_NS)

    figures = {}
    for layout in (*Layout, Layout.HOST):
        scenery.obey(SetScene(layout=layout, fade_ms=0))
        figures[layout.value] = _median_ms(tick)
    # A fade that does not end while it is measured.
    scenery.obey(SetScene(layout=Layout.INSET, fade_ms=1_000_000))
    figures["fade host to inset"] = _median_ms(tick)
    scenery.stop(2)
    return figures


def _median_ms(step: Callable[[], object], times: int = TIMES) -> float:
    step()
    costs = []
    for _ in range(times):
        began_s = time.process_time()
        step()
        costs.append((time.process_time() - began_s) * 1000)
    return round(statistics.median(costs), 2)
