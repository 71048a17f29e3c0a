"""What becomes of a tick's picture, in each programme: cards over it, the encoder, the preview, its buffer back."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.engine.capture.source import Canvas, Picture
from app.engine.compose.compositor import Compositor
from app.engine.encode.encoder import Encoder
from app.engine.outlets import Tally
from app.engine.planes import Planes

log = logging.getLogger(__name__)


class PictureOutput:
    """Belongs to the programme thread."""

    def __init__(
        self,
        canvas: Canvas,
        compositor: Compositor,
        encoder: Encoder,
        tally: Tally,
        on_frame: Callable[[Planes, int], None],
    ) -> None:
        self._canvas = canvas
        self._compositor = compositor
        self._encoder = encoder
        self._tally = tally
        self._on_frame = on_frame

    def put(self, picture: Picture | None, tick: int) -> None:
        """`picture` None: there is none, and the standby slate covers the canvas."""
        due_ns = self._canvas.due_ns(tick)
        media_ns = due_ns - self._canvas.epoch_ns
        planes = self._compositor.compose(picture.planes if picture else None, media_ns / 1e6)
        self._tally.composed += 1
        self._tally.without_picture += picture is None
        is_taken = self._encoder.put_picture(planes, tick, picture.captured_ns if picture else due_ns)
        # Viewers come first: the preview reads what the encoder reads, and only this thread takes buffers anew.
        self._show(planes, media_ns)
        if not is_taken:
            self._tally.dropped += 1
            self._compositor.done(planes)

    def _show(self, planes: Planes, media_ns: int) -> None:
        try:
            self._on_frame(planes, media_ns)
        except Exception:  # a preview that fails costs nobody a frame, and no buffer
            log.exception("a frame could not be shown")
