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
            "received": _rising(nginx.recorded[0]),
        }


def _rising(path: Path) -> dict[str, int]:
    """Of the received pictures, by the numbers in them; the card's number is when a frame was due, so that it tells
    of frames that are missing and not of late ones: those show in `latency_ms`, due time to socket.
    """
    seen = seen_in(path)
    pairs = zip(seen.numbers, seen.numbers[1:], strict=False)
    return {
        "frames": len(seen.numbers),
        "missing": seen.missing(30),
        "not_rising": sum(later <= earlier for earlier, later in pairs),
    }
