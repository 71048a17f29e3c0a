"""What one destination or one sprite more costs: the stage's own thread, against all that encoding takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import numpy as np

from app.engine.messages import Motion
from tests.bench.limit.driven import Wanted
from tests.bench.limit.peers import Bench
from tests.bench.limit.sprites import Laid
from tests.bench.limit.stages import Staged
from tests.engine.publish.stage import until

_ENDLESS = Motion(ms=3_600_000)


def more_percent(bench: Bench, rounds: int) -> dict[str, float]:
    """Per cent of the encoder's cost, medians of `rounds` pairs within one programme."""
    pixels = np.full((180, 480, 4), (200, 205, 210, 235), np.uint8)
    sprite = Laid("one-more", pixels, 64, 64, 50)
    one, two = (f"{bench.nginx.url}/more-{number}" for number in range(2))
    staged = Staged(Wanted(source=f"file:{bench.clip}", sprites=bench.sprites, destinations=[one]))

    def destinations(*urls: str) -> None:
        staged.set_destinations(*urls)
        until(lambda: staged.live() == len(urls), 20, "live")

    def pairs(stage: str, add: Callable[[], object], remove: Callable[[], object]) -> float:
        found = []
        for _ in range(rounds):
            time.sleep(1)  # what was removed has ended
            without = staged.cost(bench.seconds / 2)
            add()
            time.sleep(1)  # what was added runs
            with_it = staged.cost(bench.seconds / 2)
            remove()
            found.append((_of(with_it, stage) - _of(without, stage)) / _encoding(without) * 100)
        return round(median(found), 2)

    try:
        destinations(one)
        time.sleep(2)  # warm
        return {
            "destination": pairs("publish-", lambda: destinations(one, two), lambda: destinations(one)),
            "still_sprite": pairs("program", lambda: staged.put(sprite), lambda: staged.remove(sprite)),
            "fading_sprite": pairs(
                "program", lambda: staged.put(sprite, _ENDLESS), lambda: staged.remove(sprite)
            ),
        }
    finally:
        staged.stop()


def _of(spent: dict[str, float], stage: str) -> float:
    return sum(took for name, took in spent.items() if name.startswith(stage))


def _encoding(spent: dict[str, float]) -> float:
    """The encoder's thread, and x264's own where it has any."""
    return spent["encode"] + spent["libraries"]
