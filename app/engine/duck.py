"""The microphone makes way while a film has the word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from app.engine.planes import BLOCK, Samples


class Microphone(Protocol):
    """A block for each moment."""

    def is_due(self, first_sample: int, now_ns: int) -> bool: ...

    def block(self, first_sample: int) -> Samples: ...


class Ducked:
    """The microphone as the mixer hears it: `sound(block, first_sample)` puts the film in its place."""

    def __init__(self, microphone: Microphone, sound: Callable[[Samples, int], Samples]) -> None:
        self._microphone = microphone
        self._sound = sound

    def is_due(self, first_sample: int, now_ns: int) -> bool:
        return self._microphone.is_due(first_sample, now_ns)

    def block(self, first_sample: int) -> Samples:
        """1024 samples from `first_sample` after the epoch."""
        return self._sound(self._microphone.block(first_sample), first_sample)


class Duck:
    """Belongs to the programme thread."""

    def __init__(self) -> None:
        self._share = 1.0

    def mixed(self, microphone: Samples, film: Samples | None) -> Samples:
        """The film alone, the microphone alone, and over one block each at its beginning and end."""
        before, after = self._share, 1.0 if film is None else 0.0
        self._share = after
        if before == after == 1.0:
            return microphone
        ramp = np.linspace(before, after, BLOCK, dtype=np.float32)
        heard = microphone * ramp
        if film is not None:
            heard = heard + film * (1 - ramp)
        limited: Samples = np.clip(heard, -1, 1)
        return limited
