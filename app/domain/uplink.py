"""Whether a line is wide enough for a show: what its destinations need in sum against what the line carries."""

from __future__ import annotations

from dataclasses import dataclass

HEADROOM = 1.25
"""OBS and the platforms advise that a stream takes at most some 70 to 80 % of the uplink: at 80 % a line carries a
quarter more than the show needs, for key frames, for what else the store sends, and for a line that is worse at eight.
"""

_STEP_KBPS = 100
_LEAST_KBPS = 200


@dataclass(frozen=True, slots=True)
class Uplink:
    """In kbit/s, of all destinations together, sound included. `is_at_least`: the line may carry more than that."""

    need_kbps: int
    carried_kbps: float
    is_at_least: bool = False

    @property
    def is_enough(self) -> bool:
        return self.carried_kbps >= self.need_kbps * HEADROOM

    def fitting_video_kbps(self, destinations: int, audio_kbps: int) -> int:
        """The picture's bitrate that this line carries to so many destinations; 0 when none that can be set does."""
        each = self.carried_kbps / HEADROOM / max(destinations, 1) - audio_kbps
        fitting = int(each // _STEP_KBPS * _STEP_KBPS)
        return fitting if fitting >= _LEAST_KBPS else 0
