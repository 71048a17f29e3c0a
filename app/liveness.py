"""Whether viewers get anything, judged from the destinations."""

from __future__ import annotations


class Liveness:
    """Live while a destination takes the stream; away from the moment when none does."""

    def __init__(self) -> None:
        self.was_live = False
        self.lost_ns: int | None = None

    def judge(self, is_live: bool, now_ns: int) -> None:
        if is_live:
            self.was_live, self.lost_ns = True, None
        elif self.lost_ns is None:
            self.lost_ns = now_ns

    def away_s(self, now_ns: int) -> float:
        return (now_ns - self.lost_ns) / 1e9 if self.lost_ns else 0.0
