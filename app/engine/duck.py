"""The shop's own sound makes way while a film has the word."""

from __future__ import annotations

import numpy as np

from app.engine.planes import BLOCK, Samples


class Duck:
    """Belongs to the programme thread."""

    def __init__(self) -> None:
        self._share = 1.0

    def mixed(self, shop: Samples, film: Samples | None) -> Samples:
        """The film alone, the shop alone, and over one block each at its beginning and end."""
        before, after = self._share, 1.0 if film is None else 0.0
        self._share = after
        if before == after == 1.0:
            return shop
        ramp = np.linspace(before, after, BLOCK, dtype=np.float32)
        heard = shop * ramp
        if film is not None:
            heard = heard + film * (1 - ramp)
        limited: Samples = np.clip(heard, -1, 1)
        return limited
