"""The microphone makes way while a film has the word."""

from __future__ import annotations

import numpy as np

from app.engine.planes import BLOCK, Samples


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
