"""Two small disks that fill up during a show: the warning, the second folder, and that nothing is lost on the way."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from app.domain.fault import FaultCode
from app.engine.publish.room import RESERVE
from tests.e2e.rig import SHOW
from tests.faults.disks import memory_disk, plays, written
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.server_silent import lost
from tests.faults.stage import Server, Stage, eventually, rest, stage
from tests.media import seen_in

# Seconds of recording that are left on the first disk and on both when they are made small.
FIRST_S, BOTH_S = 30.0, 340.0
RATE_OVER_S = 10.0
PATIENCE_S = 900.0
_NAME = "disks fill up"


def run() -> dict[str, Any]:
    """One show, until nothing is left on the second disk either but what the program never counts on: six minutes."""
    with memory_disk() as first, memory_disk() as second, stage(recording_into(first, second)) as one:
        server = one.server("main")
        one.begin()
        shrink(first, second, FIRST_S, BOTH_S)
        full_s = time.monotonic() if eventually(lambda: is_used_up(second), PATIENCE_S) else 0.0
        rest(5)
        status = one.end()
        return rows(_judged(one, server, first, second, full_s, status))


def recording_into(first: Path, second: Path) -> str:
    return SHOW.replace('folder = "recordings"', f'folder = "{first}"\nsecond_folder = "{second}"')


def shrink(first: Path, second: Path, first_s: float, both_s: float) -> None:
    """Leaves room for so many seconds, by what the recording takes now and beyond what the program never counts on."""
    eventually(lambda: written(first) > 0, 20)
    before = written(first)
    rest(RATE_OVER_S)
    rate = (written(first) - before) / RATE_OVER_S
    for folder, seconds in ((first, first_s), (second, both_s - first_s)):
        size = os.statvfs(folder)
        with (folder / "filler").open("wb") as file:
            os.posix_fallocate(
                file.fileno(), 0, round(size.f_bavail * size.f_frsize - RESERVE - seconds * rate)
            )


def is_used_up(folder: Path) -> bool:
    size = os.statvfs(folder)
    return size.f_bavail * size.f_frsize <= RESERVE


def _judged(
    one: Stage, server: Server, first: Path, second: Path, full_s: float, status: int
) -> list[Measure]:
    warned_s = told_s(one, FaultCode.DISK_NEARLY_FULL)
    ahead_s = full_s - warned_s if warned_s and full_s else None
    parts = [*first.glob("*.mp4"), *second.glob("*.mp4")]
    return [
        least(_NAME, "warned before it is full", "s", 300, [ahead_s]),
        most(_NAME, "lost between the two folders", "s", 1, [lost_between_s(first, second)]),
        most(_NAME, "parts that do not play", "", 0, [sum(not plays(path) for path in parts)]),
        most(_NAME, "frames viewers lost", "", 0, [lost(one, server)]),
        most(_NAME, "sessions that viewers needed", "", 1, [len(server.viewer.sessions)]),
        least(_NAME, "the show ends well", "bool", 1, [float(status == 0)]),
    ]


def lost_between_s(first: Path, second: Path) -> float | None:
    """From the last picture in the first folder to the first one in the second; None: there is no part in one."""
    before, after = min(first.glob("*.mp4"), default=None), min(second.glob("*.mp4"), default=None)
    if before is None or after is None:
        return None
    return max(0.0, (seen_in(after).numbers[0] - seen_in(before).numbers[-1]) / 1000 - 1 / 30)


def told_s(one: Stage, code: FaultCode) -> float:
    """When the host was first told of it; 0: not yet."""
    return next((at_s for at_s, payload in one.alarms() if json.loads(payload)["code"] == code), 0.0)
