"""Says once that something is less than it should be, and once that it is well again."""

from __future__ import annotations

from app.domain.fault import Fault, FaultCode

_RAISE_S = 0.9
_CLEAR_S = 2.0


class Notice:
    """What lasts most of a second is told, what is over for two is cleared; in between it is said anew only when
    its detail changed as lastingly."""

    def __init__(self, where: str, code: FaultCode) -> None:
        self._where = where
        self._code = code
        self._told: str | None = None
        self._wanted: str | None = None
        self._since_s = 0.0

    def look(self, now_s: float, is_so: bool, detail: str) -> Fault | str | None:
        """A fault to raise, the part that is well again, or nothing new."""
        wanted = detail if is_so else None
        if wanted != self._wanted:
            self._wanted, self._since_s = wanted, now_s
        if wanted == self._told or now_s - self._since_s < (_CLEAR_S if wanted is None else _RAISE_S):
            return None
        self._told = wanted
        if wanted is None:
            return self._where
        return Fault(self._code, self._where, retrying=True, detail=wanted)

    def end(self) -> str | None:
        """What it tells of is gone: the part to clear, where something was told."""
        told, self._told, self._wanted = self._told, None, None
        return None if told is None else self._where
