"""A disk that is full, one that hangs, one that fails: viewers lose nothing, and what was written plays."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av

from tests.e2e.power_cuts import Disk, why_not
from tests.e2e.rig import SHOW
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.server_silent import lost, stop_s
from tests.faults.stage import Stage, eventually, rest, stage
from tests.media import seen_in
from tests.runs import Skipped

RUNS = 5
HUNG_S = 12.0


def run() -> dict[str, Any]:
    """Each fault on a disk of its own, five times."""
    return rows([*full(RUNS), *hung(HUNG_S, RUNS), *failing(RUNS), *ended_while_hung(RUNS)])


def full(runs: int) -> list[Measure]:
    """A small tmpfs is filled to the last byte and emptied again."""
    with memory_disk() as folder, stage(_recording_into(folder)) as one:
        return _troubled(
            one, "disk full", lambda: fill(folder), lambda: (folder / "filler").unlink(), folder, runs
        )


def hung(seconds: float, runs: int) -> list[Measure]:
    """A frozen file system lets every write wait."""
    with _disk() as disk, stage(_recording_into(disk.folder)) as one:
        return _troubled(
            one,
            f"disk hangs {seconds:g} s",
            lambda: freeze(disk.folder, is_on=True),
            lambda: freeze(disk.folder, is_on=False),
            disk.folder,
            runs,
            away_s=seconds,
            is_told=False,
        )


def _troubled(
    one: Stage,
    name: str,
    injure: Callable[[], None],
    mend: Callable[[], None],
    folder: Path,
    runs: int,
    away_s: float = 6.0,
    is_told: bool = True,
) -> list[Measure]:
    server = one.server("main")
    one.begin()
    hurt, again = [], []
    for _ in range(runs):
        rest(5)
        hurt.append(time.monotonic())
        injure()
        rest(away_s)
        mend()
        mended_s, size = time.monotonic(), written(folder)
        grew = eventually(lambda before=size: written(folder) > before + 50_000, 15)
        again.append(time.monotonic() - mended_s if grew else None)
    status = one.end()
    told = [at_s for at_s, payload in one.alarms() if json.loads(payload)["where"] == "recording"]
    alarms = [next((at_s - since for at_s in told if at_s >= since - 0.05), None) for since in hurt]
    broken = sum(not plays(path) for path in folder.glob("*.mp4"))
    found = [
        most(name, "frames viewers lost", "", 0, [lost(one, server)]),
        most(name, "sessions that viewers needed", "", 1, [len(server.viewer.sessions)]),
        most(name, "recording goes on after", "s", 6, again),
        most(name, "parts that do not play", "", 0, [broken]),
        least(name, "the show ends well", "bool", 1, [float(status == 0)]),
    ]
    return [*found, most(name, "host alarmed", "s", 3, alarms)] if is_told else found


def failing(runs: int) -> list[Measure]:
    """The disk answers every write with an I/O error, and does not come back."""
    away, sessions, alarms, whole, ends = [], [], [], [], []
    for _ in range(runs):
        with _disk() as disk, stage(_recording_into(disk.folder)) as one:
            server = one.server("main")
            one.begin()
            rest(5)
            broken_s = time.monotonic()
            disk.cut()
            rest(5)
            ends.append(float(one.end() == 0))
            away.append(lost(one, server))
            sessions.append(len(server.viewer.sessions))
            told = [
                at_s - broken_s for at_s, text in one.alarms() if json.loads(text)["where"] == "recording"
            ]
            alarms.append(next(iter(told), None))
            disk.off()
            disk.on()
            whole.append(sum(not plays(path) for path in disk.folder.glob("*.mp4")))
    name = "disk fails (I/O error)"
    return [
        most(name, "frames viewers lost", "", 0, away),
        most(name, "sessions that viewers needed", "", 1, sessions),
        most(name, "host alarmed", "s", 3, alarms),
        most(name, "parts that do not play", "", 0, whole),
        least(name, "the show ends well", "bool", 1, ends),
    ]


def ended_while_hung(runs: int) -> list[Measure]:
    """Stop while a write waits for a disk that hangs: nothing is sent any more, though the process cannot leave."""
    taken: list[float | None] = []
    for _ in range(runs):
        with _disk() as disk, stage(_recording_into(disk.folder)) as one:
            server = one.server("main")
            one.begin()
            rest(3)
            freeze(disk.folder, is_on=True)
            try:
                rest(1.5)
                asked_s = time.monotonic()
                stop_s(one, patience_s=4)
                last_s = max(each.at_s for each in server.viewer.arrivals())
                taken.append(max(0.0, last_s - asked_s))
            finally:
                freeze(disk.folder, is_on=False)
    return [most("Stop while a write hangs", "off air: nothing arrives", "s", 1, taken)]


def fill(folder: Path) -> None:
    """To the last byte."""
    size = os.statvfs(folder)
    with (folder / "filler").open("wb", buffering=0) as file:
        file.truncate(0)
        with contextlib.suppress(OSError):
            file.write(bytes(size.f_bavail * size.f_frsize))


def plays(path: Path) -> bool:
    """Whether a part can be decoded from its first picture to its last."""
    try:
        return len(seen_in(path).numbers) > 0
    except av.FFmpegError:
        return False


def freeze(folder: Path, *, is_on: bool) -> None:
    subprocess.run(["fsfreeze", "-f" if is_on else "-u", str(folder)], check=True)


def written(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*.mp4"))


def _recording_into(folder: Path) -> str:
    return SHOW.replace('folder = "recordings"', f'folder = "{folder}"')


@contextmanager
def _disk() -> Iterator[Disk]:
    if (reason := why_not()) or shutil.which("fsfreeze") is None:
        raise Skipped(reason or "fsfreeze is missing")
    place = Path(tempfile.mkdtemp(prefix="storecast-disk-"))
    try:
        disk = Disk(place)
        try:
            yield disk
        finally:
            disk.off()
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def memory_disk() -> Iterator[Path]:
    if sys.platform != "linux" or os.geteuid() != 0:
        raise Skipped("mounting a small disk needs root on Linux")
    folder = Path(tempfile.mkdtemp(prefix="storecast-full-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()
