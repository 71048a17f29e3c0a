"""How the engine stands, gathered from its parts."""

from __future__ import annotations

import time

from app.engine import stats
from app.engine.messages import AudioCounts, Configure, FrameCounts, Health, UplinkFigures
from app.engine.program import Program
from app.engine.publish.publisher import Publisher
from app.engine.recorder import Recorder


def health_of(
    program: Program | None,
    configure: Configure | None,
    publisher: Publisher,
    recorder: Recorder,
    uplink: UplinkFigures,
) -> Health:
    """The figures of this moment; `program` and what it was configured with are None before there is one."""
    now_ns = time.perf_counter_ns()
    counts = program.counts() if program else None
    return Health(
        at_ns=now_ns,
        media_ns=now_ns - configure.epoch_ns if configure else 0,
        frames=counts.frames if counts else FrameCounts(),
        audio=counts.audio if counts else AudioCounts(),
        destinations=publisher.health(),
        recordings=recorder.health(),
        latency_ms=publisher.latency(),
        uplink=uplink,
        camera=counts.camera if counts else "",
        camera_fps=counts.camera_fps if counts else 0.0,
        level_db=counts.level_db if counts else -120.0,
        peak_db=counts.peak_db if counts else -120.0,
        video_kbps=counts.aim.kbps if counts else 0,
        fps=configure.fps // counts.aim.rung.divisor if configure and counts else 0,
        width=counts.aim.rung.width if counts else 0,
        height=counts.aim.rung.height if counts else 0,
        is_clipping=counts.is_clipping if counts else False,
        second=program.second.health() if program and program.second else None,
        cpu_s=stats.cpu_s(),
        peak_rss_mb=stats.peak_rss_mb(),
    )
