"""The trouble of this moment: at most one fault for each part of the console."""

from __future__ import annotations

import logging
import threading
from collections import deque

from app.domain.facts import Fact, FaultCleared, FaultRaised
from app.domain.fault import Fault

_log = logging.getLogger(__name__)


class FaultBoard:
    """Faults by the part they concern, set from any thread; `changes` are the facts that this made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[str, Fault] = {}
        self._changes: deque[tuple[str, Fault | None]] = deque(maxlen=1000)

    def set(self, where: str, fault: Fault | None) -> None:
        """The part's fault, or None when it is well again. What goes on is the same object, what came anew is not."""
        with self._lock:
            before = self._faults.get(where)
            if fault is None:
                self._faults.pop(where, None)
            elif fault != before:
                self._faults[where] = fault
            is_other = (before and before.code) != (fault and fault.code)
            if is_other:
                self._changes.append((where, fault))
        if is_other and fault is not None:
            # Whatever a server answered stays on one line of the log.
            _log.info("%s: %s (%r)", where, fault.code, fault.detail)
        elif is_other:
            _log.info("%s: well again", where)

    def all(self) -> tuple[Fault, ...]:
        """Those of now, oldest first."""
        with self._lock:
            return tuple(self._faults.values())

    def tell_again(self) -> None:
        """A log begins that knows of nothing: what stands is raised for it."""
        with self._lock:
            self._changes.clear()
            self._changes.extend(self._faults.items())

    def changes(self, at_s: float) -> tuple[Fact, ...]:
        """What was raised and cleared since the last call, to be logged."""
        with self._lock:
            taken = tuple(self._changes)
            self._changes.clear()
        return tuple(
            FaultCleared(where=where, at_s=at_s)
            if fault is None
            else FaultRaised(code=fault.code, where=where, at_s=at_s)
            for where, fault in taken
        )
