"""The peers in alternating runs: each on air for some seconds, one after the other, round after round."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.bench.limit import ffmpeg
from tests.bench.limit.clip import clip
from tests.bench.limit.cost import family, per_video_s, received
from tests.bench.limit.driven import Driven, Wanted
from tests.bench.limit.ffmpeg import Sheets
from tests.bench.limit.sprites import laid
from tests.e2e.rig import ROOT, Program
from tests.engine.publish.nginx import Nginx
from tests.engine.publish.stage import until

WIDTH, HEIGHT = 1280, 720
_WARM_S = 3.0
_SHOW = """
[show]
title = "Coats"
video_kbps = 4000
language = "zh"
[host]
name = "Lin"
role = "Host"
[camera]
source = "file:{clip}"
[microphone]
source = "file:{clip}"
[[destination]]
name = "main"
url = "{url}"
key = "env:STREAM_KEY"
[[product]]
id = "coat"
title = "Belted wool coat, camel"
price = "1999.00"
compare_at = "2599.00"
stock = 30
image = "{root}/resources/products/coat.png"
link = "https://shop.example/coat"
[[run_of_show]]
at_s = 1
action = "show_card"
product = "coat"
[[run_of_show]]
at_s = 1.5
action = "countdown"
for_s = 600
product = "coat"
"""


@dataclass
class Bench:
    """One server, one clip, one set of sprites; `seconds` of each run are measured."""

    folder: Path
    nginx: Nginx
    seconds: float
    clip: Path = field(default_factory=lambda: clip(WIDTH, HEIGHT))
    runs: int = 0
    peak_rss_mb: float = 0.0
    recorded: dict[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sheets = Sheets(self.folder / "png", WIDTH, HEIGHT)
        self.sprites = laid(WIDTH, HEIGHT)

    def command_line(self, program: str, threads: int) -> float:
        """FFmpeg's command line, one destination."""
        name, path = self._name(f"ffmpeg-{threads}")
        words = ffmpeg.command(program, self.clip, self.sheets, f"{self.nginx.url}/{name}", threads)
        process = ffmpeg.started(words, self.folder / "complaints")
        return self._measured(process, path)

    def floor(self) -> float:
        """Bare PyAV."""
        count = self.folder / "count"
        count.write_text("0")
        words = [sys.executable, "-m", "tests.bench.limit.floor", str(self.clip), str(count)]
        process = subprocess.Popen(words, cwd=ROOT)
        return self._measured(process, None, lambda: int(count.read_text() or 0))

    def engine(self, destinations: int = 1, *, is_recorded: bool = False, has_preview: bool = True) -> float:
        """The engine's process alone."""
        named = [self._name(f"engine-{number}") for number in range(destinations)]
        wanted = Wanted(
            source=f"file:{self.clip}",
            sprites=self.sprites,
            destinations=[f"{self.nginx.url}/{name}" for name, _ in named],
            recording=str(self.folder) if is_recorded else "",
            has_preview=has_preview,
        )
        driven = Driven(self.folder / f"run-{self.runs}", wanted)
        try:
            driven.wait_until_live()
            time.sleep(_WARM_S)
            cost = per_video_s(lambda: (driven.pid,), lambda: received(named[0][1]), self.seconds)
            self.peak_rss_mb = max(self.peak_rss_mb, driven.peak_rss_mb)
            return cost
        finally:
            driven.stop()

    def headless(self) -> float:
        """The whole program: supervisor, console, engine; card and countdown come by its own run of show."""
        self.runs += 1
        folder = self.folder / f"show-{self.runs}"
        folder.mkdir()
        program = Program(folder, _SHOW.format(clip=self.clip, url=self.nginx.url, root=ROOT))
        path = self.nginx.home / "recorded" / "CANARY-stream-key-4711.flv"
        try:
            until(lambda: received(path) > 0, 30, "the program is on air")
            time.sleep(_WARM_S)
            pids = {*family(program.process.pid), program.pid_of("--engine")}
            return per_video_s(lambda: pids, lambda: received(path), self.seconds)
        finally:
            program.process.terminate()
            program.wait(30)
            path.unlink(missing_ok=True)

    def _name(self, kind: str) -> tuple[str, Path]:
        self.runs += 1
        name = f"{kind}-{self.runs}"
        path = self.nginx.home / "recorded" / f"{name}.flv"
        self.recorded[kind] = path
        return name, path

    def _measured(
        self, process: subprocess.Popen[bytes], path: Path | None, frames: Callable[[], int] | None = None
    ) -> float:
        count = frames or (lambda: received(path) if path else 0)
        try:
            until(lambda: count() > 0, 30, "a peer gives pictures")
            time.sleep(_WARM_S)
            return per_video_s(lambda: (process.pid,), count, self.seconds)
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def bench(folder: Path, seconds: float) -> Iterator[Bench]:
    """With a server, which is ended."""
    folder.chmod(0o755)  # nginx's worker passes through
    nginx = Nginx(folder / "nginx", application="drop_idle_publisher 2s;")
    nginx.start()
    try:
        yield Bench(folder, nginx, seconds)
    finally:
        nginx.kill()


def alternating(peers: dict[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """What each cost in each round, all of them in turn."""
    costs: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(rounds):
        for name, run in peers.items():
            costs[name].append(run())
    return costs


def ratio(above: list[float], below: list[float]) -> float:
    """The median over the rounds: each pair ran under the same load."""
    return median(one / other for one, other in zip(above, below, strict=True))
