"""A connection that is reset every 20 s for ten minutes: nearly all arrives, and nothing grows."""

from __future__ import annotations

import time
from typing import Any

from tests.faults.judge import gaps
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.sockets import held
from tests.faults.stage import OwnServer, rest, stage

EVERY_S = 20.0
FOR_S = 600.0
SERVERS = 5
MOST_MORE_MB = 16.0
"""Of some 220: pools and codecs breathe."""


def run() -> dict[str, Any]:
    """Five servers, each with resets of its own."""
    return rows(reset_often(EVERY_S, FOR_S, SERVERS))


def reset_often(every_s: float, for_s: float, count: int) -> list[Measure]:
    """Growth is from after the first round to the end."""
    name = f"reset every {every_s:g} s for {for_s:g} s"
    with stage() as one:
        servers = [one.own_server(f"main{number}") for number in range(count)]
        one.begin()
        rest(4)
        began_s = time.monotonic()
        _round(servers, every_s)
        first = held(one.engine())
        while time.monotonic() - began_s < for_s:
            _round(servers, every_s)
        ended_s, last = time.monotonic(), held(one.engine())
        status = one.end()
        # Between sessions only: a tick that a busy computer was late for is no reset's fault.
        seen = [100 * (1 - sum(away(server)) / (ended_s - began_s)) for server in servers]
        return [
            least(name, "of the time in a session", "%", 95, seen),
            most(name, "longest time without session", "s", 1.5, [max(away(server)) for server in servers]),
            most(name, "threads more", "", 0, [last.threads - first.threads]),
            most(name, "descriptors more", "", 2, [last.descriptors - first.descriptors]),
            most(name, "memory more", "MB", MOST_MORE_MB, [last.rss_mb - first.rss_mb]),
            least(name, "the show ends well", "bool", 1, [float(status == 0)]),
        ]


def _round(servers: list[OwnServer], every_s: float) -> None:
    """One reset for each, spread over the time."""
    for server in servers:
        server.receiver.drop()
        rest(every_s / len(servers))


def away(server: OwnServer) -> list[float]:
    """Seconds between the last frame of a session and the first of the next."""
    found = []
    for before, after in zip(server.viewer.sessions, server.viewer.sessions[1:], strict=False):
        if before.arrivals and after.pictures:
            found.append(gaps([before.arrivals[-1].at_s, after.pictures[0].at_s])[0])
    return found or [0.0]
