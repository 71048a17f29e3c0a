"""One programme frame: the camera's picture or what stands in for it, under the sprites."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from app.engine.compose.layers import Layers, unasked
from app.engine.compose.pool import Pool
from app.engine.planes import Planes, new_planes, split_planes

# A quiet warm grey, lighter above: seen only until the console has sent its own slate.
_TOP, _BOTTOM = (82, 124, 131), (40, 126, 129)


class Compositor:
    """Owned by the programme thread, but for `layers` and `done`, which are safe from any."""

    def __init__(self, width: int, height: int, on_mark: Callable[[int, int], object] = unasked) -> None:
        self.layers = Layers(on_mark)
        self._pool = Pool(width, height)
        self._backdrop = _gradient(width, height)

    def compose(self, picture: Planes | None, media_ms: float) -> Planes:
        """A buffer of the pool with the whole frame; `picture` is copied, a decoder may still refer to it."""
        planes = self._pool.take()
        if picture is not None:
            np.copyto(planes, picture)
        else:
            np.copyto(planes, self._backdrop)
            self.layers.draw_standby(planes)
        self.layers.draw(planes, media_ms)
        return planes

    def done(self, planes: Planes) -> None:
        """Gives a frame's buffer back."""
        self._pool.give_back(planes)


def _gradient(width: int, height: int) -> Planes:
    planes = new_planes(width, height)
    for plane, top, bottom in zip(split_planes(planes), _TOP, _BOTTOM, strict=True):
        rows = np.linspace(top, bottom, plane.shape[0])
        # A little noise hides the bands that eight bits would show.
        noise = np.random.default_rng(1).uniform(-0.5, 0.5, plane.shape)
        plane[:] = np.rint(rows[:, None] + noise)
    return planes
