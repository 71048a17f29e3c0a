"""Judges from what must rise whether the programme is alive, so that an engine that hangs gives way to another."""

from __future__ import annotations

import sys
import threading
import traceback
from dataclasses import dataclass

LOOKS_OF_HANGING = 4
"""At four looks a second: with a new engine's start, viewers wait two seconds."""
LOOKS_OF_FAILING = 6
"""After codecs were opened anew, look-ahead holds the first picture back for most of a second."""
LOOKS_OF_STARTING = 12


@dataclass(frozen=True, slots=True)
class Signs:
    """Counters of one programme: frames `composed`, the encode thread's `beats`, frames `handed_on` to all outlets."""

    composed: int = 0
    beats: int = 0
    handed_on: int = 0


class Pulse:
    """Counts looks, not seconds: a computer that slept, or is too busy to look, is not taken for a hung engine."""

    def __init__(self) -> None:
        self._last = Signs()
        self._still = {"program": 0, "encode": 0, "output": 0}

    def look(self, signs: Signs | None) -> str:
        """The part that stands still for too long, or nothing; `signs` None: there is no programme."""
        before, self._last = self._last, signs or Signs()
        if signs is None:
            self._still = dict.fromkeys(self._still, 0)
            return ""
        self._note("program", signs.composed == before.composed)
        self._note("encode", signs.beats == before.beats)
        self._note("output", signs.handed_on == before.handed_on)
        limits = {
            "program": LOOKS_OF_HANGING if signs.composed else LOOKS_OF_STARTING,
            "encode": LOOKS_OF_HANGING if signs.handed_on else LOOKS_OF_STARTING,
            "output": LOOKS_OF_FAILING if signs.handed_on else LOOKS_OF_STARTING,
        }
        return next((part for part, limit in limits.items() if self._still[part] >= limit), "")

    def _note(self, part: str, is_still: bool) -> None:
        self._still[part] = self._still[part] + 1 if is_still else 0


def standing() -> str:
    """Where each thread stands, for the log: who reads it has no engine left to ask."""
    names = {one.ident: one.name for one in threading.enumerate()}
    return "\n".join(
        f"{names.get(ident, ident)}:\n{''.join(traceback.format_stack(frame))}"
        for ident, frame in sys._current_frames().items()  # noqa: SLF001  # documented, for this
    )
