"""The troubles of a show without a window: a line each, once, when it comes."""

from __future__ import annotations

from typing import TextIO

from app.domain.fault import Fault, FaultCode
from app.snapshot import Snapshot
from widgets.fault_words import fault_words
from widgets.words import speech


class FaultLines:
    """A canvas that writes to `stream`. Words of the window alone: a fault's detail may quote what a server wrote."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._said = speech.words("en")
        self._seen: set[tuple[str, FaultCode]] = set()

    def draw(self, snapshot: Snapshot) -> None:
        for fault in snapshot.faults:
            if (fault.where, fault.code) not in self._seen:
                self._seen.add((fault.where, fault.code))
                if not _is_said(fault, snapshot):
                    self._write(fault, snapshot)

    def _write(self, fault: Fault, snapshot: Snapshot) -> None:
        happened, means = fault_words(fault, snapshot, self._said)
        named = happened if ":" in fault.where else f"{fault.where}: {happened}"
        self._stream.write(f"storecast: {named}. {means}\n")
        self._stream.flush()


def _is_said(fault: Fault, snapshot: Snapshot) -> bool:
    """None of the destinations has its key: each one's own line says so."""
    is_of_all = fault.where == "destinations" and fault.code is FaultCode.SECRET_MISSING
    return is_of_all and any(
        one.code is fault.code and one.where.startswith("destination:") for one in snapshot.faults
    )
