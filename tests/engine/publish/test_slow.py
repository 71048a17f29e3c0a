"""A slow uplink: the sound goes on, the picture jumps, nobody else notices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from app.domain.fault import FaultCode
from app.engine.messages import Phase
from app.engine.publish.environment import Environment
from app.engine.publish.unsent import PortableTakenBytes
from app.receiver.server import Receiver
from tests.engine.publish.relay import Relay
from tests.engine.publish.stage import health, impatient, on_air, to, until, until_live


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.mark.parametrize("is_portable", [False, True], ids=["linux", "portable"])
def test_at_half_the_bitrate_no_sound_is_missing_and_the_picture_never_lags_far(
    receiver: Receiver, is_portable: bool
) -> None:
    environment = Environment(probe=PortableTakenBytes) if is_portable else Environment()
    with (
        closing(Relay(receiver.port, 50_000)) as relay,
        on_air(
            to(f"rtmp://127.0.0.1:{relay.port}/live"),
            to(f"rtmp://127.0.0.1:{receiver.port}/live", "fast", "fast-key"),
            environment=environment,
        ) as (publisher, feeder),
    ):
        until_live(publisher)
        oldest_ms = 0.0

        def is_done() -> bool:
            nonlocal oldest_ms
            oldest_ms = max(oldest_ms, health(publisher).unsent_ms)
            return health(publisher, "fast").frames_sent > 210

        until(is_done, 12.0)
        slow, fast = health(publisher), health(publisher, "fast")
        assert slow.phase is Phase.LIVE
        assert slow.reconnects == 0
        assert slow.fault is not None
        assert slow.fault.code is FaultCode.UPLINK_SLOW
        assert slow.frames_dropped > 20
        assert oldest_ms < 4000
        assert (fast.frames_dropped, fast.fault) == (0, None)
        assert feeder.slowest_offer_s < 0.1
        got = next(one for one in receiver.streams() if one.name != "fast-key")
        assert got.longest_audio_gap_ms < 40  # one block is 21 ms, two would be 43
        assert got.key_frames > 1
        assert got.backwards == 0
        relay.bytes_per_s = 10_000_000
        until(lambda: health(publisher).unsent_ms < 100)
        dropped = health(publisher).frames_dropped
        until(lambda: receiver_frames(receiver) > got.video_frames + 30)
        assert health(publisher).frames_dropped - dropped < 31


def receiver_frames(receiver: Receiver) -> int:
    return next(one.video_frames for one in receiver.streams() if one.name != "fast-key")


def test_when_even_the_sound_comes_too_late_the_session_begins_afresh(receiver: Receiver) -> None:
    with (
        closing(Relay(receiver.port, 200_000)) as relay,
        on_air(to(f"rtmp://127.0.0.1:{relay.port}/live"), environment=impatient(ceiling_ms=1500.0)) as (
            publisher,
            _,
        ),
    ):
        until_live(publisher)
        relay.bytes_per_s = 4_000
        until(lambda: health(publisher).phase is Phase.RECONNECTING, 8.0)
        fault = health(publisher).fault
        assert fault is not None
        assert fault.code is FaultCode.UPLINK_SLOW
        assert fault.retrying


def test_stop_is_quick_with_a_full_queue_on_a_slow_line(receiver: Receiver) -> None:
    with (
        closing(Relay(receiver.port, 20_000)) as relay,
        on_air(to(f"rtmp://127.0.0.1:{relay.port}/live")) as (publisher, _),
    ):
        until_live(publisher)
        until(lambda: health(publisher).unsent_ms > 1000)
        assert publisher.stop(1.0)
