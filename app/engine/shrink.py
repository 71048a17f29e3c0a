"""Makes the preview's pictures: shrinks the planes first, then converts the few pixels that are left."""

from __future__ import annotations

import cv2
import numpy as np

from app.engine.ffmpeg import Painter
from app.engine.planes import Planes, new_planes, split_planes
from app.engine.preview import PreviewWriter, RingLayout


class Preview:
    """Puts every frame that is due into a ring. Belongs to the `program` thread."""

    def __init__(self, width: int, height: int, fps: int) -> None:
        self.writer = PreviewWriter(RingLayout(width, height))
        self._every_ns = 1_000_000_000 // max(1, fps)
        self._due_ns = 0
        # PyAV takes heights that are multiples of four, FFmpeg's fast road leaves out what is beyond eight columns.
        self._padded = new_planes(width + -width % 8, height + -height % 4)
        half = slice((height + 1) // 2), slice((width + 1) // 2)
        luma, u, v = split_planes(self._padded)
        self._small = (luma[:height, :width], u[half], v[half])
        self._painter = Painter()

    def offer(self, planes: Planes, media_ns: int) -> None:
        """Shrinks and writes the frame when the next one is due."""
        if media_ns < self._due_ns and self._due_ns - media_ns < 2 * self._every_ns:
            return
        self._due_ns = media_ns + self._every_ns * 9 // 10
        for plane, small in zip(split_planes(planes), self._small, strict=True):
            cv2.resize(plane, (small.shape[1], small.shape[0]), dst=small, interpolation=cv2.INTER_LINEAR)
        layout = self.writer.layout
        pixels = self._painter.bgra(self._padded)[: layout.height, : layout.width]
        self.writer.put(np.ascontiguousarray(pixels).data.cast("B"))

    def close(self) -> None:
        self.writer.close()
