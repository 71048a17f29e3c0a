"""The console's end of a process that watches a destination as its viewers do."""

from __future__ import annotations

import json
import subprocess
import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from app.domain.secret import Secret
from app.engine.launch import role_command

_MOST_WAITING = 1000
_MOST_LINE = 4096
_END_S = 1.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A code, and when viewers see it, on CLOCK_MONOTONIC."""

    digits: str
    at_ns: int


class Watching(Protocol):
    """Somebody who watches a destination."""

    trouble: str

    @property
    def is_running(self) -> bool: ...

    def seen(self) -> tuple[Seen, ...]:
        """What was seen since the last call."""
        ...

    def stop(self) -> None:
        """Ends it; does not wait."""


class PlaybackWatch:
    """Runs from its making until `stop`, or until the time is up; it then has said why in `trouble`, or nothing.

    A process of its own, since what strangers' servers send is decoded in it; it ends with this one, whose end of its
    standard input it watches. The address may hold a token, and goes that way too.
    """

    def __init__(self, name: str, url: Secret, for_s: float) -> None:
        self.trouble = ""
        self._order = json.dumps({"url": url.reveal(), "for_s": for_s}).encode() + b"\n"
        self._seen: deque[Seen] = deque(maxlen=_MOST_WAITING)
        self._lock = threading.Lock()
        self._is_over = False
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name=f"playback-{name}", daemon=True)
        self._thread.start()

    def seen(self) -> tuple[Seen, ...]:
        """What was seen since the last call."""
        found = []
        while self._seen:
            found.append(self._seen.popleft())
        return tuple(found)

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """Ends it; does not wait."""
        with self._lock:
            self._is_over = True
            if self._process is not None:
                self._process.kill()

    def join(self, deadline_s: float) -> None:
        self._thread.join(deadline_s)

    def _run(self) -> None:
        """Starting a process takes a moment, so that too is done here."""
        try:
            process = _started()
            with self._lock:
                self._process = process
                if self._is_over:
                    process.kill()
            self._follow(process)
        except (OSError, ValueError, KeyError, subprocess.SubprocessError):
            # No process to be had, a pipe that was cut, or a word that was cut with it.
            if not self._is_over:
                self.trouble = self.trouble or "process"

    def _follow(self, process: subprocess.Popen[bytes]) -> None:
        try:
            if process.stdin and process.stdout:
                process.stdin.write(self._order)
                process.stdin.flush()
                while line := process.stdout.readline(_MOST_LINE):
                    self._take(line)
        finally:
            _end(process)
            if not self._is_over and process.returncode != 0 and not self.trouble:
                self.trouble = "process"

    def _take(self, line: bytes) -> None:
        said = json.loads(line)
        if "trouble" in said:
            self.trouble = str(said["trouble"])
        else:
            self._seen.append(Seen(str(said["digits"]), int(said["at_ns"])))


def _end(process: subprocess.Popen[bytes]) -> None:
    """It has said its last word, or nobody listens any more."""
    for pipe in (process.stdin, process.stdout):
        if pipe:
            # What could not be written is tried once more.
            with suppress(OSError):
                pipe.close()
    try:
        process.wait(_END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(_END_S)


def _started() -> subprocess.Popen[bytes]:
    command = role_command("--playback", [])
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
