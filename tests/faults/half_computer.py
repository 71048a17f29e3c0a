"""The engine gets half of the processor it needs, then all again: when the host is told, what steps down, the sound."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.domain.fault import FaultCode
from tests.e2e.rig import until
from tests.engine.publish.nginx import Nginx
from tests.engine.rate.busy_clip import busy_clip
from tests.engine.rate.engine_process import engine_process
from tests.engine.rate.heard import Heard
from tests.engine.rate.on_air import wait
from tests.engine.rate.tail import Tail, longest_gap_s

_GROUP = Path("/sys/fs/cgroup/cpu/storecast-half")
_PERIOD_US = 100_000
_BEFORE_S, _HALF_S, _AFTER_S = 10.0, 30.0, 60.0


def run() -> dict[str, Any]:
    """The figures, for 720p30 of 3000 kbit/s; raises when the sound broke or nobody was told. Needs root, cgroup v1."""
    if os.geteuid() != 0 or not (_GROUP.parent / "cpu.cfs_quota_us").exists():
        raise SystemExit("half_computer needs root and the cpu controller of cgroup v1")
    with tempfile.TemporaryDirectory(prefix="storecast-half-") as folder, _group():
        return _starved(Path(folder))


def _starved(folder: Path) -> dict[str, Any]:
    nginx, heard = Nginx(folder / "nginx"), Heard()
    tail = Tail(folder / "nginx" / "recorded" / "key.flv")
    with contextlib.ExitStack() as stack:
        stack.callback(nginx.kill)
        nginx.start()
        stack.callback(tail.end)
        tail.start()
        engine = stack.enter_context(engine_process(folder / "run", heard))
        (_GROUP / "cgroup.procs").write_text(str(engine.pid))
        engine.go_live(busy_clip(folder / "clip.mp4"), nginx.url)
        until(lambda: tail.arrivals, 20, "on air")
        half_s = wait(_BEFORE_S)
        need = _cores(heard)
        _quota(need / 2)
        whole_s = wait(_HALF_S)
        _quota(None)
        wait(_AFTER_S)
        return _figures(heard, tail, need, half_s, whole_s)


def _figures(heard: Heard, tail: Tail, need: float, half_s: float, whole_s: float) -> dict[str, Any]:
    sound = [one for one in tail.arrivals if not one.is_video and not one.is_header]
    told = [at_s - half_s for at_s, code, _, _ in heard.faults if code is FaultCode.ENCODER_OVERLOADED]
    steps: list[str] = []
    for at_s, health in heard.healths:
        step = f"{health.height}p{health.fps}"
        if not steps or not steps[-1].endswith(step):
            steps.append(f"{at_s - half_s:.1f} s {step}")
    back = (
        at_s for at_s, health in heard.healths if at_s > whole_s and (health.height, health.fps) == (720, 30)
    )
    back_s = next(back, None)
    figures: dict[str, Any] = {
        "cores_needed": round(need, 2),
        "told_after_s": round(next((at_s for at_s in told if at_s > 0), 999.0), 1),
        "steps": steps,
        "back_after_s": round(back_s - whole_s, 1) if back_s else None,
        "sound_gap_s": round(longest_gap_s(sound), 3),
        "sound_blocks_missed": heard.now.audio.gaps,
        "frames_late": heard.now.frames.skipped_late_tick,
        "frames_encoder_full": heard.now.frames.dropped_encoder_full,
    }
    assert figures["sound_gap_s"] < 0.04 and heard.now.audio.gaps == 0, figures
    assert figures["told_after_s"] <= 3.5, figures
    return figures


def _cores(heard: Heard) -> float:
    """What the engine used over the last five seconds."""
    now_s, now = heard.healths[-1]
    then_s, then = next(one for one in heard.healths if one[0] >= now_s - 5.0)
    return (now.cpu_s - then.cpu_s) / (now_s - then_s)


@contextlib.contextmanager
def _group() -> Iterator[None]:
    _GROUP.mkdir(exist_ok=True)
    # What else runs on this machine shall not count.
    (_GROUP / "cpu.shares").write_text("200000")
    try:
        yield
    finally:
        _quota(None)
        _GROUP.rmdir()


def _quota(cores: float | None) -> None:
    quota_us = round(cores * _PERIOD_US) if cores else -1
    (_GROUP / "cpu.cfs_period_us").write_text(str(_PERIOD_US))
    (_GROUP / "cpu.cfs_quota_us").write_text(str(quota_us))
