"""Servers that stop, and servers that accept and say nothing: noticed, left, taken up again; Stop works meanwhile."""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.faults.judge import FRESH_MS, age_ms, lag_s, missing, offset_ms
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.server_killed import uncounted
from tests.faults.sockets import Dialling
from tests.faults.stage import Server, Stage, rest, stage

RUNS = 5
STOPPED_S = 20.0
NOTICED_S, BACK_S, STOP_S = 3.0, 1.5, 1.0


def run() -> dict[str, Any]:
    """Five stopped servers beside a healthy one, five mute ones; then Stop in each of these moments."""
    return rows([*stopped(STOPPED_S, RUNS), *mute(RUNS), *ended_meanwhile(RUNS)])


def stopped(seconds: float, runs: int) -> list[Measure]:
    """SIGSTOP: the kernel goes on taking bytes until its buffer is full. Seen from outside when another connection is
    begun."""
    name, others = f"server stopped {seconds:g} s", "one destination of several is dead"
    with stage() as one:
        well = one.server("well")
        servers = [one.server(f"main{number}") for number in range(runs)]
        one.begin()
        noticed, woken_s = _stopped_and_woken(one, servers, seconds)
        status = one.end()
        lags = [lag_s(server.viewer, at_s) for server, at_s in zip(servers, woken_s, strict=True)]
        last = [server.viewer.sessions[-1] for server in servers]
        return [
            most(name, "noticed: dials again", "s", NOTICED_S, noticed),
            most(name, "back after it went on", "s", BACK_S, lags),
            most(name, "age of the first picture", "ms", FRESH_MS, [age_ms(each) for each in last]),
            most(name, "sound against picture", "ms", 40, [offset_ms([each]) for each in last]),
            most(others, "frames the other lost", "", 0, [lost(one, well)]),
            most(others, "sessions of the other", "", 1, [len(well.viewer.sessions)]),
            most(name, "frames missing in recording", "", 0, [uncounted(one)]),
            least(name, "the show ends well", "bool", 1, [float(status == 0)]),
        ]


def _stopped_and_woken(
    one: Stage, servers: Sequence[Server], seconds: float
) -> tuple[list[float | None], list[float]]:
    """How long it took to notice each, and when each went on."""
    rest(6)
    watches = [Dialling(one.engine(), server.port) for server in servers]
    stopped_s = [_signal(server, signal.SIGSTOP, pause_s=0.7) for server in servers]
    rest(seconds - 0.7 * len(servers))
    woken_s = [_signal(server, signal.SIGCONT, pause_s=0.7) for server in servers]
    rest(6)
    for watch in watches:
        watch.close()
    return [watch.first_after(at_s) for watch, at_s in zip(watches, stopped_s, strict=True)], woken_s


def lost(one: Stage, server: Server) -> float:
    """Frames that a server lacks, without those that were never made."""
    absent = sum(missing(each.path) for each in server.viewer.sessions)
    return float(max(0, absent - one.program.never_made()))


def _signal(server: Server, number: int, pause_s: float) -> float:
    server.signal(number)
    at_s = time.monotonic()
    rest(pause_s)
    return at_s


def mute(runs: int) -> list[Measure]:
    """It accepts connections and answers nothing, from the show's first moment; after a while it answers."""
    with stage() as one:
        one.server("well")
        servers = [one.own_server(f"mute{number}", is_mute=True) for number in range(runs)]
        one.begin("well")
        watches = [Dialling(one.engine(), server.receiver.port) for server in servers]
        rest(12)
        answered_s = []
        for server in servers:
            server.receiver.is_mute = False
            answered_s.append(time.monotonic())
            rest(1.3)
        rest(4)
        for watch in watches:
            watch.close()
        one.end()
        lags = [lag_s(server.viewer, at_s) for server, at_s in zip(servers, answered_s, strict=True)]
        steps = [max(_steps(watch.began, answered_s[0])) for watch in watches]
        return [
            most("server mute at connect", "next connection is tried", "s", NOTICED_S, steps),
            most("server mute at connect", "back after it answers", "s", BACK_S, lags),
        ]


def _steps(moments: list[float], until_s: float) -> list[float]:
    before = [at_s for at_s in moments if at_s < until_s]
    return [later - earlier for earlier, later in itertools.pairwise(before)]


def ended_meanwhile(runs: int) -> list[Measure]:
    """Stop while a server is well, stopped, mute and gone: until nothing of the show is sent any more."""
    taken: dict[str, list[float | None]] = {"well": [], "stopped": [], "mute": [], "gone": []}
    for _ in range(runs):
        for kind, figures in taken.items():
            with stage() as one:
                figures.append(_ended(one, kind))
    return [most(f"Stop while the server is {kind}", "off air, engine gone", "s", STOP_S, figures)
            for kind, figures in taken.items()]  # fmt: skip


def _ended(one: Stage, kind: str) -> float | None:
    server = one.server("main")
    if kind == "mute":
        one.own_server("mute", is_mute=True)
    one.begin("main")
    rest(3)
    injuries: dict[str, Callable[[], None]] = {
        "stopped": lambda: server.signal(signal.SIGSTOP),
        "gone": server.kill,
    }
    injuries.get(kind, lambda: None)()
    rest(2.2)
    return stop_s(one)


def stop_s(one: Stage, patience_s: float = 20.0) -> float | None:
    """From SIGTERM to the end of the engine's process, which is the end of every session; None: not in time."""
    engine, began_s = one.engine(), time.monotonic()
    one.program.process.send_signal(signal.SIGTERM)
    while _runs(engine):
        if time.monotonic() - began_s > patience_s:
            return None
        rest(0.005)
    return time.monotonic() - began_s


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
