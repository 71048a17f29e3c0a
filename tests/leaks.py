"""What a test session must not leave behind: threads that nobody stopped, processes that nobody ended."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

# Python's own, which end with the interpreter.
_OWN_PROCESSES = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")
_OWN_THREADS = ("pytest_timeout", "execnet", "asyncio_", "ThreadPoolExecutor-", "QtThread", "Dummy-")


def threads() -> list[str]:
    """Names of the threads that still run, without the main one and those of Python, pytest and Qt."""
    return [
        one.name
        for one in threading.enumerate()
        if one is not threading.main_thread()
        and one is not threading.current_thread()
        and not one.daemon
        and not one.name.startswith(_OWN_THREADS)
    ]


def processes(folder: Path, parent: int | None = None) -> list[str]:
    """Command lines of running children, and of any process that was told of `folder`; empty without /proc."""
    parent = os.getpid() if parent is None else parent
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, above = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        except OSError:
            continue  # gone meanwhile
        is_ours = int(above) == parent or f"{folder}{os.sep}" in command
        if is_ours and int(entry.name) != os.getpid() and state != "Z" and not _is_pythons(command):
            found.append(f"{entry.name}: {command}")
    return found


def _is_pythons(command: str) -> bool:
    return not command or any(own in command for own in _OWN_PROCESSES)


def left(look: Callable[[], list[str]], patience_s: float) -> list[str]:
    """What is still there after some patience: threads and processes take a moment to end."""
    until = time.monotonic() + patience_s
    while found := look():
        if time.monotonic() > until:
            return found
        time.sleep(0.05)
    return []
