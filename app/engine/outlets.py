"""What a programme gives to the rest of the engine: its results as they come, and its figures when asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.fault import Fault
from app.engine.messages import AudioCounts, FrameCounts
from app.engine.planes import Planes
from app.engine.rate.rung import Aim
from app.engine.tag import Fragment, Tag


def unheard(*_: object) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """Where the programme's results go; none of these may block.

    `on_tag`, `on_fragment`: `encode` thread, in order. `on_frame(planes, media_ns)`: `program` thread, each
    composed frame as I420 `(height * 3 // 2, width)`, valid only during the call. `on_first_frame(media_ns)`:
    once, when the first frame is encoded. `on_film_end(begins_ms)`, `on_mark(mark, media_ns)`:
    `program` thread. `on_fault`, `on_cleared(where)`: any engine thread.
    """

    on_tag: Callable[[Tag], None]
    on_fragment: Callable[[Fragment], None]
    on_fault: Callable[[Fault], None]
    on_cleared: Callable[[str], None]
    on_frame: Callable[[Planes, int], None]
    on_first_frame: Callable[[int], None]
    on_film_end: Callable[[int], object] = unheard
    on_mark: Callable[[int, int], object] = unheard


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Figures of the running programme; levels in dBFS."""

    aim: Aim
    frames: FrameCounts
    audio: AudioCounts
    camera: str
    camera_fps: float
    level_db: float
    peak_db: float
    is_clipping: bool


@dataclass(slots=True)
class Tally:
    """Ticks of one programme by what became of them."""

    composed: int = 0
    skipped: int = 0
    dropped: int = 0
    without_picture: int = 0
    left_out: int = 0
