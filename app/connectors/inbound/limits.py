"""How much the inbound door takes, and for how long it waits."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of the door. Times in seconds, sizes in bytes."""

    requests_per_s: int = 50
    forged_per_s: int = 20
    body_bytes: int = 1 << 20
    rows: int = 500
    connections: int = 32
    sockets: int = 16
    waiting: int = 64
    idle_s: float = 10.0
    body_within_s: float = 5.0
    store_within_s: float = 10.0
    ping_every_s: float = 20.0
    dead_after_s: float = 45.0
    close_within_s: float = 0.4
    linger_s: float = 2.0


class Bucket:
    """So many a second, and as many at once; `clock` in seconds. One thread."""

    def __init__(self, per_s: float, clock: Callable[[], float]) -> None:
        self._per_s = per_s
        self._clock = clock
        self._left = per_s
        self._at_s = clock()

    def take(self) -> int:
        """0 when one more may pass, else after how many whole seconds to come back."""
        now_s = self._clock()
        self._left = min(self._per_s, self._left + (now_s - self._at_s) * self._per_s)
        self._at_s = now_s
        if self._left >= 1:
            self._left -= 1
            return 0
        return max(1, math.ceil((1 - self._left) / self._per_s))
