"""How evenly pictures reach the encoder while a thousand comments a second reach the console."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from app.engine import rendezvous
from app.settings.folders import Folders
from tests.bench.limit.clip import FPS
from tests.e2e.comment_flood import flooded
from tests.e2e.rig import DESTINATION, ROOT
from tests.engine.publish.nginx import Nginx
from tests.engine.publish.stage import until

PER_S = 1_000
_WARM_FRAMES = 3 * FPS


def off_beat_ms(folder: Path, nginx: Nginx, seconds: int) -> dict[str, float]:
    """How far the time between two pictures was from a frame's, p50, p99 and worst."""
    folder.mkdir()
    stamps, run = folder / "stamps", _run_folder(folder)
    words = [sys.executable, "-m", "tests.bench.limit.watched_engine", str(run), str(stamps)]
    engine = subprocess.Popen(words, cwd=ROOT)
    try:
        # The console finds an engine in its folder and takes it for its own.
        until(lambda: rendezvous.found(run), 20, "the watched engine is up")
        flooded(folder, PER_S, seconds, DESTINATION.format(url=nginx.url))
        engine.wait(20)
    finally:
        engine.kill()
        engine.wait(5)
    stamps_ns = [int(line) for line in stamps.read_text().split()][_WARM_FRAMES:]
    off_ms = sorted(abs((later - earlier) / 1e6 - 1000 / FPS) for earlier, later in pairwise(stamps_ns))
    return {
        "frames": len(stamps_ns),
        "p50": round(off_ms[len(off_ms) // 2], 2),
        "p99": round(off_ms[int(len(off_ms) * 0.99)], 2),
        "worst": round(off_ms[-1], 2),
    }


def _run_folder(folder: Path) -> Path:
    """Where the program of `tests.e2e.rig` will look for its engine."""
    (folder / "run").mkdir(mode=0o700)
    nowhere = Path("/")
    folders = Folders(
        config=nowhere, data=nowhere, log=nowhere, run=folder / "run" / "Storecast", videos=nowhere
    )
    return folders.engine_run(folder / "report" / "show.db")
