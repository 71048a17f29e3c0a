"""How the engine's cost grows: with size, frame rate, sprites and destinations."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from tests.bench.limit.clip import clip
from tests.bench.limit.driven import Wanted
from tests.bench.limit.peers import Bench
from tests.bench.limit.sprites import laid
from tests.bench.limit.stages import Staged


def growth(bench: Bench) -> dict[str, Any]:
    """Processor seconds a second of video, by stage, of one run each."""
    plain = Wanted(
        source=f"file:{bench.clip}", sprites=bench.sprites, destinations=[f"{bench.nginx.url}/grow-0"]
    )
    larger = replace(
        plain,
        width=1920,
        height=1080,
        kbps=6000,
        source=f"file:{clip(1920, 1080)}",
        sprites=laid(1920, 1080),
    )
    many = [f"{bench.nginx.url}/grow-{number}" for number in range(4)]
    cases = {
        "720p30": plain,
        "720p60": replace(plain, fps=60),
        "720p30, quality": replace(plain, preset="quality"),
        "720p30, no sprites": replace(plain, sprites=()),
        "720p30, no preview": replace(plain, has_preview=False),
        "720p30, no destination": replace(plain, destinations=()),
        "720p30, four destinations": replace(plain, destinations=many),
        "1080p30": larger,
        "1080p60": replace(larger, fps=60),
    }
    return {name: _cost(wanted, bench.seconds) for name, wanted in cases.items()}


def _cost(wanted: Wanted, seconds: float) -> dict[str, Any]:
    staged = Staged(wanted)
    try:
        time.sleep(4)  # warm
        before, spent, after = staged.counts(), staged.cost(seconds), staged.counts()
    finally:
        staged.stop()
    lost = after.dropped_encoder_full + after.skipped_late_tick
    named = {name: round(took, 3) for name, took in spent.items() if took > 0.002}
    return {
        "all": round(sum(spent.values()), 3),
        **named,
        "lost": lost - before.dropped_encoder_full - before.skipped_late_tick,
    }
