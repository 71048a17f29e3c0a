"""When what a phone sent was recorded, by our clock: its stamps are even, its network is not."""

from __future__ import annotations

_LATE_NS = 100_000_000
_PATIENCE_NS = 500_000_000
# Clocks of phones run apart by some millionths; so slow a pull hides them and no burst moves it.
_PULL = 0.01


class Pace:
    """The least delay that was seen belongs to every stamp; a lasting greater one is believed after half a second."""

    def __init__(self) -> None:
        self._offset_ns: float | None = None
        self._late_since_ns: int | None = None

    def moment_ns(self, stamp_ms: int, arrived_ns: int) -> int:
        """On the clock of `arrived_ns`, and never after it."""
        stamp_ns = stamp_ms * 1_000_000
        seen_ns = float(arrived_ns - stamp_ns)
        if self._offset_ns is None or seen_ns <= self._offset_ns:
            self._offset_ns, self._late_since_ns = seen_ns, None
        elif seen_ns - self._offset_ns < _LATE_NS:
            self._offset_ns += (seen_ns - self._offset_ns) * _PULL
            self._late_since_ns = None
        elif self._late_since_ns is None:
            self._late_since_ns = arrived_ns
        elif arrived_ns - self._late_since_ns > _PATIENCE_NS:
            self._offset_ns, self._late_since_ns = seen_ns, None
        return stamp_ns + round(self._offset_ns)
