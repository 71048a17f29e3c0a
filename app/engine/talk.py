"""Whether somebody speaks: sound well above the noise of the room, which is followed by itself."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

from app.engine.planes import SAMPLE_RATE, Samples

SILENCE_DB = -120.0
# Pauses between syllables bring the floor down at once; a fan that starts is the floor after some seconds.
_RISE_DB_PER_S = 3.0
_LEAST_FLOOR_DB = -80.0
_ABOVE_DB = 10.0
_LEAST_TALK_DB = -50.0
# Syllables swing; a fan that was just switched on does not. About a second of what was loud is looked at.
_LEAST_SWING_DB = 5.0
_LOUD_KEPT = 40


def decibels(amplitude: float) -> float:
    """In dBFS; silence is -120."""
    return max(SILENCE_DB, 20 * math.log10(amplitude)) if amplitude > 0 else SILENCE_DB


def rms_db(samples: Samples) -> float:
    return decibels(math.sqrt(float(np.mean(np.square(samples)))))


class Talk:
    """Fed by one thread with the sound of a microphone."""

    def __init__(self) -> None:
        self.floor_db = SILENCE_DB / 2
        self.level_db = SILENCE_DB
        self._loud: deque[float] = deque(maxlen=_LOUD_KEPT)

    def feed(self, samples: Samples) -> bool:
        """Whether there is a voice in `samples` `(2, n)`."""
        self.level_db = rms_db(samples)
        if self.level_db < self.floor_db:
            self.floor_db = max(_LEAST_FLOOR_DB, self.level_db)
        else:
            self.floor_db += min(
                self.level_db - self.floor_db, _RISE_DB_PER_S * samples.shape[1] / SAMPLE_RATE
            )
        if self.level_db <= max(self.floor_db + _ABOVE_DB, _LEAST_TALK_DB):
            return False
        self._loud.append(self.level_db)
        return max(self._loud) - min(self._loud) > _LEAST_SWING_DB
