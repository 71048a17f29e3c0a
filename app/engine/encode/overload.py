"""Notices that the encoder cannot keep up, and that it can again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from app.domain.fault import Fault, FaultCode

_WINDOW_S = 5
_SHARE = 0.1


class Overload:
    """A tenth of the pictures of five seconds dropped is trouble; five seconds without a drop is its end."""

    def __init__(
        self, where: str, fps: int, on_fault: Callable[[Fault], None], on_cleared: Callable[[str], None]
    ) -> None:
        self._where = where
        self._on_fault = on_fault
        self._on_cleared = on_cleared
        self._drops: deque[bool] = deque(maxlen=_WINDOW_S * fps)
        self._most = round(_WINDOW_S * fps * _SHARE)
        self._is_raised = False

    def note(self, was_dropped: bool) -> None:
        """One picture; always from the same thread."""
        self._drops.append(was_dropped)
        dropped = sum(self._drops)
        if not self._is_raised and dropped >= self._most:
            self._is_raised = True
            self._on_fault(Fault(FaultCode.ENCODER_OVERLOADED, self._where, retrying=True))
        elif self._is_raised and dropped == 0:
            self._is_raised = False
            self._on_cleared(self._where)
