"""The preview of the console that is attached: a fresh ring for each attachment and each size."""

from __future__ import annotations

import logging
import threading

from app.engine.messages import PreviewReady, SetPreview
from app.engine.planes import Planes
from app.engine.shrink import Preview

_WIDEST, _HIGHEST = 3840, 2160
_log = logging.getLogger(__name__)


class PreviewFeed:
    """`offer`, `offer_second` belong to the `program` thread, the rest to any; a ring is never closed while it is
    written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted: SetPreview | None = None
        self._preview: Preview | None = None
        self._is_second = False

    def want(self, wanted: SetPreview) -> PreviewReady | None:
        """Another size or rate; what the console must be told of."""
        with self._lock:
            self._wanted = wanted
        return self.renew()

    def renew(self) -> PreviewReady | None:
        """A ring for a console that has just attached; None when no preview is wanted, or none is to be had."""
        with self._lock:
            self._drop()
            wanted = self._wanted
            if wanted is None or wanted.width <= 0 or wanted.height <= 0:
                return None
            self._is_second = wanted.is_second
            width, height = min(wanted.width, _WIDEST), min(wanted.height, _HIGHEST)
            try:
                self._preview = Preview(width, height, wanted.fps)
            except (
                OSError
            ):  # no shared memory: a console without a preview is better than an engine without a console
                _log.exception("there is no memory for the preview")
                return None
            writer = self._preview.writer
            return PreviewReady(shm=writer.name, width=width, height=height, slots=writer.layout.slots)

    def hide(self, name: str) -> None:
        """The console has that ring mapped: its name may go."""
        with self._lock:
            if self._preview and self._preview.writer.name == name:
                self._preview.writer.hide()

    def offer(self, planes: Planes, media_ns: int) -> None:
        """Shows a composed frame when the next one is due."""
        with self._lock:
            if self._preview and not self._is_second:
                self._preview.offer(planes, media_ns)

    def offer_second(self, planes: Planes, media_ns: int) -> None:
        """A composed frame of the second canvas."""
        with self._lock:
            if self._preview and self._is_second:
                self._preview.offer(planes, media_ns)

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        before, self._preview = self._preview, None
        if before:
            before.close()
