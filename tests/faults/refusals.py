"""A name that is taken, a key that is refused: tried again at the pace that fits, and nobody else is touched."""

from __future__ import annotations

import itertools
import json
import threading
import time
from typing import Any

from app.receiver.dialogue import Verdict
from tests.faults.judge import lag_s
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.server_silent import lost
from tests.faults.stage import OwnServer, Stage, rest, stage

RUNS = 5
TAKEN_S = 10.0
REFUSED_S = 60.0
HAMMERING = 8
"""Three quick tries tell a closed connection from a refused key; after them one in 21 to 30 seconds."""


class Doorman:
    """What a server answers to each publisher; notes when it was asked. Safe from any thread."""

    def __init__(self, verdict: Verdict = Verdict.ACCEPT) -> None:
        self._lock = threading.Lock()
        self.verdict = verdict
        self.asked_s: list[float] = []

    def judge(self, _app: str, _name: str) -> Verdict:
        with self._lock:
            self.asked_s.append(time.monotonic())
            return self.verdict

    def pauses_s(self, from_s: float, to_s: float) -> list[float]:
        moments = [at_s for at_s in (from_s, *self.asked_s) if from_s <= at_s <= to_s]
        return [later - earlier for earlier, later in itertools.pairwise(moments)]


def run() -> dict[str, Any]:
    """Five servers at a time, each with a doorman of its own."""
    return rows([*name_taken(TAKEN_S, RUNS), *key_refused(REFUSED_S, RUNS)])


def name_taken(seconds: float, runs: int) -> list[Measure]:
    """The connection is reset, and for a while the server takes the show for one that is on air already."""
    doormen = [Doorman() for _ in range(runs)]
    with stage() as one:
        servers = [one.own_server(f"main{number}", doorman.judge) for number, doorman in enumerate(doormen)]
        one.begin()
        rest(6)
        dropped_s = [_shut(server, doorman) for server, doorman in zip(servers, doormen, strict=True)]
        rest(seconds - 0.9 * runs)
        free_s = [_opened(doorman) for doorman in doormen]
        rest(3)
        status = one.end()
        moments = list(zip(doormen, dropped_s, free_s, strict=True))
        longest = [max(man.pauses_s(from_s, to_s), default=None) for man, from_s, to_s in moments]
        lags = [lag_s(server.viewer, at_s) for server, at_s in zip(servers, free_s, strict=True)]
        name = f"'already publishing' for {seconds:g} s"
        return [
            most(name, "longest pause between tries", "s", 1, longest),
            most(name, "back after the name is free", "s", 1.5, lags),
            least(name, "the show ends well", "bool", 1, [float(status == 0)]),
        ]


def _shut(server: OwnServer, doorman: Doorman) -> float:
    doorman.verdict = Verdict.BAD_NAME
    server.receiver.drop()
    at_s = time.monotonic()
    rest(0.9)
    return at_s


def _opened(doorman: Doorman) -> float:
    doorman.verdict = Verdict.ACCEPT
    at_s = time.monotonic()
    rest(0.9)
    return at_s


def key_refused(seconds: float, runs: int) -> list[Measure]:
    """Half of the servers say no, half hang up without a word, and nginx forbids by its rule; one takes the show."""
    verdicts = [Verdict.DENY if number % 2 else Verdict.HANG_UP for number in range(runs)]
    doormen = [Doorman(verdict) for verdict in verdicts]
    with stage() as one:
        well = one.server("well")
        for number, doorman in enumerate(doormen):
            one.own_server(f"refused{number}", doorman.judge)
        one.destination("forbidden", well.url.replace("/live", "/closed"))
        one.begin("well")
        rest(seconds)
        said = told(one)
        status = one.end()
        names = [f"refused{number}" for number in range(runs)] + ["forbidden"]
        tries = [float(len(doorman.asked_s)) for doorman in doormen]
        return [
            most("key refused", f"tries in {seconds:g} s", "", HAMMERING, tries),
            least(
                "key refused", "the host is told: the key", "bool", 1, [float(name in said) for name in names]
            ),
            most("key refused", "frames another destination lost", "", 0, [lost(one, well)]),
            least("key refused", "the show ends well", "bool", 1, [float(status == 0)]),
        ]


def told(one: Stage) -> set[str]:
    """Destinations of which the host was told that the server refused the key."""
    found = set()
    for _, payload in one.alarms():
        fault = json.loads(payload)
        if fault["code"] == "key-refused":
            found.add(fault["where"].removeprefix("destination:"))
    return found
