"""The upload measured before a show, on a line whose width is known, and Go live in the middle of it."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.uplink import Uplink
from app.engine.messages import Destination, DestinationsTried, SetDestinations, TryDestinations
from tests.engine.publish.nginx import Nginx
from tests.engine.rate.busy_clip import busy_clip
from tests.engine.rate.engine_process import EngineProcess, engine_process
from tests.engine.rate.heard import Heard
from tests.engine.received import configured
from tests.faults.netem import HERE, Way, far_namespace
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.stage import eventually, need_nginx, rest
from tests.runs import Skipped

_NEED_KBPS = 2 * 3096
_LINES_KBPS = (1500.0, 3000.0, 6000.0, 8500.0)
_WIDE_KBPS = 30_000.0
_RUNS = 3


def run() -> dict[str, Any]:
    """Two destinations of 3000 + 96 kbit/s at a real nginx, 20 ms away each way. Needs root; a minute and a half."""
    if os.geteuid() != 0 or not Path("/dev/net/tun").exists():
        raise Skipped("a line of a known width needs root and /dev/net/tun")
    need_nginx()
    with _bench() as bench:
        return rows([*_narrow(bench), *_wide(bench), *_cut_short(bench)])


@dataclass
class _Bench:
    engine: EngineProcess
    heard: Heard
    nginx: Nginx
    way: Way
    clip: Path
    number: int = 0

    def destinations(self) -> tuple[Destination, ...]:
        return tuple(Destination(name=name, url=self.nginx.url, key=name) for name in ("one", "two"))

    def begin(self) -> None:
        self.number += 1
        self.engine.tell(
            TryDestinations(number=self.number, destinations=self.destinations(), need_kbps=_NEED_KBPS)
        )

    def tried(self) -> DestinationsTried | None:
        """The last word of the trial that was begun last."""
        self.begin()
        eventually(lambda: any(one.is_over and one.number == self.number for one in self.heard.tried), 15)
        return next((one for one in self.heard.tried if one.is_over and one.number == self.number), None)


@contextlib.contextmanager
def _bench() -> Iterator[_Bench]:
    way = Way(delay_ms=20.0)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="storecast-uplink-")))
        folder.chmod(0o755)
        inside = stack.enter_context(far_namespace(way))
        nginx, heard = Nginx(folder / "nginx", host=HERE), Heard()
        stack.callback(nginx.kill)
        nginx.start()
        clip = busy_clip(folder / "clip.mp4")
        engine = stack.enter_context(engine_process(folder / "run", heard, inside))
        yield _Bench(engine, heard, nginx, way, clip)


def _narrow(bench: _Bench) -> Iterator[Measure]:
    for kbps in _LINES_KBPS:
        bench.way.kbps = kbps
        found = [bench.tried() for _ in range(_RUNS)]
        carried = [one.carried_kbps if one else None for one in found]
        off = [None if one is None else abs(one / kbps - 1) * 100 for one in carried]
        name = f"uplink of {kbps:g} kbit/s, {_NEED_KBPS} needed"
        note = f"measured {[one and round(one) for one in carried]} kbit/s"
        yield most(name, "measured against the line", "%", 15, off, note)


def _wide(bench: _Bench) -> Iterator[Measure]:
    bench.way.kbps = _WIDE_KBPS
    found = [bench.tried() for _ in range(_RUNS)]
    is_enough = [
        None
        if one is None or one.carried_kbps is None
        else float(Uplink(_NEED_KBPS, one.carried_kbps).is_enough)
        for one in found
    ]
    yield least(f"uplink of {_WIDE_KBPS:g} kbit/s", "enough for the show", "bool", 1, is_enough)


def _cut_short(bench: _Bench) -> Iterator[Measure]:
    """The host goes live while the line is being measured, and is on air as soon as without."""
    bench.way.kbps = _WIDE_KBPS
    bench.engine.show(configured(audio_kbps=96), bench.clip)
    eventually(lambda: bool(bench.heard.healths) and bench.heard.now.frames.encoded > 30, 20)
    on_air: list[float | None] = []
    for _ in range(_RUNS):
        bench.begin()
        rest(2)
        began_s = time.monotonic()
        bench.engine.tell(SetDestinations(destinations=bench.destinations()))
        is_live = eventually(lambda: _live_count(bench.heard) == 2, 10)
        on_air.append(time.monotonic() - began_s if is_live else None)
        bench.engine.tell(SetDestinations(destinations=()))
        eventually(lambda: _live_count(bench.heard) == 0, 5)
    yield most("Go live while the uplink is measured", "both destinations on air", "s", 1.5, on_air)


def _live_count(heard: Heard) -> int:
    return sum(one.phase == "live" for one in heard.now.destinations)
