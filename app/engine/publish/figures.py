"""The running figures of one destination: its thread writes, anybody reads."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from app.engine.publish.histogram import Histogram

_WINDOW_NS = 2_000_000_000
_SAMPLE_NS = 250_000_000


@dataclass(slots=True)
class Figures:
    """Sums over all connections of one destination; `latency` is capture to socket of each video frame.

    Of the present connection: bytes the peer has `acknowledged`, and those written that it has not.
    """

    bytes_sent: int = 0
    frames_sent: int = 0
    acknowledged: int = 0
    on_the_way: int = 0
    latency: Histogram = field(default_factory=Histogram)
    bitrate_kbps: float = 0.0
    _samples: deque[tuple[int, int]] = field(default_factory=deque)

    def measure(self, now_ns: int) -> None:
        """Takes a sample of `bytes_sent` for the bitrate, which is the mean of the last two seconds."""
        if self._samples and now_ns - self._samples[-1][0] < _SAMPLE_NS:
            return
        self._samples.append((now_ns, self.bytes_sent))
        while now_ns - self._samples[0][0] > _WINDOW_NS:
            self._samples.popleft()
        since_ns, before = self._samples[0]
        if now_ns > since_ns:
            self.bitrate_kbps = (self.bytes_sent - before) * 8e6 / (now_ns - since_ns)

    def forget_rate(self) -> None:
        """Off air: nothing flows."""
        self._samples.clear()
        self.bitrate_kbps = 0.0
