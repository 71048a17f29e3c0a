"""What a process has cost: CPU seconds and the most memory it held."""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS of psapi."""

        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *((name, ctypes.c_size_t) for name in ("PeakWorkingSetSize", "WorkingSetSize")),
            *((f"quota{number}", ctypes.c_size_t) for number in range(6)),
        )

    def peak_rss_mb() -> float:
        """The most memory resident at once in this process, MB."""
        counters = _Counters()
        counters.cb = ctypes.sizeof(counters)
        ask = ctypes.WinDLL("psapi").GetProcessMemoryInfo
        # Without types this process's handle, which is -1, would be cut to 32 bits and refused.
        ask.argtypes = (wintypes.HANDLE, ctypes.POINTER(_Counters), wintypes.DWORD)
        ask(wintypes.HANDLE(-1), ctypes.byref(counters), counters.cb)
        return float(counters.PeakWorkingSetSize) / 1e6
else:
    import resource

    _STATUS = Path("/proc/self/status")

    def peak_rss_mb() -> float:
        """The most memory resident at once in this process, MB; macOS counts in bytes, others in KiB."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            # What `getrusage` says on Linux begins with the parent's figure at the fork.
            return int(_STATUS.read_text().partition("VmHWM:")[2].split()[0]) * 1024 / 1e6
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6


def cpu_s() -> float:
    """User and system CPU seconds of this process."""
    return time.process_time()


def figures() -> dict[str, float]:
    """Both, as the report prints them."""
    return {"cpu_s": round(cpu_s(), 3), "peak_rss_mb": round(peak_rss_mb(), 1)}
