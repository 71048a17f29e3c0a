"""The ladder that the picture climbs down when there is too little upload or too little computer."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.engine.messages import Configure

# Lines, whether frames are halved, and the least and most share of the bitrate that the show asks for. At 3000 kbit/s:
# below 1050 half the frames look better, below 600 in 540 lines, below 300 in 360; what a smaller size may take at
# most bounds its VBV, and with it how long a key frame holds up a narrow line.
_STEPS = (
    (None, False, 0.35, 1.0),
    (None, True, 0.20, 0.50),
    (540, True, 0.10, 0.30),
    (360, True, 0.0, 0.15),
)
LEAST_KBPS = 60.0
_SLOWEST_FPS = 20


@dataclass(frozen=True, slots=True)
class Rung:
    """A size and frame rate (every `divisor`-th tick), and the bitrates between which it serves."""

    width: int
    height: int
    divisor: int
    least_kbps: float
    most_kbps: float


@dataclass(frozen=True, slots=True)
class Aim:
    """What to encode from now on; held: a line is choked, two pictures a second are enough until it has drained."""

    rung: Rung
    kbps: int
    is_held: bool = False


def ladder(configure: Configure) -> tuple[Rung, ...]:
    """The show's own picture first; a step that would be no smaller than the one before only widens that one."""
    rungs: list[Rung] = []
    for lines, is_halved, least_share, most_share in _STEPS:
        size = _shrunk(configure.width, configure.height, lines)
        divisor = 2 if is_halved and configure.fps >= _SLOWEST_FPS else 1
        least, most = (_kbps(configure.video_kbps, share) for share in (least_share, most_share))
        if rungs and (*size, divisor) == (rungs[-1].width, rungs[-1].height, rungs[-1].divisor):
            rungs[-1] = replace(rungs[-1], least_kbps=least)
        else:
            rungs.append(Rung(*size, divisor, least, most))
    return tuple(rungs)


def full_aim(configure: Configure) -> Aim:
    return Aim(ladder(configure)[0], configure.video_kbps)


def words_of(aim: Aim, configure: Configure) -> str:
    """What became less, in the field's own units: 540p, 15 fps, or below half of the bitrate."""
    lines = min(aim.rung.width, aim.rung.height)
    if lines < min(configure.width, configure.height):
        return f"{lines}p"
    if aim.rung.divisor > 1:
        return f"{configure.fps // aim.rung.divisor} fps"
    share = aim.kbps / configure.video_kbps
    return f"{math.ceil(share * 4) / 4 * configure.video_kbps / 1000:.1f} Mb/s"


def _kbps(whole: int, share: float) -> float:
    return max(whole * share, min(LEAST_KBPS, whole))


def _shrunk(width: int, height: int, lines: int | None) -> tuple[int, int]:
    """The shorter side at most `lines`, sides even, as 4:2:0 wants them."""
    scale = min(1.0, lines / min(width, height)) if lines else 1.0
    return round(width * scale / 2) * 2, round(height * scale / 2) * 2
