"""A thousand comments a second for a minute while 720p30 goes to nginx, beside the same show without them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tests.e2e.comment_flood import flooded
from tests.e2e.rig import DESTINATION
from tests.engine.publish.nginx import Nginx
from tests.media import seen_in

PER_S = 1_000
SECONDS = 60
FRAME_MS = 1000 / 30


def run() -> dict[str, Any]:
    """Fails when a comment is lost; times are figures, never a failure."""
    return {"without": _measured(0), "with_comments": _measured(PER_S)}


def _measured(per_s: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="storecast-bench-") as name:
        folder = Path(name)
        nginx = Nginx(folder / "nginx", application="drop_idle_publisher 2s;")
        nginx.start()
        try:
            program, figures = flooded(folder, per_s, SECONDS, DESTINATION.format(url=nginx.url))
        finally:
            nginx.kill()
        report = program.report()
        return {
            **figures,
            "frames": report["frames"],
            "latency_ms": report["latency_ms"],
            "processes": report["processes"],
            "received": _pacing(nginx.recorded[0]),
        }


def _pacing(path: Path) -> dict[str, float]:
    """Of the received pictures, by the times of capture in them: how far each step is from a frame's time."""
    seen = seen_in(path)
    steps = [later - earlier for earlier, later in zip(seen.numbers, seen.numbers[1:], strict=False)]
    off_ms = sorted(abs(step - FRAME_MS) for step in steps)
    return {
        "frames": len(seen.numbers),
        "missing": seen.missing(30),
        "not_rising": sum(step <= 0 for step in steps),
        "step_off_p50_ms": round(off_ms[len(off_ms) // 2], 1),
        "step_off_p99_ms": round(off_ms[int(len(off_ms) * 0.99)], 1),
        "step_off_max_ms": round(off_ms[-1], 1),
        "sound_offset_max_ms": round(max(map(abs, seen.offsets_ms()), default=0.0), 1),
    }
