"""Runs that take their time: 1080p30 for ten minutes, and an hour of 720p30 for its memory."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tests.bench.limit.clip import clip
from tests.bench.limit.driven import Driven, Wanted
from tests.bench.limit.peers import Bench
from tests.bench.limit.sprites import laid
from tests.bench.limit.table import Row, printed


def hd(bench: Bench, seconds: float) -> dict[str, Any]:
    """1080p30, low latency, preview and one destination: not a frame may be missing."""
    wanted = Wanted(
        source=f"file:{clip(1920, 1080)}",
        width=1920,
        height=1080,
        kbps=6000,
        sprites=laid(1920, 1080),
        destinations=[f"{bench.nginx.url}/hd"],
    )
    driven = Driven(bench.folder / "run-hd", wanted)
    try:
        driven.wait_until_live()
        before = driven.health
        time.sleep(seconds)  # the time that is measured
        after, peak_mb = driven.health, driven.peak_rss_mb
    finally:
        driven.stop()
    dropped = after.frames.dropped_encoder_full - before.frames.dropped_encoder_full
    skipped = after.frames.skipped_late_tick - before.frames.skipped_late_tick
    frames = after.frames.encoded - before.frames.encoded
    row = Row(f"1080p30 for {seconds:.0f} s, frames dropped + ticks skipped", (dropped + skipped,), (0,))
    print(printed([row]), flush=True)
    return {
        "frames": frames,
        "dropped": dropped,
        "skipped": skipped,
        "cpu_s_per_video_s": round((after.cpu_s - before.cpu_s) / frames * wanted.fps, 3),
        "peak_rss_mb": round(peak_mb, 1),
    }


def hour(bench: Bench, seconds: float) -> dict[str, Any]:
    """720p30 with everything: how its memory grows once the first sixth, ten minutes of an hour, is over."""
    wanted = Wanted(
        source=f"file:{bench.clip}",
        sprites=bench.sprites,
        destinations=[f"{bench.nginx.url}/hour-{number}" for number in range(2)],
        recording=str(bench.folder),
    )
    driven = Driven(bench.folder / "run-hour", wanted)
    try:
        driven.wait_until_live()
        time.sleep(seconds / 6)  # warm; from here on memory may not grow
        early_mb = _rss_mb(driven.pid)
        time.sleep(seconds * 5 / 6)
        late_mb, health, peak_mb = _rss_mb(driven.pid), driven.health, driven.peak_rss_mb
    finally:
        driven.stop()
    growth = (late_mb / early_mb - 1) * 100
    row = Row(f"growth of RSS over {seconds:.0f} s after the first sixth", (growth,), (1.0,), "%")
    print(printed([row]), flush=True)
    return {
        "early_mb": round(early_mb, 1),
        "late_mb": round(late_mb, 1),
        "growth_percent": round(growth, 2),
        "peak_rss_mb": round(peak_mb, 1),
        "frames": health.frames.encoded,
        "dropped": health.frames.dropped_encoder_full,
    }


def _rss_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    resident = next(line for line in lines if line.startswith("VmRSS"))
    return int(resident.split()[1]) * 1024 / 1e6
