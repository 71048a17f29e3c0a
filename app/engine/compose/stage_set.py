"""Puts pictures into their places on one canvas, and lets one arrangement fade into the next."""

from __future__ import annotations

from collections.abc import Callable

import cv2

from app.engine.compose.places import Arrangement, Place, places
from app.engine.planes import Planes, new_planes, split_planes

# A thin light frame parts an inset from what lies beneath.
_RIM = 4
_RIM_COLOUR = (225, 128, 128)

Painter = Callable[[Place], Planes]
"""What stands in a place, in the place's size."""


class StageSet:
    """Belongs to the programme thread. Times are milliseconds of media time."""

    def __init__(self, width: int, height: int) -> None:
        self._size = (width, height)
        self._buffers = [new_planes(width, height), new_planes(width, height)]
        self._shown: Arrangement | None = None
        self._before: Arrangement | None = None
        self._began_ms = 0.0
        self._fade_ms = 0

    def change(self, arranged: Arrangement | None, fade_ms: int, at_ms: float) -> None:
        """What is to be seen from `at_ms` on. From and to an empty stage it is a cut."""
        if arranged == self._shown:
            return
        self._before = self._shown if arranged and fade_ms > 0 else None
        self._shown, self._began_ms, self._fade_ms = arranged, at_ms, fade_ms

    def cut(self) -> None:
        """Ends a fade at once: what was before cannot be shown any more."""
        self._before = None

    @property
    def roles(self) -> frozenset[object]:
        """Everyone who takes part in the picture now."""
        return frozenset(role for one in (self._shown, self._before) if one for role in one[1])

    def picture(self, painter: Painter, at_ms: float) -> Planes | None:
        """The whole canvas, the painter's own array where one picture covers it; valid until the next call.

        None: the stage is empty.
        """
        if self._shown is None:
            return None
        progress = self._progress(at_ms)
        after = self._laid(self._shown, painter, self._buffers[0])
        if self._before is None:
            return after
        before = self._laid(self._before, painter, self._buffers[1])
        cv2.addWeighted(before, 1 - progress, after, progress, 0, dst=self._buffers[1])
        return self._buffers[1]

    def _progress(self, at_ms: float) -> float:
        """0 to 1, slow at both ends: 3t^2 - 2t^3."""
        if self._before is None:
            return 1.0
        share = (at_ms - self._began_ms) / self._fade_ms
        if not 0 <= share < 1:
            self._before = None
            return 1.0
        return share * share * (3 - 2 * share)

    def _laid(self, arranged: Arrangement, painter: Painter, buffer: Planes) -> Planes:
        spots = places(arranged, *self._size)
        if len(spots) == 1:
            return painter(spots[0])
        for place in spots:
            if place.is_inset:
                _rim(buffer, place)
            lay(buffer, place, painter(place))
        return buffer


def lay(canvas: Planes, place: Place, picture: Planes) -> None:
    """Copies a picture of the place's size to where it belongs."""
    for plane, part, half in zip(split_planes(canvas), split_planes(picture), (1, 2, 2), strict=True):
        top, left = place.y // half, place.x // half
        plane[top : top + part.shape[0], left : left + part.shape[1]] = part


def _rim(canvas: Planes, place: Place) -> None:
    for plane, value, half in zip(split_planes(canvas), _RIM_COLOUR, (1, 2, 2), strict=True):
        top, left = (place.y - _RIM) // half, (place.x - _RIM) // half
        high, wide = (place.height + 2 * _RIM) // half, (place.width + 2 * _RIM) // half
        plane[top : top + high, left : left + wide] = value
