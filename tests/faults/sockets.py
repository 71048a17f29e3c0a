"""What a process holds, as its kernel tells it: connections, descriptors, threads, memory."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_POLL_S = 0.02


def connections(pid: int, port: int) -> set[str]:
    """The local ends of all TCP connections to `port` that the process's network knows, of any state but waiting."""
    found = set()
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]:
            _, local, remote, state = line.split()[:4]
            if int(remote.rpartition(":")[2], 16) == port and state != "06":
                found.add(local)
    return found


class Dialling(threading.Thread):
    """Notes when each new connection to a port is begun: `began` is in CLOCK_MONOTONIC seconds."""

    def __init__(self, pid: int, port: int) -> None:
        super().__init__(name="dialling", daemon=True)
        self._pid, self._port = pid, port
        self._is_over = threading.Event()
        self._known = connections(pid, port)
        self.began: list[float] = []
        self.start()

    def run(self) -> None:
        while not self._is_over.wait(_POLL_S):
            found = connections(self._pid, self._port)
            self.began += [time.monotonic() for _ in found - self._known]
            self._known |= found

    def first_after(self, moment_s: float) -> float | None:
        """Seconds from a moment to the first connection that was begun after it."""
        return next((at_s - moment_s for at_s in self.began if at_s >= moment_s), None)

    def close(self) -> None:
        self._is_over.set()
        self.join(2)


@dataclass(frozen=True, slots=True)
class Held:
    """A process's threads, descriptors and resident memory."""

    threads: int
    descriptors: int
    rss_mb: float


def held(pid: int) -> Held:
    process = Path(f"/proc/{pid}")
    status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines() if ":" in line)
    return Held(
        threads=int(status["Threads"]),
        descriptors=len(list((process / "fd").iterdir())),
        rss_mb=int(status["VmRSS"].split()[0]) / 1024,
    )
