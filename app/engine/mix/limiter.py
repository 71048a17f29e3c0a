"""The last word on loudness: no true peak above -1.5 dB."""

from __future__ import annotations

from app.engine.mix.filters import SoundFilter, timing_of
from app.engine.planes import Samples

TRUE_PEAK_DB = -1.5
# Limited at four times the rate (BS.1770-5 annex 2), where a peak between two samples is one. The filter that goes
# back to 48 kHz rings a little: that is the margin.
_MARGIN_DB = 0.5
_LIMIT = 10 ** ((TRUE_PEAK_DB - _MARGIN_DB) / 20)
_STEPS = (
    "aresample=192000",
    f"alimiter=limit={_LIMIT:.4f}:attack=5:release=80:level=0",
    "aresample=48000",
)


class Limiter:
    """An `Effect`; raises `FilterFault` when it is made and when it is fed."""

    def __init__(self) -> None:
        self.timing = timing_of(_STEPS)
        self._filter = SoundFilter(_STEPS)

    def feed(self, samples: Samples) -> Samples:
        return self._filter.feed(samples)
