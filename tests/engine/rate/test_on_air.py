"""The whole engine on air to a real nginx while its line narrows and widens again."""

from __future__ import annotations

from pathlib import Path

import av

from app.domain.fault import FaultCode
from tests.engine.publish.nginx import needs_nginx
from tests.engine.publish.stage import until
from tests.engine.rate.on_air import WIDE, Show, on_air


@needs_nginx
def test_on_a_narrow_line_the_bitrate_falls_the_sound_stays_whole_and_all_comes_back(tmp_path: Path) -> None:
    with on_air(tmp_path, width=640, height=360, video_kbps=1500) as show:
        until_seconds(show, 2)
        show.relay.bytes_per_s = 60_000
        until(lambda: show.heard.now.video_kbps < 500, 20, "lowered")
        until(lambda: show.heard.is_told(FaultCode.PICTURE_LOWERED), 20, "told")
        until_seconds(show, 4)
        show.relay.bytes_per_s = WIDE
        until(lambda: show.heard.now.video_kbps > 700, 40, "back")
        health = show.heard.now
        assert health.destinations[0].reconnects == 0
        assert show.longest_silence_s() < 0.04  # one block is 21 ms, two would be 43
        assert health.audio.gaps == 0
        assert show.longest_freeze_s() < 3
    flv = tmp_path / "nginx" / "recorded" / "key.flv"
    with av.open(str(flv)) as container:
        assert sum(1 for _ in container.decode(video=0)) > 60


def until_seconds(show: Show, seconds: float) -> None:
    """That much more has arrived, in media time."""
    end_s = show.tail.arrivals[-1].stamp_s + seconds if show.tail.arrivals else seconds
    until(lambda: show.tail.arrivals and show.tail.arrivals[-1].stamp_s >= end_s, 20, f"{seconds} s arrived")
