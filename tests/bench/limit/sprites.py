"""What every peer lays over the clip: card, lower third, countdown with its digits, and a logo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QGuiApplication

from app.domain.on_air import CountdownOnAir, LowerThirdOnAir
from app.engine.messages import Motion, PutSprite
from tests.widgets.overlays.scenes import COAT, scene, sprite, stage
from widgets import fonts
from widgets.overlays.canvas import Canvas
from widgets.overlays.overlay import Painted

SLOTS = ("card", "lower-third", "countdown", "countdown-digits")
COUNTDOWN_S = 120

_CUT = Motion()

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Laid:
    """A painted sprite: premultiplied BGRA `(height, width, 4)` and its place."""

    slot: str
    pixels: Pixels
    x: int
    y: int
    order: int

    def command(self, enter: Motion = _CUT) -> PutSprite:
        height, width = self.pixels.shape[:2]
        return PutSprite(
            slot=self.slot,
            shm="",
            x=self.x,
            y=self.y,
            width=width,
            height=height,
            order=self.order,
            enter=enter,
        )

    def write(self, path: Path) -> None:
        """As PNG, whose alpha is straight."""
        alpha = self.pixels[:, :, 3:].astype(np.float32)
        colour = self.pixels[:, :, :3].astype(np.float32) * 255 / np.maximum(alpha, 1)
        straight = np.concatenate([np.rint(colour), alpha], axis=2)
        cv2.imwrite(str(path), np.clip(straight, 0, 255).astype(np.uint8))


def laid(width: int, height: int, at_s: float = 0.0) -> tuple[Laid, ...]:
    """All of them as they stand `at_s` seconds after the countdown began; needs no screen."""
    painted = _painted(width, height, at_s, SLOTS)
    return (*painted, _logo(Canvas(width, height)))


def digits(width: int, height: int, at_s: float) -> Laid:
    """The countdown's digits alone, the only thing that changes each second."""
    return _painted(width, height, at_s, ("countdown-digits",))[0]


def _painted(width: int, height: int, at_s: float, slots: Sequence[str]) -> tuple[Laid, ...]:
    application = QGuiApplication.instance() or QGuiApplication(["bench", "-platform", "offscreen"])
    fonts.load()
    on_air = stage(
        COAT,
        title="秋冬上新",
        countdown=CountdownOnAir(product_id="coat", ends_at_s=float(COUNTDOWN_S)),
        lower_third=LowerThirdOnAir(name="Lin", role="Host"),
    )
    shown = scene(on_air, Canvas(width, height), at_s=at_s)
    found = tuple(_of(slot, sprite(slot, shown)) for slot in slots)
    del application
    return found


def _of(slot: str, painted: Painted) -> Laid:
    image = painted.image
    pixels = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), image.width(), 4)
    return Laid(slot, pixels, painted.x, painted.y, painted.order)


def _logo(canvas: Canvas) -> Laid:
    """A disc of 120 pixels with a soft edge at the top right, as a brand's mark."""
    side = canvas.even(120)
    pixels = np.zeros((side, side, 4), np.uint8)
    cv2.circle(pixels, (side // 2, side // 2), side // 2 - 2, (24, 35, 138, 255), -1, cv2.LINE_AA)
    cv2.circle(pixels, (side // 2, side // 2), side // 4, (200, 210, 220, 255), -1, cv2.LINE_AA)
    return Laid("logo", pixels, canvas.safe[2] - side, canvas.safe[1], 100)
