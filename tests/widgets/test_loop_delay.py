"""The loop's delay is counted in bounded room, and a blocked loop shows."""

from __future__ import annotations

import asyncio
import time

from widgets.loop_delay import BEAT_S, LoopDelay


def test_percentiles_are_those_of_the_beats_and_the_maximum_is_exact() -> None:
    delay = LoopDelay()
    for _ in range(98):
        delay.add(0.0015)
    delay.add(0.0301)
    delay.add(4.5)
    assert delay.figures() == {"p50": 1, "p99": 30, "max": 4500.0}


def test_nothing_was_late_before_the_first_beat() -> None:
    early = LoopDelay()
    assert early.figures() == {"p50": 0, "p99": 0, "max": 0.0}
    early.add(-0.001)
    assert early.figures()["max"] == 0.0


def test_a_loop_that_is_blocked_shows_for_how_long() -> None:
    delay = LoopDelay()

    async def show() -> None:
        delay.start()
        is_after_the_beat = asyncio.Event()
        asyncio.get_running_loop().call_later(2 * BEAT_S, is_after_the_beat.set)
        blocked_until = time.monotonic() + 0.15
        while time.monotonic() < blocked_until:
            pass
        await is_after_the_beat.wait()
        delay.stop()
        delay.stop()

    asyncio.run(show())
    assert delay.figures()["max"] >= 100
