"""Judges from what must rise whether the programme is alive, so that an engine that hangs gives way to another."""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from app.engine.process import thread_state

LOOKS_OF_HANGING = 4
"""At four looks a second: with a new engine's start, viewers wait two seconds."""
LOOKS_OF_FAILING = 6
"""After codecs were opened anew, look-ahead holds the first picture back for most of a second."""
LOOKS_OF_STARTING = 12
LOOKS_OF_COMPUTING = 12
"""A processor that is taken away, by other programs or by a virtual machine's host, gives its thread back later: who is
about to run is not hung, and another engine would fare no better.
"""

_THREADS = {"program": "program", "encode": "encode", "output": "encode"}


@dataclass(frozen=True, slots=True)
class Signs:
    """Counters of one programme: frames `composed`, the encode thread's `beats`, frames `handed_on` to all outlets."""

    composed: int = 0
    beats: int = 0
    handed_on: int = 0


class Pulse:
    """Counts looks, not seconds: a computer that slept, or is too busy to look, is not taken for a hung engine.

    `is_computing` is asked of the part that stands still.
    """

    def __init__(self, is_computing: Callable[[str], bool] | None = None) -> None:
        self._is_computing = is_computing or is_running
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
        return next((part for part, limit in limits.items() if self._is_over(part, limit)), "")

    def _is_over(self, part: str, limit: int) -> bool:
        still = self._still[part]
        return still >= limit and (still >= LOOKS_OF_COMPUTING or not self._is_computing(part))

    def _note(self, part: str, is_still: bool) -> None:
        self._still[part] = self._still[part] + 1 if is_still else 0


def is_running(part: str) -> bool:
    """Whether the part's thread computes or waits for a processor, and for nothing else; only Linux tells."""
    ids = [one.native_id for one in threading.enumerate() if one.name == _THREADS[part]]
    return any(thread_state(os.getpid(), ident) == "R" for ident in ids if ident is not None)


def standing() -> str:
    """Where each thread stands, for the log: who reads it has no engine left to ask."""
    names = {one.ident: one.name for one in threading.enumerate()}
    return "\n".join(
        f"{names.get(ident, ident)}:\n{''.join(traceback.format_stack(frame))}"
        for ident, frame in sys._current_frames().items()  # noqa: SLF001  # documented, for this
    )
