"""The engine at its limit, beside FFmpeg's command line and bare PyAV; --short, --hd, --hour, --growth."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.limit import ffmpeg
from tests.bench.limit.driven import Wanted
from tests.bench.limit.going import first_frame_s, live_s
from tests.bench.limit.growth import growth
from tests.bench.limit.latency import stamp_to_decoded_ms
from tests.bench.limit.likeness import ssim
from tests.bench.limit.long import hd, hour
from tests.bench.limit.more import more_percent
from tests.bench.limit.pacing import off_beat_ms
from tests.bench.limit.peers import Bench, alternating, bench, ratio
from tests.bench.limit.stages import Staged
from tests.bench.limit.table import Row, printed


def run(*arguments: str) -> dict[str, Any]:
    """A table for people on stdout, then these figures; a goal that is missed fails nothing."""
    parser = argparse.ArgumentParser(prog="bench engine", description=__doc__)
    parser.add_argument("--short", action="store_true", help="two rounds of 6 s instead of five of 15 s")
    parser.add_argument("--only", choices=("costs", "times"), help="half of the table")
    parser.add_argument("--hd", action="store_true", help="1080p30 for ten minutes, and nothing else")
    parser.add_argument(
        "--hour", action="store_true", help="an hour of 720p30, for its memory, and nothing else"
    )
    parser.add_argument("--growth", action="store_true", help="cost by size, rate, sprites, destinations")
    chosen = parser.parse_args(arguments)
    rounds, seconds = (2, 6.0) if chosen.short else (5, 15.0)
    with tempfile.TemporaryDirectory(prefix="storecast-bench-") as name, bench(Path(name), seconds) as ground:
        if chosen.hd:
            return hd(ground, 60 if chosen.short else 600)
        if chosen.hour:
            return hour(ground, 240 if chosen.short else 3600)
        if chosen.growth:
            return growth(ground)
        figures: dict[str, Any] = {}
        if chosen.only != "times":
            rows, figures = _costs(ground, rounds)
            print(printed(rows), flush=True)
        if chosen.only != "costs":
            rows, more = _times(ground, rounds, seconds)
            print(printed(rows), flush=True)
            figures |= more
        return figures


def _costs(ground: Bench, rounds: int) -> tuple[list[Row], dict[str, Any]]:
    program, threads, tried = _best_command_line(ground)
    costs = alternating(
        {
            "ffmpeg": lambda: ground.command_line(program, threads),
            "engine": lambda: ground.engine(1),
            "floor": ground.floor,
            "everything": lambda: ground.engine(2, is_recorded=True),
            "headless": ground.headless,
        },
        rounds,
    )
    theirs, floor = costs["ffmpeg"], costs["floor"]
    alike = {
        name: ssim(ground.clip, ground.recorded[kind], ground.sprites)
        for name, kind in (("ffmpeg", f"ffmpeg-{threads}"), ("engine", "engine-0"))
    }
    rows = [
        Row("engine, preview, 1 destination / ffmpeg", (ratio(costs["engine"], theirs),), (0.90,)),
        Row(
            "engine, preview, 2 destinations, recording / ffmpeg",
            (ratio(costs["everything"], theirs),),
            (1.0,),
        ),
        Row("headless program, console included / ffmpeg", (ratio(costs["headless"], theirs),), (1.05,)),
        Row("engine with everything / bare PyAV", (ratio(costs["everything"], floor),), (1.15,)),
        Row("bare PyAV / ffmpeg (for judging the first)", (ratio(floor, theirs),), (9.99,)),
        Row("SSIM apart", (abs(alike["ffmpeg"] - alike["engine"]),), (0.002,)),
        Row("engine's peak RSS", (ground.peak_rss_mb,), (220,), "MB"),
    ]
    return rows, {
        "cpu_s_per_video_s": {name: [round(one, 3) for one in found] for name, found in costs.items()},
        "medians": {name: round(median(found), 3) for name, found in costs.items()},
        "ratios": {row.name: round(row.measured[0], 4) for row in rows},
        "ssim": alike,
        "ffmpeg": {"chosen": f"{ffmpeg.version(program)}, {threads} thread(s)", "tried": tried},
    }


def _best_command_line(ground: Bench) -> tuple[str, int, dict[str, float]]:
    """Each program with each number of threads, once; the cheapest is the peer."""
    found = {
        (program, threads): min(ground.command_line(program, threads) for _ in range(2))
        for program in ffmpeg.programs()
        for threads in ffmpeg.THREADS
    }
    best = min(found, key=lambda one: found[one])
    tried = {
        f"{ffmpeg.version(program)}, {threads}": round(took, 3) for (program, threads), took in found.items()
    }
    return *best, tried


def _times(ground: Bench, rounds: int, seconds: float) -> tuple[list[Row], dict[str, Any]]:
    more = more_percent(ground, rounds + 1)
    late, late_quality = stamp_to_decoded_ms(ground), stamp_to_decoded_ms(ground, "quality")
    pace = off_beat_ms(ground.folder / "pacing", ground.nginx, round(seconds * 2))
    first_s, answered_s = first_frame_s(ground, rounds), live_s(ground, rounds)
    still, fading = more["still_sprite"], more["fading_sprite"]
    rows = [
        Row("one more destination, of encoding", (more["destination"],), (1.5,), "%"),
        Row("one more sprite, still / fading", (still, fading), (0.5, 1.0), "%"),
        Row("pacing at the encoder, 1,000 comments/s, p99", (pace["p99"],), (5,), "ms"),
        Row("capture to socket, p50 / p99", late["capture_to_socket_ms"], (25, 50), "ms"),
        Row("stamp to decoded by a player, p50 / p99", late["stamp_to_decoded_ms"], (60, 100), "ms"),
        Row("engine's start to first frame / Go live to live", (first_s, answered_s), (0.8, 0.3), "s"),
    ]
    staged = Staged(
        Wanted(
            source=f"file:{ground.clip}", sprites=ground.sprites, destinations=[f"{ground.nginx.url}/stages"]
        )
    )
    try:
        staged.cost(3)
        stages = {name: round(took, 4) for name, took in staged.cost(seconds).items() if took > 0.0005}
    finally:
        staged.stop()
    return rows, {
        "more_percent": more,
        "latency": late,
        "latency_quality": late_quality,
        "pacing_off_ms": pace,
        "first_frame_s": first_s,
        "live_s": answered_s,
        "stages": stages,
    }
