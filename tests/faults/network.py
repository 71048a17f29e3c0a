"""A network that swallows everything, one that is another all at once, a name server that is deaf."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any

from tests.faults.judge import FRESH_MS, age_ms, lag_s, offset_ms
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.server_killed import uncounted
from tests.faults.server_silent import stop_s
from tests.faults.sockets import Dialling
from tests.faults.stage import eventually, rest, stage
from tests.faults.viewer import Session, Viewer
from tests.faults.wire import SERVER, Wire

RUNS = 5
DEAD_S = (12.0, 22.0)


def run() -> dict[str, Any]:
    """Outages of random length one after the other, then changes of address, then Stop while a look-up hangs."""
    return rows([*swallowed(DEAD_S, RUNS), *changed(RUNS), *deaf(RUNS)])


def swallowed(lengths_s: tuple[float, float], runs: int) -> list[Measure]:
    """The router forwards nothing: no reset, no answer, no word."""
    name = f"network black-holed {lengths_s[0]:g} to {lengths_s[1]:g} s"
    chance = random.Random(6)
    noticed = []

    def outage(wire: Wire, pid: int, port: int) -> float:
        watch = Dialling(pid, port)
        cut_s = wire.cut()
        rest(chance.uniform(*lengths_s))
        noticed.append(watch.first_after(cut_s))
        watch.close()
        return wire.mend()

    found = _often(name, "back after it passes again", 1.5, outage, runs)
    return [most(name, "noticed: dials again", "s", 3, noticed), *found]


def changed(runs: int) -> list[Measure]:
    """The old address goes and another comes: what was sent from the old one is answered by nobody."""
    return _often(
        "network changed (other address)",
        "live again after the change",
        4,
        lambda wire, _pid, _port: wire.change(),
        runs,
    )


def _often(
    name: str, what: str, goal_s: float, injure: Callable[[Wire, int, int], float], runs: int
) -> list[Measure]:
    """`injure(wire, engine, port)` returns the moment from which the stream could go on."""
    lags: list[float | None] = []
    back: list[Session] = []
    with Wire() as wire, stage() as one:
        server = one.server("main", host=SERVER, within=wire.server)
        one.begin(within=wire.shop)
        for _ in range(runs):
            rest(7)
            since_s = injure(wire, one.engine(), server.port)
            lags.append(_back_s(server.viewer, since_s))
            back.append(server.viewer.sessions[-1])
        # Viewers come back to a slate, which has no number, and see it for three seconds.
        rest(6)
        status = one.end()
        ages = [age_ms(each) for each in back]
        apart = [offset_ms([each]) for each in server.viewer.sessions]
        return [
            most(name, what, "s", goal_s, lags),
            most(name, "age of the first picture", "ms", FRESH_MS, ages),
            most(name, "sound against picture", "ms", 40, apart),
            most(name, "frames missing in recording", "", 0, [uncounted(one)]),
            least(name, "the show ends well", "bool", 1, [float(status == 0)]),
        ]


def _back_s(viewer: Viewer, since_s: float) -> float | None:
    eventually(lambda: lag_s(viewer, since_s), 15)
    rest(1)
    return lag_s(viewer, since_s)


def deaf(runs: int) -> list[Measure]:
    """The system's look-up cannot be cancelled and takes ten seconds; Stop does not wait for it."""
    taken: list[float | None] = []
    for _ in range(runs):
        with Wire(is_deaf=True) as wire, stage() as one:
            one.server("main", host=SERVER, within=wire.server)
            one.destination("unknown", "rtmp://ingest.example/live")
            one.begin(within=wire.shop)
            rest(2 + time.monotonic() % 1)
            taken.append(stop_s(one))
    return [most("Stop while a look-up hangs", "off air, engine gone", "s", 1, taken)]
