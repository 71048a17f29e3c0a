"""How long a destination waits before it tries again: never long, never for ever, never in step with
others.
"""

from __future__ import annotations

from collections.abc import Callable

from app.domain.fault import FaultCode

PAUSES_S = (0.3, 0.6, 0.9, 1.2)
"""The last one repeats for as long as the show wants to be on air. It stays under the 1.5 s in which a
server that returned must have its stream again; OBS grows to 15 minutes and gives up after 25 tries.
"""

NAME_IN_USE_S = 0.9
_SHORTEST = 0.7
_SLOW = frozenset({FaultCode.KEY_REFUSED, FaultCode.CERTIFICATE_INVALID, FaultCode.SERVER_REFUSED})


class Backoff:
    """`uniform(low, high)` gives the jitter, as `random.uniform` does."""

    def __init__(self, uniform: Callable[[float, float], float], slow_retry_s: float) -> None:
        self._uniform = uniform
        self._slow_retry_s = slow_retry_s
        self._failures = 0

    def reset(self) -> None:
        """After a time on air: the next loss is a new one."""
        self._failures = 0

    def pause_s(self, code: FaultCode) -> float:
        """Seconds until the next try after a failure of this kind."""
        if is_slow(code):
            return self._slow_retry_s * self._uniform(_SHORTEST, 1.0)
        if code is FaultCode.NAME_IN_USE:
            return NAME_IN_USE_S * self._uniform(_SHORTEST, 1.0)
        if code is FaultCode.NO_ANSWER:  # the try itself took its time
            return PAUSES_S[0] * self._uniform(_SHORTEST, 1.0)
        pause = PAUSES_S[min(self._failures, len(PAUSES_S) - 1)]
        self._failures += 1
        return pause * self._uniform(_SHORTEST, 1.0)


def is_slow(code: FaultCode) -> bool:
    """Whether the server or we said no for a reason that the host has to mend."""
    return code in _SLOW
