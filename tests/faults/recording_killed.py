"""The engine killed at 50 random moments: each part of the recording plays, up to a second before the kill."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import av

from tests.faults.processes_killed import kill
from tests.faults.scorecard import Measure, most, rows
from tests.faults.stage import eventually, rest, stage
from tests.media import seen_in

KILLS = 50
LOST_S = 1.0


def run() -> dict[str, Any]:
    """One show; the next engine begins the next part."""
    return rows(killed(KILLS))


def killed(kills: int) -> list[Measure]:
    """From the kill back to the newest picture that can be decoded."""
    chance = random.Random(8)
    moments: list[float] = []
    with stage() as one:
        one.server("main")
        one.begin()
        for number in range(kills):
            eventually(lambda many=number + 1: len(one.recordings()) >= many, 20)
            part = one.recordings()[-1]
            eventually(lambda path=part: path.stat().st_size > 200_000, 20)
            rest(chance.uniform(0.5, 3.0))
            before = one.engine()
            moments.append(time.monotonic())
            kill(before)
            eventually(lambda dead=before: one.program.pid_of("--engine") not in (0, dead), 15)
        rest(5)
        one.end()
        parts = one.recordings()
        lost = [_lost_s(path, at_s) for path, at_s in zip(parts, moments, strict=False)]
        return [
            most("recording: engine killed", "lost before the kill", "s", LOST_S, lost),
            most("recording: engine killed", "parts that do not play", "", 0, [float(lost.count(None))]),
        ]


def _lost_s(path: Path, at_s: float) -> float | None:
    """None when the part cannot be played."""
    try:
        return at_s - seen_in(path).numbers[-1] / 1000
    except (av.FFmpegError, IndexError):
        return None
