"""A place in the sound's path where an effect can be put in and taken out without a gap or a click."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from app.engine.mix.filters import FilterFault, Timing
from app.engine.planes import BLOCK, Samples

# So much past sound is played to an effect that is put in, so that its filters have swung in.
_PRIMING = 4 * BLOCK


class Effect(Protocol):
    """Makes other sound of sound; it comes later, by its `timing`."""

    timing: Timing

    def feed(self, samples: Samples) -> Samples:
        """What comes out for `samples`; raises `FilterFault`."""


class Insert:
    """What comes out stands where it stood on the timeline before, whatever the effect's delay: it only comes later.

    So a listener of the clock notices nothing but that blocks are due `lead` samples later. Used by one thread.
    """

    def __init__(self) -> None:
        self._effect: Effect | None = None
        self._has_it = False
        # `_dry` ends with the newest sound that came in; of its tail `_pending` samples did not go out yet.
        self._dry = np.zeros((2, 0), np.float32)
        self._pending = 0
        self._wet = np.zeros((2, 0), np.float32)
        self._late = 0
        self._share = 0.0
        self.trouble = ""

    @property
    def lead(self) -> int:
        """How far the sound that comes in must be ahead of what is wanted."""
        return self._effect.timing.delay + self._effect.timing.held if self._effect else 0

    def put(self, effect: Effect | None) -> None:
        """Fades to `effect`, or to none, over a block."""
        if effect is None or self._effect is not None:
            self._has_it = effect is not None
            return
        past = self._dry[:, : self._dry.shape[1] - self._pending]
        self._effect, self._has_it, self.trouble = effect, True, ""
        self._share = 0.0 if past.shape[1] else 1.0
        self._wet = np.zeros((2, 0), np.float32)
        self._late = effect.timing.delay + past.shape[1]
        self._take(past)
        self._take(self._dry[:, past.shape[1] :])

    def feed(self, samples: Samples) -> Samples:
        """All that is ready to go on: as much as came in, but for what the effect holds back."""
        self._dry = np.concatenate([self._dry, samples], axis=1)
        self._pending += samples.shape[1]
        self._take(samples)
        ready = min(self._pending, self._wet.shape[1]) if self._effect else self._pending
        begin = self._dry.shape[1] - self._pending
        dry = self._dry[:, begin : begin + ready]
        out = self._faded(dry, self._wet[:, :ready]) if self._effect else dry
        self._wet = self._wet[:, ready:]
        self._pending -= ready
        if self._effect and not self._has_it and self._share == 0:
            self._effect = None
            rest = self._dry[:, self._dry.shape[1] - self._pending :]
            out, self._pending = np.concatenate([out, rest], axis=1), 0
        self._dry = self._dry[:, -(_PRIMING + self._pending) :]
        return out

    def _take(self, samples: Samples) -> None:
        if self._effect is None or not samples.shape[1]:
            return
        try:
            came = self._effect.feed(samples)
        except FilterFault as fault:
            # The plain sound goes on from where the effect had come to.
            self._effect, self._has_it, self._share, self.trouble = None, False, 0.0, str(fault)
            return
        lost = min(self._late, came.shape[1])
        self._late -= lost
        self._wet = np.concatenate([self._wet, came[:, lost:]], axis=1)

    def _faded(self, dry: Samples, wet: Samples) -> Samples:
        target = 1.0 if self._has_it else 0.0
        if self._share == target:
            return wet if self._has_it else dry
        steps = np.arange(1, dry.shape[1] + 1, dtype=np.float32) / BLOCK
        ramp: Samples = np.clip(self._share + (steps if self._has_it else -steps), 0, 1, dtype=np.float32)
        if ramp.size:
            self._share = float(ramp[-1])
        mixed: Samples = wet * ramp + dry * (1 - ramp)
        return mixed
