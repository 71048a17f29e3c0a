"""80 +- 20 ms each way and 3 % of the packets lost for a minute, over a real TCP: what viewers got."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Any

from tests.e2e.rig import until
from tests.engine.publish.nginx import Nginx
from tests.engine.rate.busy_clip import busy_clip
from tests.engine.rate.engine_process import engine_process
from tests.engine.rate.heard import Heard
from tests.engine.rate.on_air import wait
from tests.engine.rate.tail import Tail, longest_gap_s
from tests.faults.netem import HERE, Way, far_namespace

_BEFORE_S, _BAD_S, _AFTER_S = 8.0, 60.0, 20.0


def run() -> dict[str, Any]:
    """The figures, for 720p30 of 3000 + 96 kbit/s; raises when the sound broke or the session. Needs root."""
    if os.geteuid() != 0 or not Path("/dev/net/tun").exists():
        raise SystemExit("far_line needs root and /dev/net/tun")
    way = Way(delay_ms=10.0)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="storecast-far-")))
        inside = stack.enter_context(far_namespace(way))
        nginx, heard = Nginx(folder / "nginx", host=HERE), Heard()
        stack.callback(nginx.kill)
        nginx.start()
        tail = Tail(folder / "nginx" / "recorded" / "key.flv")
        stack.callback(tail.end)
        tail.start()
        engine = stack.enter_context(engine_process(folder / "run", heard, inside))
        engine.go_live(busy_clip(folder / "clip.mp4"), nginx.url)
        until(lambda: tail.arrivals, 20, "on air")
        bad_s = wait(_BEFORE_S)
        way.delay_ms, way.jitter_ms, way.loss = 80.0, 20.0, 0.03
        good_s = wait(_BAD_S)
        way.delay_ms, way.jitter_ms, way.loss = 10.0, 0.0, 0.0
        wait(_AFTER_S)
        return _figures(heard, tail, bad_s, good_s)


def _figures(heard: Heard, tail: Tail, bad_s: float, good_s: float) -> dict[str, Any]:
    media = [one for one in tail.arrivals if not one.is_header]
    during = [one for one in media if bad_s <= one.at_s < good_s]
    video = [one for one in during if one.is_video]
    base_s = min(one.lag_s for one in media)
    main = heard.now.destinations[0]
    rungs: list[str] = []
    for at_s, health in heard.healths:
        rung = f"{health.height}p{health.fps}"
        if not rungs or not rungs[-1].endswith(rung):
            rungs.append(f"{at_s - bad_s:.1f} s {rung}")
    back = (at_s for at_s, one in heard.healths if at_s > good_s and one.video_kbps >= 2700 and one.fps == 30)
    back_s = next(back, None)
    figures: dict[str, Any] = {
        "sound_gap_s": round(longest_gap_s([one for one in media if not one.is_video]), 3),
        "freeze_s": round(longest_gap_s(video), 2),
        "delay_s": round(max(one.lag_s for one in during) - base_s, 2),
        "video_kbps": round(sum(one.size for one in video) * 8 / 1000 / (good_s - bad_s)),
        "frames_dropped": main.frames_dropped,
        "reconnects": main.reconnects,
        "rungs": rungs,
        "aim_back_at_90_percent_s": round(back_s - good_s, 1) if back_s else None,
    }
    assert figures["sound_gap_s"] < 0.04 and main.reconnects == 0, figures
    assert figures["freeze_s"] <= 4 and figures["delay_s"] <= 6, figures
    return figures
