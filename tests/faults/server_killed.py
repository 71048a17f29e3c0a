"""Servers that are killed for 5, 30, 60 and 300 s, and one that starts after the show: each has its stream back."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from typing import Any

from tests.faults.judge import FRESH_MS, age_ms, lag_s, missing, offset_ms
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.stage import Server, Stage, rest, stage

OUTAGES_S = (5.0, 30.0, 60.0, 300.0)
RUNS = 5
BACK_S = 1.5


def run() -> dict[str, Any]:
    """One show for each length, to five servers that are killed and started again at moments of their own."""
    return rows([*(one for outage_s in OUTAGES_S for one in killed(outage_s, RUNS)), *late(RUNS)])


def killed(outage_s: float, runs: int) -> list[Measure]:
    """The waiting of all runs overlaps; the moments of return lie two seconds apart."""
    name = f"server killed for {outage_s:g} s"
    with stage() as one:
        servers = [one.server(f"main{number}") for number in range(runs)]
        program = one.begin()
        console = program.pid_of("--console")
        rest(6)
        moments = returned(servers, outage_s)
        rest(6)
        is_same_console = program.pid_of("--console") == console
        status = one.end()
        lags = [lag_s(server.viewer, moment) for server, moment in zip(servers, moments, strict=True)]
        fresh = [age_ms(server.viewer.sessions[-1]) for server in servers]
        return [
            most(name, "back after it returned", "s", BACK_S, lags),
            most(name, "age of the first picture", "ms", FRESH_MS, fresh),
            most(
                name, "sound against picture", "ms", 40, [offset_ms(one.viewer.sessions) for one in servers]
            ),
            most(name, "frames missing in recording", "", 0, [uncounted(one)]),
            least(name, "console untouched, exit 0", "bool", 1, [float(is_same_console and status == 0)]),
        ]


def returned(servers: Sequence[Server], outage_s: float) -> list[float]:
    """Kills each, waits, starts each again: the moments from which they listened."""
    chance = random.Random(round(outage_s))
    dead_s = []
    for server in servers:
        server.kill()
        dead_s.append(time.monotonic())
        rest(chance.uniform(1.8, 2.2) if outage_s > 2 * len(servers) else chance.uniform(0.8, 1.2))
    moments = []
    for server, since_s in zip(servers, dead_s, strict=True):
        rest(since_s + outage_s - time.monotonic())
        server.start()
        moments.append(time.monotonic())
    return moments


def uncounted(one: Stage) -> float:
    """Frames that the recording lacks, without those that were never made."""
    absent = sum(missing(path) for path in one.recordings())
    return float(max(0, absent - one.program.never_made()))


def late(runs: int) -> list[Measure]:
    """Servers that begin when the show has tried for a while."""
    with stage() as one:
        one.server("first")
        servers = [one.server(f"late{number}", started=False) for number in range(runs)]
        one.begin()
        rest(10)
        moments = returned_late(servers)
        rest(5)
        one.end()
        lags = [lag_s(server.viewer, moment) for server, moment in zip(servers, moments, strict=True)]
        return [most("server starts after the show", "first connect after it listens", "s", BACK_S, lags)]


def returned_late(servers: Sequence[Server]) -> list[float]:
    moments = []
    for server in servers:
        rest(1.7)
        server.start()
        moments.append(time.monotonic())
    return moments
