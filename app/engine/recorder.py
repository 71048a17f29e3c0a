"""The recordings of one programme: the one that runs, the parts that are finished, and their trouble."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.domain.fault import Fault
from app.engine.messages import Record, RecordingHealth
from app.engine.program import Program
from app.engine.publish.recording import Recording
from app.engine.tag import Fragment

_STOP_S = 1.0
_NONE = Record(folder="")


class Recorder:
    """`offer` belongs to the encoder's thread, `look` to the health thread, the rest to the control thread."""

    def __init__(self, on_fault: Callable[[Fault], None], on_cleared: Callable[[str], None]) -> None:
        self._on_fault = on_fault
        self._on_cleared = on_cleared
        self._wanted = _NONE
        self._recording: Recording | None = None
        self._finished: tuple[RecordingHealth, ...] = ()
        self._fault: Fault | None = None

    def offer(self, fragment: Fragment) -> None:
        recording = self._recording
        if recording:
            recording.offer(fragment)

    def record(self, wanted: Record, program: Program | None) -> None:
        """Begins a recording, ends it (empty folder), or leaves the same one alone."""
        if wanted == self._wanted or program is None:
            return
        self.stop(program)
        self._wanted = wanted
        if wanted.folder:
            folders = [Path(one) for one in (wanted.folder, wanted.second_folder) if one]
            recording = Recording(folders, wanted.name, lambda: program.set_recording(True))
            recording.start()
            self._recording = recording
            program.set_recording(True)

    def stop(self, program: Program | None) -> None:
        """Closes the file; its parts stay in `health`."""
        recording = self._recording
        self._wanted = _NONE
        if recording:
            if program:
                # Returns when the last fragment was handed on, so the recording must still be there to take it.
                program.set_recording(False)
            self._recording = None
            recording.stop(_STOP_S)
            self._finished += recording.health()

    def forget(self) -> None:
        """A new programme begins: the parts of the one before are no longer its."""
        self._finished = ()

    def health(self) -> tuple[RecordingHealth, ...]:
        recording = self._recording
        return self._finished + (recording.health() if recording else ())

    def look(self) -> None:
        """Tells when a fault came or went."""
        recording = self._recording
        fault = recording.fault() if recording else None
        if fault == self._fault:
            return
        self._fault = fault
        if fault:
            self._on_fault(fault)
        else:
            self._on_cleared("recording")
