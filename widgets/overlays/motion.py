"""How overlays come, change and go; distances for a short side of 720."""

from __future__ import annotations

from app.engine.messages import Motion
from widgets.overlays.canvas import Canvas

SLIDE, RISE = 24, 72
PAUSE_MS = 80
CUT = Motion()
OUT = Motion(ms=180)
LATE = Motion(ms=150, delay_ms=100)
CHANGE = Motion(ms=180, is_crossfade=True)
SLATE = Motion(ms=400, is_crossfade=True)
SLATE_OUT = Motion(ms=400)


def up(canvas: Canvas, distance: float = SLIDE) -> Motion:
    """In from below."""
    return Motion(ms=250, dy=canvas.even(distance))


def from_left(canvas: Canvas) -> Motion:
    return Motion(ms=250, dx=-canvas.even(SLIDE))
