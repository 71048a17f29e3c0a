"""A camera for rehearsals without one: a host in a shop shows a coat, breathes, speaks and sways."""

from __future__ import annotations

import math
import threading

import cv2
import numpy as np

from app.engine.capture.scene.brush import Sheet
from app.engine.capture.scene.host import (
    BODY,
    COAT,
    HEAD,
    MOUTH,
    paint_body,
    paint_coat,
    paint_head,
    paint_mouth,
)
from app.engine.capture.scene.puppet import Place, Pose, Puppet, shifted
from app.engine.capture.scene.shop import LANDSCAPE, PORTRAIT, paint_shop
from app.engine.capture.source import Canvas, Picture, camera_kinds
from app.engine.planes import Planes, from_bgr, new_planes, split_planes

_SHORT_SIDE = 720
# The shop is out of focus: half the art's pixels show all that there is, and are painted four times as fast.
_SHOP_SCALE = 0.5
_MARGIN = 16
_GRAIN = 3
# Between the host's head and the coat that she shows.
_HOSTS_MIDDLE = 0.37


@camera_kinds.register("demo")
class DemoCamera:
    """Painted when it starts, in a third of a second, then moved a little for each tick."""

    def __init__(self, argument: str, canvas: Canvas) -> None:
        self._canvas = canvas
        self._scene: _Scene | None = None

    def run(self, stopping: threading.Event) -> None:
        self._scene = _Scene(self._canvas)
        stopping.wait()

    def picture(self, at_ns: int) -> Picture | None:
        """Valid until the next call."""
        if self._scene is None:
            return None
        seconds = (at_ns - self._canvas.epoch_ns) / 1e9
        return Picture(self._scene.at(seconds), at_ns, middle=self._scene.middle)


class _Scene:
    def __init__(self, canvas: Canvas) -> None:
        size = (canvas.width, canvas.height)
        k = min(size) / _SHORT_SIDE
        is_portrait = canvas.height > canvas.width
        place = Place(1.17 * k, -167 * k, 72 * k) if is_portrait else Place(k, 0, 0)
        self.middle = 0.5 if is_portrait else _HOSTS_MIDDLE
        self._k = k
        self._shop = _painted_shop(size, k, is_portrait)
        self._body = Puppet(BODY, paint_body, place, size)
        self._head = Puppet(HEAD, paint_head, place, size)
        self._mouth = Puppet(MOUTH, paint_mouth, place, size)
        self._coat = Puppet(COAT, paint_coat, place, size)
        self._planes = new_planes(*size)
        self._is_coats_turn = False
        self._move_host(0, 0, 0)
        random = np.random.default_rng(3)
        normal = random.normal(_GRAIN, 0.8, (canvas.height + 64, canvas.width + 64))
        self._grain = np.clip(np.rint(normal), 0, 2 * _GRAIN).astype(np.uint8)
        self._random = random

    def at(self, seconds: float) -> Planes:
        """The picture at a moment of the show."""
        k = self._k
        sway_x = k * (3.2 * math.sin(seconds * 0.43) + 1.1 * math.sin(seconds * 1.07))
        sway_y = k * (1.6 * math.sin(seconds * 0.61) + 0.6 * math.sin(seconds * 1.31))
        self._move_shop(sway_x * 0.6, sway_y * 0.6)
        self._move_host(seconds, sway_x + k * 2 * math.sin(seconds * 0.8), sway_y)
        for part in (self._body, self._head, self._mouth, self._coat):
            part.draw(self._planes)
        self._light(seconds)
        return self._planes

    def _move_host(self, seconds: float, x: float, y: float) -> None:
        """Turning parts take turns, one each tick: at half the rate so slow a motion looks the same."""
        k = self._k
        breath = math.sin(seconds * 2 * math.pi / 3.8)
        self._body.move(Pose(x=x, y=y - k * 1.6 * breath))
        self._is_coats_turn = not self._is_coats_turn
        if self._is_coats_turn:
            lifted = 2.2 * math.sin(seconds * 0.95) + 0.7 * math.sin(seconds * 2.1)
            self._coat.move(Pose(lifted, x, y + k * 3 * math.sin(seconds * 0.95)))
            return
        nod = 1.6 * math.sin(seconds * 0.9) + 0.9 * math.sin(seconds * 2.3)
        head = Pose(
            nod, x + k * 1.5 * math.sin(seconds * 0.7), y + k * (1.4 * math.sin(seconds * 2.1) - 1.6 * breath)
        )
        self._head.move(head)
        # The mouth turns about itself and shifts with the chin, 40 pixels above the neck that the head turns on.
        self._mouth.move(Pose(nod, head.x + k * 40 * math.radians(nod), head.y, _speech(seconds)))

    def _move_shop(self, x: float, y: float) -> None:
        shop, picture = split_planes(self._shop), split_planes(self._planes)
        for source, plane, factor in zip(shop, picture, (1, 0.5, 0.5), strict=True):
            plane[:] = shifted(source, (plane.shape[1], plane.shape[0]), x * factor, y * factor)

    def _light(self, seconds: float) -> None:
        """The lamps' slow unsteadiness and the sensor's grain, in one pass over luma."""
        y = split_planes(self._planes)[0]
        top, left = self._random.integers(0, 64, 2)
        grain = self._grain[top : top + y.shape[0], left : left + y.shape[1]]
        brightness = 1 + 0.008 * math.sin(seconds * 0.37) + 0.003 * math.sin(seconds * 5.1)
        cv2.addWeighted(y, brightness, grain, 1, -_GRAIN, dst=y)


def _painted_shop(size: tuple[int, int], k: float, is_portrait: bool) -> Planes:
    width, height = size[0] + 2 * _MARGIN, size[1] + 2 * _MARGIN
    fine = _SHOP_SCALE / k
    margin = _MARGIN * fine
    sheet = Sheet(round(width * fine), round(height * fine), _SHOP_SCALE, margin, margin)
    paint_shop(sheet, PORTRAIT if is_portrait else LANDSCAPE)
    pixels = cv2.resize(sheet.pixels[:, :, :3], (width, height), interpolation=cv2.INTER_CUBIC)
    return from_bgr(cv2.GaussianBlur(pixels, (0, 0), 1.3 * k).astype(np.uint8, copy=False))


def _speech(seconds: float) -> float:
    """How far the mouth is open: syllables in phrases, with pauses between."""
    phrase = math.sin(seconds * 0.9) + 0.5 * math.sin(seconds * 0.37 + 1)
    if phrase < -0.4:
        return 0.55
    syllable = abs(math.sin(seconds * 7.3)) * (0.6 + 0.4 * math.sin(seconds * 11.7))
    return 0.55 + 0.65 * syllable
