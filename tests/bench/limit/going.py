"""How fast it goes: from the engine's start to its first frame, from "Go live" to the server's answer."""

from __future__ import annotations

import time
from statistics import median

from tests.bench.limit.driven import Driven, Wanted
from tests.bench.limit.peers import Bench
from tests.bench.limit.stages import Staged


def first_frame_s(bench: Bench, times: int) -> float:
    """The real process, from its start to its word; the median."""
    found = []
    for _ in range(times):
        bench.runs += 1
        driven = Driven(bench.folder / f"run-{bench.runs}", Wanted(source="test-card", sprites=bench.sprites))
        try:
            driven.wait_until_live()
            found.append(driven.first_frame_s)
        finally:
            driven.stop()
    return median(found)


def live_s(bench: Bench, times: int) -> float:
    """From `SetDestinations` to a server that has said yes and taken the first picture; the median."""
    staged, found = Staged(Wanted(source="test-card", sprites=bench.sprites)), []
    try:
        time.sleep(1)  # the start of the engine is not what is measured
        for number in range(times):
            began_s = time.monotonic()
            staged.set_destinations(f"{bench.nginx.url}/going-{number}")
            while not staged.live():
                if time.monotonic() - began_s > 20:
                    raise RuntimeError("not live")
                time.sleep(0.002)  # finer than the figure that is told
            found.append(time.monotonic() - began_s)
            staged.set_destinations()
            time.sleep(0.6)  # the server has let go of the last one
        return median(found)
    finally:
        staged.stop()
