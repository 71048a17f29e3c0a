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
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is done to a disk and undone; `is_told` when the host must hear of it meanwhile."""

    name: str
    injure: Callable[[], None]
    mend: Callable[[], None]
    away_s: float = 6.0
    is_told: bool = True


def full(runs: int) -> list[Measure]:
    """A small tmpfs is filled to the last byte and emptied again."""
    with memory_disk() as folder, stage(_recording_into(folder)) as one:
        trouble = Trouble("disk full", lambda: fill(folder), (folder / "filler").unlink)
        return _troubled(one, trouble, folder, runs)


def hung(seconds: float, runs: int) -> list[Measure]:
    """A frozen file system lets every write wait."""
    with _disk() as disk, stage(_recording_into(disk.folder)) as one:
        trouble = Trouble(
            f"disk hangs {seconds:g} s",
            lambda: freeze(disk.folder, is_on=True),
            lambda: freeze(disk.folder, is_on=False),
            away_s=seconds,
            is_told=False,
        )
        return _troubled(one, trouble, disk.folder, runs)


def _troubled(one: Stage, trouble: Trouble, folder: Path, runs: int) -> list[Measure]:
    name, server = trouble.name, one.server("main")
    one.begin()
    hurt, again = [], []
    for _ in range(runs):
        rest(5)
        hurt.append(time.monotonic())
        trouble.injure()
        rest(trouble.away_s)
        trouble.mend()
        again.append(_grows_s(folder))
    status = one.end()
    broken = sum(not plays(path) for path in folder.glob("*.mp4"))
    found = [
        most(name, "frames viewers lost", "", 0, [lost(one, server)]),
        most(name, "sessions that viewers needed", "", 1, [len(server.viewer.sessions)]),
        most(name, "recording goes on after", "s", 6, again),
        most(name, "parts that do not play", "", 0, [broken]),
        least(name, "the show ends well", "bool", 1, [float(status == 0)]),
    ]
    alarms = [_alarm_s(one, since_s) for since_s in hurt]
    return [*found, most(name, "host alarmed", "s", 3, alarms)] if trouble.is_told else found


def _grows_s(folder: Path) -> float | None:
    """Seconds until the recording is longer by what is seen; None: not in time."""
    since_s, size = time.monotonic(), written(folder)
    is_longer = eventually(lambda: written(folder) > size + 50_000, 15)
    return time.monotonic() - since_s if is_longer else None


def _alarm_s(one: Stage, since_s: float) -> float | None:
    """Seconds until the host was told of the recording."""
    told = (at_s for at_s, payload in one.alarms() if json.loads(payload)["where"] == "recording")
    return next((at_s - since_s for at_s in told if at_s >= since_s - 0.05), None)


@dataclass(frozen=True, slots=True)
class _Failed:
    lost: float
    sessions: int
    alarm_s: float | None
    broken: int
    is_ended_well: float


def failing(runs: int) -> list[Measure]:
    """The disk answers every write with an I/O error, and does not come back."""
    shows = [_failed() for _ in range(runs)]
    name = "disk fails (I/O error)"
    return [
        most(name, "frames viewers lost", "", 0, [show.lost for show in shows]),
        most(name, "sessions that viewers needed", "", 1, [show.sessions for show in shows]),
        most(name, "host alarmed", "s", 3, [show.alarm_s for show in shows]),
        most(name, "parts that do not play", "", 0, [show.broken for show in shows]),
        least(name, "the show ends well", "bool", 1, [show.is_ended_well for show in shows]),
    ]


def _failed() -> _Failed:
    with _disk() as disk, stage(_recording_into(disk.folder)) as one:
        server = one.server("main")
        one.begin()
        rest(5)
        broken_s = time.monotonic()
        disk.cut()
        rest(5)
        status = one.end()
        alarm_s = _alarm_s(one, broken_s)
        disk.off()
        disk.on()
        broken = sum(not plays(path) for path in disk.folder.glob("*.mp4"))
        return _Failed(lost(one, server), len(server.viewer.sessions), alarm_s, broken, float(status == 0))


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
