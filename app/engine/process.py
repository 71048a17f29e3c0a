"""Whether a process still lives, told from another one that got its number by the moment it was started."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from ctypes import byref, wintypes
from pathlib import Path
from typing import Protocol

# Text that no other process of the same number has; empty: no such process, or it has ended; None: cannot be told now.
StartTime = Callable[[int], str | None]

_PS_WITHIN_S = 2.0
_QUERY_AND_WAIT = 0x1000 | 0x0010_0000  # PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE
_STILL_RUNS, _HAS_ENDED = 0x102, 0  # WAIT_TIMEOUT, WAIT_OBJECT_0
_NO_SUCH, _SOMEBODY_ELSES = 87, 5  # ERROR_INVALID_PARAMETER, ERROR_ACCESS_DENIED


class Kernel32(Protocol):
    """The calls of Windows that are needed here, and the error of the last one."""

    def OpenProcess(self, access: int, inherits: bool, pid: int) -> int | None: ...  # noqa: N802  # Windows' names

    def WaitForSingleObject(self, handle: int, milliseconds: int) -> int: ...  # noqa: N802

    def GetProcessTimes(self, handle: int, *times: object) -> int: ...  # noqa: N802

    def CloseHandle(self, handle: int) -> int: ...  # noqa: N802

    def last_error(self) -> int: ...


def by_proc(pid: int) -> str | None:
    """In clock ticks since the computer was started."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    except OSError:  # too many open files
        return None
    state, *fields = text.rpartition(")")[2].split()
    return "" if state in ("Z", "X") else fields[18]


def thread_state(pid: int, thread: int) -> str:
    """As Linux has it: R runs or would like to, S sleeps, T was stopped; empty where that cannot be told."""
    try:
        text = Path(f"/proc/{pid}/task/{thread}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    return text.rpartition(")")[2].split()[0]


def by_ps(pid: int) -> str | None:
    """A date to the second, in English and UTC, whatever the person's own settings are."""
    command = ["ps", "-o", "stat=", "-o", "lstart=", "-p", str(pid)]
    environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=_PS_WITHIN_S, env=environment, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    state, _, started = answer.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else started.strip()


def by_windows(pid: int, kernel: Kernel32) -> str | None:
    """In 100 ns since 1601. `os.kill(pid, 0)` would end the process there."""
    handle = kernel.OpenProcess(_QUERY_AND_WAIT, False, pid)
    if not handle:
        return "" if kernel.last_error() in (_NO_SUCH, _SOMEBODY_ELSES) else None
    try:
        # A process that has ended is there as long as anybody holds it.
        state = kernel.WaitForSingleObject(handle, 0)
        if state != _STILL_RUNS:
            return "" if state == _HAS_ENDED else None
        created, *others = (wintypes.FILETIME() for _ in range(4))
        if not kernel.GetProcessTimes(handle, byref(created), *(byref(one) for one in others)):
            return None
        return str(created.dwHighDateTime << 32 | created.dwLowDateTime)
    finally:
        kernel.CloseHandle(handle)


if sys.platform == "win32":
    import ctypes

    class _System:
        """The calls with their types: a handle is wider than ctypes' own idea of a result."""

        def __init__(self) -> None:
            dll = ctypes.WinDLL("kernel32", use_last_error=True)
            self.OpenProcess = dll.OpenProcess
            self.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
            self.OpenProcess.restype = wintypes.HANDLE
            self.WaitForSingleObject = dll.WaitForSingleObject
            self.WaitForSingleObject.argtypes = (wintypes.HANDLE, wintypes.DWORD)
            self.WaitForSingleObject.restype = wintypes.DWORD
            self.GetProcessTimes = dll.GetProcessTimes
            self.GetProcessTimes.argtypes = (wintypes.HANDLE, *(ctypes.POINTER(wintypes.FILETIME),) * 4)
            self.CloseHandle = dll.CloseHandle
            self.CloseHandle.argtypes = (wintypes.HANDLE,)

        def last_error(self) -> int:
            return ctypes.get_last_error()

    _KERNEL = _System()

    def start_time(pid: int) -> str | None:
        """The way of this system."""
        return by_windows(pid, _KERNEL)
else:

    def start_time(pid: int) -> str | None:
        """The way of this system: Linux has `/proc`, macOS and the BSDs have `ps`."""
        return by_proc(pid) if Path("/proc/self/stat").exists() else by_ps(pid)


def is_alive(pid: int, started: str, start_time: StartTime = start_time) -> bool:
    """Whether the process that was `started` then still runs; with an empty one, whether the number is in use.

    What cannot be told counts as alive: a second engine beside a living one would be worse than a pause.
    """
    if pid <= 0:
        return False
    found = start_time(pid)
    if found is None:
        return _is_in_use(pid)
    return found == started if started else bool(found)


def _is_in_use(pid: int) -> bool:
    if os.name == "posix":
        with contextlib.suppress(PermissionError):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return False
    return True
