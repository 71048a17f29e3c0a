"""Whether a line is wide enough for a show: what its destinations need in sum against what the line carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEADROOM = 1.25
"""OBS and the platforms advise that a stream takes at most some 70 to 80 % of the uplink: at 80 % a line carries a
quarter more than the show needs, for key frames, for what else the store sends, and for a line that is worse at eight.
"""

_STEP_KBPS = 100
_LEAST_KBPS = 200


@dataclass(frozen=True, slots=True)
class Demand:
    """What a show asks of a line: `destinations` get a picture of the show's own bitrate and its sound; the others get
    a second picture that has a bitrate to itself, `fixed_kbps` together.
    """

    destinations: int
    audio_kbps: int
    fixed_kbps: int = 0

    def need_kbps(self, video_kbps: int) -> int:
        """Of all destinations together, when the show has that bitrate."""
        return self.destinations * (video_kbps + self.audio_kbps) + self.fixed_kbps


def demand_of(are_second: Sequence[bool], second_video_kbps: int | None, audio_kbps: int) -> Demand:
    """`are_second`: of each destination, whether it gets the second picture; without a bitrate, that has the show's."""
    fixed = sum(are_second) if second_video_kbps is not None else 0
    return Demand(len(are_second) - fixed, audio_kbps, fixed * ((second_video_kbps or 0) + audio_kbps))


@dataclass(frozen=True, slots=True)
class Uplink:
    """In kbit/s, of all destinations together, sound included. `is_at_least`: the line may carry more than that."""

    need_kbps: int
    carried_kbps: float
    is_at_least: bool = False

    @property
    def is_enough(self) -> bool:
        return self.carried_kbps >= self.need_kbps * HEADROOM

    def fitting_video_kbps(self, demand: Demand) -> int:
        """The show's bitrate with which this line carries that; 0 when none that can be set does."""
        left_kbps = self.carried_kbps / HEADROOM - demand.fixed_kbps
        each = left_kbps / max(demand.destinations, 1) - demand.audio_kbps
        fitting = int(each // _STEP_KBPS * _STEP_KBPS)
        return fitting if fitting >= _LEAST_KBPS else 0
