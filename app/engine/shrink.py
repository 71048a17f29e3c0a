"""Makes the preview's pictures: shrinks the planes first, then converts the few pixels that are left."""

from __future__ import annotations

import cv2
import numpy as np

from app.engine.planes import Planes, split_planes
from app.engine.preview import PreviewWriter, RingLayout

# OpenCV converts BT.601 only; these take limited-range BT.709 to full-range RGB (ITU-R BT.709-6, 3.2 to 3.4).
_FROM_YUV = np.array(
    [
        [255 / 219, 0.0, 1.5748 * 255 / 224],
        [255 / 219, -0.1873 * 255 / 224, -0.4681 * 255 / 224],
        [255 / 219, 1.8556 * 255 / 224, 0.0],
    ]
)
_BGRA = np.asarray(
    np.vstack([_FROM_YUV[::-1], [[0.0, 0.0, 0.0]]])
    @ np.hstack([np.eye(3), np.array([[-16.0], [-128.0], [-128.0]])])
    + np.array([[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 255.0]]),
    np.float32,
)


class Preview:
    """Puts every frame that is due into a ring. Belongs to the `program` thread."""

    def __init__(self, width: int, height: int, fps: int) -> None:
        self.writer = PreviewWriter(RingLayout(width, height))
        self._every_ns = 1_000_000_000 // max(1, fps)
        self._due_ns = 0
        self._yuv: Planes = np.empty((height, width, 3), np.uint8)
        self._bgra: Planes = np.empty((height, width, 4), np.uint8)

    def offer(self, planes: Planes, media_ns: int) -> None:
        """Shrinks and writes the frame when the next one is due."""
        if media_ns < self._due_ns and self._due_ns - media_ns < 2 * self._every_ns:
            return
        self._due_ns = media_ns + self._every_ns * 9 // 10
        size = (self.writer.layout.width, self.writer.layout.height)
        small = [cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) for plane in split_planes(planes)]
        cv2.merge(small, self._yuv)
        cv2.transform(self._yuv, _BGRA, self._bgra)
        self.writer.put(self._bgra.data.cast("B"))

    def close(self) -> None:
        self.writer.close()
