"""The sprites over the picture: slots with an order, coming and going by media time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.engine.compose.blend import blend
from app.engine.compose.motion import even, is_done, progress
from app.engine.messages import Motion, PutSprite, RemoveSprite
from app.engine.planes import Pixels, Planes
from app.engine.sprite import Sprite, sprite_of

STANDBY = "standby"
"""The slot whose sprite stands in for a missing camera picture and shows at no other time."""


@dataclass(slots=True, kw_only=True)
class _Layer:
    slot: str
    sprite: Sprite
    x: int
    y: int
    order: int
    serial: int
    enter: Motion
    mark: int
    entered_ms: float | None = None
    leave: Motion | None = None
    left_ms: float | None = None


def unasked(_mark: int, _media_ns: int) -> None:
    """Nobody wants to know when a marked sprite is seen."""


class Layers:
    """Commands come from any thread and begin with the next `draw`, which belongs to the programme thread.

    `on_mark(mark, media_ns)` is called on it, when a sprite with a mark is drawn for the first time.
    """

    def __init__(self, on_mark: Callable[[int, int], object] = unasked) -> None:
        self._on_mark = on_mark
        self._lock = threading.Lock()
        self._layers: list[_Layer] = []
        self._standby: _Layer | None = None
        self._serial = 0

    @property
    def slots(self) -> tuple[str, ...]:
        """Slots with a sprite that stays."""
        with self._lock:
            staying = [layer.slot for layer in self._layers if layer.leave is None]
            return tuple(sorted({*staying, *([STANDBY] if self._standby else [])}))

    def put(self, command: PutSprite, pixels: Pixels) -> None:
        """Converts `pixels`, premultiplied BGRA `(height, width, 4)`, in the caller's thread."""
        sprite = sprite_of(pixels)
        with self._lock:
            self._serial += 1
            layer = _Layer(
                slot=command.slot,
                sprite=sprite,
                x=even(command.x),
                y=even(command.y),
                order=command.order,
                serial=self._serial,
                enter=command.enter,
                mark=command.mark,
            )
            if command.slot == STANDBY:
                self._standby = layer
                return
            for old in self._staying(command.slot):
                # What is replaced stays as it is until the new one covers it, then goes without a trace.
                wait_ms = command.enter.delay_ms + (command.enter.ms if command.enter.is_crossfade else 0)
                old.leave, old.left_ms = Motion(delay_ms=wait_ms), None
            self._layers.append(layer)
            self._layers.sort(key=lambda layer: (layer.order, layer.serial))

    def remove(self, command: RemoveSprite) -> None:
        """An empty slot is no error: saying it twice is harmless."""
        with self._lock:
            if command.slot == STANDBY:
                self._standby = None
            for layer in self._staying(command.slot):
                layer.leave, layer.left_ms = command.leave, None

    def draw_standby(self, planes: Planes) -> bool:
        """Lays the stand-in over the whole picture; False when the console has sent none."""
        standby = self._standby
        if standby:
            blend(planes, standby.sprite, standby.x, standby.y, 1.0)
        return standby is not None

    def draw(self, planes: Planes, media_ms: float) -> None:
        """Blends every sprite as it stands at `media_ms`, in place."""
        with self._lock:
            self._layers = [layer for layer in self._layers if not _is_gone(layer, media_ms)]
            layers = list(self._layers)
        for layer in layers:
            if layer.entered_ms is None and layer.mark >= 0:
                self._on_mark(layer.mark, round(media_ms * 1e6))
            _draw(layer, planes, media_ms)

    def _staying(self, slot: str) -> Iterator[_Layer]:
        return (layer for layer in self._layers if layer.slot == slot and layer.leave is None)


def _is_gone(layer: _Layer, media_ms: float) -> bool:
    if layer.leave is None:
        return False
    if layer.left_ms is None:
        layer.left_ms = media_ms
    return is_done(layer.leave, media_ms - layer.left_ms)


def _draw(layer: _Layer, planes: Planes, media_ms: float) -> None:
    if layer.entered_ms is None:
        layer.entered_ms = media_ms
    come = progress(layer.enter, media_ms - layer.entered_ms)
    x = layer.x + layer.enter.dx * (1 - come)
    y = layer.y + layer.enter.dy * (1 - come)
    opacity = come
    if layer.leave is not None and layer.left_ms is not None:
        gone = progress(layer.leave, media_ms - layer.left_ms)
        x, y = x + layer.leave.dx * gone, y + layer.leave.dy * gone
        opacity *= 1 - gone
    blend(planes, layer.sprite, even(x), even(y), opacity)
