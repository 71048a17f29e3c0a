"""Brings sound slowly to one loudness, as ITU-R BS.1770 measures it."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from app.engine.mix.filters import SoundFilter
from app.engine.planes import SAMPLE_RATE, Samples

# BS.1770-5 annex 1: loudness of a mean square, and the relative gate.
_OFFSET_LU = -0.691
_RELATIVE_GATE_LU = -10.0
# FFmpeg says the momentary loudness, 400 ms long, each 100 ms: these are the gating blocks of the formula.
_MOMENTARY = "lavfi.r128.M"
_WINDOW = 80
_FIRST = 8
_SETTLED = 40
_FAST_DB_PER_S = 30.0
_UP_DB_PER_S = 3.0
_DOWN_DB_PER_S = 5.0
_STEADY_DB = 2.0


class Loudness:
    """Gated loudness of the last eight seconds in which somebody spoke, in LUFS. Raises `FilterFault`."""

    def __init__(self, absolute_gate_lufs: float) -> None:
        self._gate = absolute_gate_lufs
        self._filter = SoundFilter(["ebur128=metadata=1"])
        self._blocks: deque[float] = deque(maxlen=_WINDOW)
        self.count = 0

    def feed(self, samples: Samples) -> None:
        for frame in self._filter.frames(samples):
            momentary = float(frame.metadata.get(_MOMENTARY, "-inf"))
            if momentary > self._gate:
                self._blocks.append(momentary)
                self.count += 1

    def lufs(self) -> float | None:
        """None until enough was heard."""
        if len(self._blocks) < _FIRST:
            return None
        powers = 10 ** ((np.array(self._blocks) - _OFFSET_LU) / 10)
        above = powers >= float(np.mean(powers)) * 10 ** (_RELATIVE_GATE_LU / 10)
        return _OFFSET_LU + 10 * math.log10(float(np.mean(powers[above])))


class Leveller:
    """A gain that moves at most 5 dB a second, and fast only until a voice is known; used by one thread."""

    def __init__(
        self,
        target_lufs: float,
        least_db: float,
        most_db: float,
        absolute_gate_lufs: float,
        start_db: float = 0.0,
    ) -> None:
        self._target = target_lufs
        self._least_db = least_db
        self._most_db = most_db
        self._loudness = Loudness(absolute_gate_lufs)
        self._gain_db = start_db
        self._wanted_db: float | None = None

    @property
    def is_steady(self) -> bool:
        """Whether the gain has come about to where it should be."""
        return self._wanted_db is not None and abs(self._wanted_db - self._gain_db) < _STEADY_DB

    def feed(self, samples: Samples, *, is_learning: bool = True) -> Samples:
        """As long as `samples`, at once; the gain is a ramp. What is not learnt from is only made louder or softer."""
        if not samples.shape[1]:
            return samples
        if is_learning:
            self._loudness.feed(samples)
        before, self._gain_db = self._gain_db, self._next_db(samples.shape[1] / SAMPLE_RATE)
        if before == self._gain_db == 0:
            return samples
        ramp = 10 ** (np.linspace(before, self._gain_db, samples.shape[1]) / 20)
        louder: Samples = samples * ramp.astype(np.float32)
        return louder

    def _next_db(self, seconds: float) -> float:
        lufs = self._loudness.lufs()
        if lufs is None:
            return self._gain_db
        self._wanted_db = wanted = min(self._most_db, max(self._least_db, self._target - lufs))
        is_settled = self._loudness.count > _SETTLED
        up = (_UP_DB_PER_S if is_settled else _FAST_DB_PER_S) * seconds
        down = (_DOWN_DB_PER_S if is_settled else _FAST_DB_PER_S) * seconds
        return self._gain_db + min(up, max(-down, wanted - self._gain_db))
