"""Music under a voice: it steps back while somebody speaks, and comes up again in the pauses that are real ones."""

from __future__ import annotations

import math

import numpy as np

from app.engine.planes import SAMPLE_RATE, Samples
from app.engine.talk import Talk

DEPTH_DB = -12.0
ATTACK_S = 0.08
RELEASE_S = 0.7
# Shorter than this is a breath.
HOLD_S = 0.5
_OFF_DB = -90.0


class Ducker:
    """Used by one thread; what it hears decides what the music is turned to."""

    def __init__(self) -> None:
        self._talk = Talk()
        self._quiet_s = HOLD_S
        self._duck_db = 0.0
        self._gain_db = _OFF_DB

    def feed(self, voice: Samples, music: Samples, volume_db: float) -> Samples:
        """The music for the moments of `voice`, both `(2, n)`."""
        if not voice.shape[1]:
            return music
        seconds = voice.shape[1] / SAMPLE_RATE
        self._quiet_s = 0.0 if self._talk.feed(voice) else self._quiet_s + seconds
        is_down = self._quiet_s < HOLD_S
        speed = ATTACK_S if is_down else RELEASE_S
        self._duck_db += ((DEPTH_DB if is_down else 0.0) - self._duck_db) * (1 - math.exp(-seconds / speed))
        before, self._gain_db = self._gain_db, volume_db + self._duck_db
        ramp = np.linspace(10 ** (before / 20), 10 ** (self._gain_db / 20), voice.shape[1], dtype=np.float32)
        turned: Samples = music * ramp
        return turned
