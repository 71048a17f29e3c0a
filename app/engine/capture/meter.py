"""How loud the sound is: level and peak in dBFS."""

from __future__ import annotations

import math

import numpy as np

from app.engine.planes import BLOCK, SAMPLE_RATE, Samples

SILENCE_DB = -120.0
# A VU meter's window (IEC 60268-17); peaks fall by 20 dB a second.
_LEVEL_S = 0.3
_PEAK_FALL_DB = 20 * BLOCK / SAMPLE_RATE


class Meter:
    """Fed by the programme thread; the two figures are read from any."""

    def __init__(self) -> None:
        self._power = 0.0
        self.level_db = SILENCE_DB
        self.peak_db = SILENCE_DB

    def feed(self, block: Samples) -> None:
        weight = 1 - math.exp(-BLOCK / SAMPLE_RATE / _LEVEL_S)
        power = float(np.mean(np.square(block)))
        self._power += (power - self._power) * weight
        self.level_db = _decibels(math.sqrt(self._power))
        peak_db = _decibels(float(np.max(np.abs(block))))
        self.peak_db = max(peak_db, self.peak_db - _PEAK_FALL_DB)


def _decibels(amplitude: float) -> float:
    return max(SILENCE_DB, 20 * math.log10(amplitude)) if amplitude > 0 else SILENCE_DB
