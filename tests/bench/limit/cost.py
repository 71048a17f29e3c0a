"""Processor seconds for a second of video: of whole processes, whatever the machine's load makes of real time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.bench.limit.clip import FPS

_TICK_S = 1 / os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 0.01
_FLV_HEADER, _TAG_HEADER, _VIDEO = 13, 15, 9


def per_video_s(pids: Callable[[], Iterable[int]], frames: Callable[[], int], seconds: float) -> float:
    """Over the next `seconds`, by the frames that were made in them."""
    before_s, frames_before = cpu_s(pids()), frames()
    time.sleep(seconds)  # the time that is measured
    made = frames() - frames_before
    if made < seconds * FPS / 4:
        raise RuntimeError(f"only {made} frames in {seconds} s: the machine is too busy for any figure")
    return (cpu_s(pids()) - before_s) / made * FPS


def cpu_s(pids: Iterable[int]) -> float:
    """User and system seconds so far, threads that have ended included."""
    return sum(sum(map(int, _fields(pid)[11:13])) for pid in pids) * _TICK_S


def family(pid: int) -> Iterator[int]:
    """A process and everything that it started."""
    yield pid
    for entry in Path("/proc").glob("[0-9]*"):
        if _fields(int(entry.name))[1] == str(pid):
            yield from family(int(entry.name))


def received(path: Path) -> int:
    """Pictures in an FLV file that is still being written."""
    data, at, found = path.read_bytes() if path.exists() else b"", _FLV_HEADER, 0
    while at + _TAG_HEADER <= len(data):
        found += data[at] == _VIDEO
        at += _TAG_HEADER + int.from_bytes(data[at + 1 : at + 4], "big")
    return found


def _fields(pid: int) -> list[str]:
    """The fields of `stat` after the name; zeros for a process that has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 20
