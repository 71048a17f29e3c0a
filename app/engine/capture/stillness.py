"""Tells a camera whose driver repeats one picture for ever from a scene in which nothing moves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_LIVELY = 100
_STILL_NS = 700_000_000


class Stillness:
    """Compares what a device delivers, byte for byte. It outlives the tries at one device, or a driver that hangs would
    be believed again after each. Belongs to the thread that reads.

    The noise of a sensor makes each picture of the stillest scene another one. Where a hundred differed, an equal one
    is no picture. A source that repeats itself by nature (slides through a capture card) never comes so far, and all of
    its pictures count.
    """

    def __init__(self) -> None:
        self._last: npt.NDArray[np.uint8] | None = None
        self._since_ns = 0
        self._differed = 0

    def is_repeat(self, data: npt.NDArray[np.uint8], at_ns: int) -> bool:
        """Whether a device that never repeats itself just did; keeps `data`, which must not be written to again."""
        if self._last is None or not np.array_equal(data, self._last):
            self._last, self._since_ns = data, at_ns
            self._differed += 1
            return False
        if self._differed >= _LIVELY:
            return True
        if at_ns - self._since_ns > _STILL_NS:
            self._differed = 0
        return False
