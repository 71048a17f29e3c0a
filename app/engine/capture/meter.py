"""How loud the sound is: level and peak in dBFS, and whether it went over."""

from __future__ import annotations

import math

import numpy as np

from app.engine.planes import BLOCK, SAMPLE_RATE, Samples
from app.engine.talk import SILENCE_DB, decibels

# A VU meter's window (IEC 60268-17); a peak is held, then falls by 20 dB a second.
_LEVEL_S = 0.3
_HOLD_BLOCKS = round(1.5 * SAMPLE_RATE / BLOCK)
_PEAK_FALL_DB = 20 * BLOCK / SAMPLE_RATE
_CLIP_BLOCKS = 3 * SAMPLE_RATE // BLOCK


class Meter:
    """Fed by the programme thread with sound that nothing has limited; the figures are read from any."""

    def __init__(self) -> None:
        self._power = 0.0
        self._held = 0
        self._since_clip = _CLIP_BLOCKS
        self.level_db = SILENCE_DB
        self.peak_db = SILENCE_DB
        self.clipped = 0

    @property
    def is_clipping(self) -> bool:
        """For three seconds after a sample reached full scale."""
        return self._since_clip < _CLIP_BLOCKS

    def feed(self, block: Samples) -> None:
        weight = 1 - math.exp(-BLOCK / SAMPLE_RATE / _LEVEL_S)
        power = float(np.mean(np.square(block)))
        self._power += (power - self._power) * weight
        self.level_db = decibels(math.sqrt(self._power))
        self._note_peak(float(np.max(np.abs(block))))

    def _note_peak(self, peak: float) -> None:
        peak_db = decibels(peak)
        self._held += 1
        if peak_db >= self.peak_db:
            self.peak_db, self._held = peak_db, 0
        elif self._held > _HOLD_BLOCKS:
            self.peak_db = max(peak_db, self.peak_db - _PEAK_FALL_DB)
        self._since_clip += 1
        if peak >= 1:
            self.clipped += 1
            self._since_clip = 0
