"""Looks at decoded pictures as a viewer does, a few times a second, and notes which code is in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.engine.codes import CodeFinder
from app.engine.ffmpeg import to_planes
from app.engine.planes import split_planes
from app.playback.fetch import Unplayable

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

_EVERY_S = 0.15
_MOST_PIXELS = 4096 * 2304


class Viewer:
    """`tell(digits, at_ns)` is called for each code, with the moment in which a viewer sees it."""

    def __init__(self, tell: Callable[[str, int], None]) -> None:
        self._tell = tell
        self._finder = CodeFinder()
        self._looked_s: float | None = None
        self.has_picture = False

    def show(self, frame: VideoFrame, stamp_s: float, at_ns: int) -> None:
        """A frame with its own time stamp; most of them are not looked at."""
        if frame.width * frame.height > _MOST_PIXELS:
            raise Unplayable("too large", is_final=True)
        self.has_picture = True
        if self._looked_s is not None and 0 <= stamp_s - self._looked_s < _EVERY_S:
            return
        self._looked_s = stamp_s
        for digits in self._finder.digits(split_planes(to_planes(frame))[0]):
            self._tell(digits, at_ns)
