"""Which platform ends a silent show, and when."""

from __future__ import annotations

import pytest

from app.domain.ingest import Closing, closing, ends_after_s

S = 1_000_000_000


@pytest.mark.parametrize(
    ("url", "seconds"),
    [
        ("rtmp://live.twitch.tv/app", 90.0),
        ("rtmps://ingest.global-contribute.live-video.net:443/app", None),
        ("rtmps://euc10.contribute.live-video.net/app", 90.0),
        ("rtmp://open-push.voip.yximgs.com/gifshow/", 60.0),
        ("rtmps://global-live.mux.com:443/app", 60.0),
        ("rtmp://nottwitch.tv/app", None),
        ("rtmp://127.0.0.1/live", None),
        ("rtmp://[broken", None),
    ],
)
def test_a_platform_is_known_by_its_domain(url: str, seconds: float | None) -> None:
    assert ends_after_s(url) == seconds


def test_the_platform_that_closes_next_is_named() -> None:
    lost_ns = {"slow": 10 * S, "quick": 20 * S, "unknown": 1 * S}
    assert closing(lost_ns, {"slow": 90.0, "quick": 60.0}, 30 * S) == Closing("quick", 50.0)


def test_a_time_that_is_over_does_not_run_below_zero() -> None:
    assert closing({"main": S}, {"main": 60.0}, 500 * S) == Closing("main", 0.0)


def test_nothing_is_counted_down_where_nothing_is_known() -> None:
    assert closing({"main": S}, {}, 500 * S) is None
    assert closing({}, {"main": 60.0}, 500 * S) is None
