"""The recording: writes fragments to the disk in a thread of its own, and tells the encoder when it needs a
new start.
"""

from __future__ import annotations

import contextlib
import errno
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.fault import Fault, FaultCode
from app.engine.messages import RecordingHealth
from app.engine.publish import parts
from app.engine.publish.room import FOLDER_FAILURES, Room
from app.engine.tag import Fragment

MOST_BYTES = 48 << 20
"""What may wait for a slow disk: 90 s at 4 Mbit/s."""

RETRY_S = 3.0
RATE_AFTER_S = 2.0
"""What a part needs on the disk is told by what it has written; its first fragments tell too little."""

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Disk:
    """The calls that a disk can fail; tests pass failing ones."""

    open_part: Callable[[Path, str], tuple[Path, int]] = parts.next_part
    write: Callable[[int, bytes], None] = parts.write_all
    sync: Callable[[int], None] = parts.sync_data
    free: Callable[[Path], int] = parts.free_bytes


@dataclass(slots=True)
class _Part:
    path: Path
    descriptor: int
    seconds: float = 0.0
    bytes_written: int = 0
    is_open: bool = True
    is_last_here: bool = False

    def health(self) -> RecordingHealth:
        return RecordingHealth(
            path=str(self.path), seconds=self.seconds, bytes_written=self.bytes_written, is_open=self.is_open
        )


@dataclass(slots=True)
class _Queue:
    fragments: deque[Fragment] = field(default_factory=deque)
    bytes: int = 0


class Recording:
    """`offer` is the encoder's and never blocks; `health`, `fault`, `stop` are the engine's.

    A fragment with `is_start` opens the next part, in the first of `folders` that has room. A folder that fills
    up is left for the next one before it is full, so that no fragment is lost on the way. After trouble (disk
    full, slow, gone) the part is closed behind its last whole fragment and `want_start` is called from the
    recording's thread, again every three seconds, until the encoder answers with a fragment that is a start and
    a disk takes it.
    """

    def __init__(
        self, folders: Sequence[Path], name: str, want_start: Callable[[], None], disk: Disk | None = None
    ) -> None:
        self._name = name
        self._want_start = want_start
        self._disk = disk or Disk()
        self._room = Room(folders, self._disk.free)
        self._condition = threading.Condition()
        self._queue = _Queue()
        self._is_stopping = False
        self._needs_start = True
        self._parts: tuple[_Part, ...] = ()
        self._part: _Part | None = None
        self._fault: Fault | None = None
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def offer(self, fragment: Fragment) -> None:
        """Queues `fragment`; what the disk is too slow for is left out up to the next start, and a fault
        raised.
        """
        with self._condition:
            if fragment.is_start:
                self._needs_start = False
            if self._needs_start or self._is_stopping:
                return
            if self._queue.bytes + len(fragment.data) > MOST_BYTES:
                self._needs_start = True
                self._fault = _fault(FaultCode.RECORDING_FAILED, "the disk is too slow; a part is missing")
            else:
                self._queue.fragments.append(fragment)
                self._queue.bytes += len(fragment.data)
            self._condition.notify()

    def fault(self) -> Fault | None:
        """The trouble that lasts now; None while fragments reach the disk."""
        return self._fault

    def health(self) -> tuple[RecordingHealth, ...]:
        """Every part so far, the open one last."""
        return tuple(part.health() for part in self._parts)

    def stop(self, deadline_s: float = 1.0) -> bool:
        """Writes what is queued and closes the file; False when a hung disk was left behind with the rest."""
        with self._condition:
            self._is_stopping = True
            self._condition.notify()
        self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        ask_at = 0.0
        while True:
            fragment = self._next(ask_at)
            if fragment is not None:
                self._record(fragment)
            elif self._is_stopping:
                break
            elif self._fault is not None and self._needs_start and time.monotonic() >= ask_at:
                self._want_start()
                ask_at = time.monotonic() + RETRY_S
        self._close()

    def _next(self, ask_at: float) -> Fragment | None:
        with self._condition:
            if not self._queue.fragments and not self._is_stopping:
                is_asking = self._fault is not None and self._needs_start
                self._condition.wait(max(ask_at - time.monotonic(), 0.0) if is_asking else RETRY_S)
            if not self._queue.fragments:
                return None
            fragment = self._queue.fragments.popleft()
            self._queue.bytes -= len(fragment.data)
            return fragment

    def _record(self, fragment: Fragment) -> None:
        try:
            if fragment.is_start:
                self._close()
                self._open()
            if self._part is not None:
                self._write(self._part, fragment)
        except FOLDER_FAILURES as error:
            self._fail(error)

    def _open(self) -> None:
        """Raises the last folder's error when none takes a part."""
        *others, last = self._room.by_preference()
        for folder in others:
            with contextlib.suppress(*FOLDER_FAILURES):
                self._begin(folder)
                return
        self._begin(last)

    def _begin(self, folder: Path) -> None:
        path, descriptor = self._disk.open_part(folder, self._name)
        self._part = _Part(path, descriptor)
        self._parts = (*self._parts, self._part)

    def _write(self, part: _Part, fragment: Fragment) -> None:
        self._disk.write(part.descriptor, fragment.data)
        self._disk.sync(part.descriptor)
        part.bytes_written += len(fragment.data)
        part.seconds = fragment.seconds
        warning = self._looked_ahead(part)
        with self._condition:
            if not self._needs_start:
                self._fault = warning

    def _looked_ahead(self, part: _Part) -> Fault | None:
        """Moves on from a folder that is nearly full while there is another; warns when all of them soon are."""
        if part.seconds < RATE_AFTER_S:
            return None
        self._room.rate = part.bytes_written / part.seconds
        if not part.is_last_here and self._room.should_leave(part.path.parent):
            part.is_last_here = True
            self._want_start()
        if not self._room.is_scarce():
            return None
        return Fault(FaultCode.DISK_NEARLY_FULL, "recording", detail="less than five minutes are left")

    def _fail(self, error: Exception) -> None:
        number = error.errno if isinstance(error, OSError) else None
        if number in _DISK_FULL:
            fault = _fault(FaultCode.DISK_FULL, "no space is left for the recording")
        else:
            fault = _fault(FaultCode.RECORDING_FAILED, os.strerror(number) if number else "")
        with self._condition:
            self._fault = fault
            self._needs_start = True
            self._queue = _Queue()
        self._close()

    def _close(self) -> None:
        part, self._part = self._part, None
        if part is None:
            return
        part.is_open = False
        with contextlib.suppress(OSError):
            # A fragment that was cut short by a full disk would make players complain about the whole part.
            os.ftruncate(part.descriptor, part.bytes_written)
        with contextlib.suppress(OSError):
            os.close(part.descriptor)
        if not part.bytes_written:
            self._parts = tuple(one for one in self._parts if one is not part)
            with contextlib.suppress(OSError):
                part.path.unlink()


def _fault(code: FaultCode, detail: str) -> Fault:
    return Fault(code, "recording", retrying=True, detail=detail)
