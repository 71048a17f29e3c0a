"""Destinations against our own receiver, which misbehaves on request."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.fault import FaultCode
from app.engine.messages import Phase
from app.engine.publish.environment import Environment
from app.engine.publish.unsent import PortableTakenBytes
from app.receiver.dialogue import Verdict
from app.receiver.server import Receiver
from tests.engine.publish.stage import (
    KEY,
    code,
    health,
    impatient,
    on_air,
    stream,
    to,
    until,
    until_connections,
    until_frames,
    until_live,
    until_lives,
    url,
)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture(params=["linux", "portable"])
def environment(request: pytest.FixtureRequest) -> Environment:
    """Both ways to know what a peer has taken."""
    return Environment(probe=PortableTakenBytes) if request.param == "portable" else Environment()


def test_a_session_begins_with_headers_and_a_key_frame_and_every_frame_arrives(
    receiver: Receiver, environment: Environment
) -> None:
    with on_air(to(url(receiver)), environment=environment) as (publisher, _):
        assert until_live(publisher) < 2.0
        until(lambda: health(publisher).frames_sent > 45)
        publisher.stop(1.0)
        until(lambda: not stream(receiver).is_publishing)
        sent, got = health(publisher), stream(receiver)
    assert (got.metadata, got.headers) == (1, 2)
    assert got.first_of_session_is_key
    assert (got.video_frames, got.backwards) == (sent.frames_sent, 0)
    assert sent.phase is Phase.IDLE
    assert sent.frames_dropped == 0


def test_nothing_is_live_before_the_server_says_so(receiver: Receiver) -> None:
    receiver.judge = lambda app, name: Verdict.SILENCE
    with on_air(to(url(receiver)), environment=impatient(dialogue_s=0.6)) as (publisher, _):
        until(lambda: code(publisher) is FaultCode.NO_ANSWER)
        assert health(publisher).phase is Phase.CONNECTING
        assert health(publisher).bytes_sent == 0


def test_a_mute_server_is_given_up_within_three_seconds_and_stop_does_not_wait_for_it(
    receiver: Receiver,
) -> None:
    receiver.is_mute = True
    with on_air(to(url(receiver))) as (publisher, feeder):
        assert until(lambda: code(publisher) is FaultCode.NO_ANSWER) < 3.0
        receiver.is_mute = False
        assert until_live(publisher) < 1.5
        assert feeder.slowest_offer_s < 0.1


def test_stop_ends_a_session_that_waits_for_a_mute_server_at_once(receiver: Receiver) -> None:
    receiver.is_mute = True
    with on_air(to(url(receiver))) as (publisher, _):
        until(lambda: receiver.connections)
        began = time.monotonic()
        assert publisher.stop(1.0)
        assert time.monotonic() - began < 0.3


def test_after_a_loss_the_stream_goes_on_with_headers_and_a_key_frame_and_later_stamps(
    receiver: Receiver, environment: Environment
) -> None:
    with on_air(to(url(receiver)), environment=environment, start_ms=3_600_000) as (publisher, feeder):
        until_live(publisher)
        before = stream(receiver).last_video_ms
        receiver.drop()
        until(lambda: health(publisher).reconnects == 1)
        assert stream(receiver).sessions == 2
        assert feeder.keys_wanted == 2
        until(lambda: stream(receiver).video_frames > 40)
        got = stream(receiver)
        assert (got.metadata, got.headers) == (2, 4)
        assert got.first_of_session_is_key
        assert got.backwards == 0
        assert got.last_video_ms > before >= 3_600_000


def test_a_stalled_server_is_seen_within_three_seconds(receiver: Receiver, environment: Environment) -> None:
    with on_air(to(url(receiver)), environment=environment) as (publisher, feeder):
        until_live(publisher)
        until(lambda: stream(receiver).video_frames > 20)
        receiver.stall()
        assert until(lambda: health(publisher).phase is not Phase.LIVE) < 3.0
        assert code(publisher) is FaultCode.STALLED
        # The old session's reset, which frees its name, is sent only once the server answers again.
        receiver.resume()
        assert until_live(publisher) < 2.0
        assert feeder.slowest_offer_s < 0.1


def test_a_server_that_stops_acknowledging_but_goes_on_reading_is_left_alone_in_the_end(
    receiver: Receiver,
) -> None:
    with on_air(to(url(receiver)), environment=impatient(stall_s=0.6)) as (publisher, _):
        for lives in range(3):
            until_lives(publisher, lives)
            until_frames(receiver, 25)
            receiver.stop_acknowledging()
        until_frames(receiver, 60)
        assert health(publisher).reconnects == 2


def test_a_name_in_use_is_tried_again_within_a_second_each_time(receiver: Receiver) -> None:
    receiver.judge = lambda app, name: Verdict.BAD_NAME
    with on_air(to(url(receiver))) as (publisher, _):
        until(lambda: health(publisher).attempt >= 3, 3.0)
        assert code(publisher) is FaultCode.NAME_IN_USE
        assert health(publisher).phase is Phase.CONNECTING
        receiver.judge = lambda app, name: Verdict.ACCEPT
        assert until_live(publisher) < 1.2


def test_a_connection_closed_at_publish_three_times_running_means_that_the_key_is_refused(
    receiver: Receiver,
) -> None:
    receiver.judge = lambda app, name: Verdict.HANG_UP
    with on_air(to(url(receiver))) as (publisher, _):
        until(lambda: health(publisher).phase is Phase.REFUSED)
        refused = health(publisher)
        assert code(publisher) is FaultCode.KEY_REFUSED
        assert refused.attempt == 3
        assert refused.retry_in_s is not None
        assert refused.retry_in_s > 15
        receiver.judge = lambda app, name: Verdict.ACCEPT
        publisher.retry_now("main")
        assert until_live(publisher) < 1.0
        assert health(publisher).fault is None


def test_a_server_that_begins_and_hangs_up_is_refused_and_has_dropped_no_frame(receiver: Receiver) -> None:
    had = [0]

    def hang_up() -> bool:
        if stream(receiver).is_publishing and stream(receiver).video_frames > had[0]:
            had[0] = stream(receiver).video_frames
            receiver.drop()
        return health(publisher).phase is Phase.REFUSED

    with on_air(to(url(receiver)), to("rtmp://127.0.0.1:1/live", "nobody")) as (publisher, _):
        until(hang_up, 10.0)
        tries = health(publisher, "nobody").attempt
        until(lambda: health(publisher, "nobody").attempt > tries + 1, 10.0)
        assert health(publisher).frames_dropped == 0


def test_a_denied_key_is_refused_at_once_without_being_quoted(receiver: Receiver) -> None:
    receiver.judge = lambda app, name: Verdict.DENY
    with on_air(to(url(receiver))) as (publisher, _):
        until(lambda: health(publisher).phase is Phase.REFUSED)
        assert health(publisher).attempt == 1
        assert code(publisher) is FaultCode.KEY_REFUSED
        assert KEY not in repr(publisher.health())
        assert "***" in repr(health(publisher).fault)


def test_a_bad_address_is_refused_without_a_try(receiver: Receiver) -> None:
    with on_air(to("file:///etc/passwd"), to(url(receiver), "other")) as (publisher, _):
        until(lambda: health(publisher).phase is Phase.REFUSED)
        assert code(publisher) is FaultCode.URL_INVALID
        assert health(publisher).retry_in_s is None
        until_live(publisher, "other")


def test_one_dead_destination_costs_the_other_not_a_frame(receiver: Receiver) -> None:
    with Receiver() as dying, on_air(to(url(dying), "dying"), to(url(receiver))) as (publisher, feeder):
        until_live(publisher)
        until_live(publisher, "dying")
        dying.is_mute = True
        dying.stall()
        until(lambda: health(publisher, "dying").phase is not Phase.LIVE)
        dying.drop()
        until(lambda: stream(receiver).video_frames > 75)
        publisher.stop(1.0)
        until(lambda: not stream(receiver).is_publishing)
        assert health(publisher).frames_dropped == 0
        assert stream(receiver).video_frames == health(publisher).frames_sent
        assert stream(receiver).backwards == 0
        assert feeder.slowest_offer_s < 0.1


def test_a_new_key_begins_a_new_session_and_the_others_stay_untouched(receiver: Receiver) -> None:
    with on_air(to(url(receiver)), to(url(receiver), "other", "second")) as (publisher, _):
        until_live(publisher)
        until_live(publisher, "other")
        publisher.set_destinations((to(url(receiver), "main", "third"), to(url(receiver), "other", "second")))
        until(lambda: stream(receiver, "third").video_frames)
        until(lambda: not stream(receiver).is_publishing)
        assert stream(receiver, "second").sessions == 1
        publisher.set_destinations(())
        assert all(one.phase is Phase.IDLE for one in publisher.health())
        assert {one.name for one in publisher.health()} == {"main", "other"}
        publisher.forget()
        assert publisher.health() == ()
        assert publisher.latency().max == 0.0


def test_pings_are_answered_while_live_and_threads_are_named_without_the_key(receiver: Receiver) -> None:
    with on_air(to(url(receiver))) as (publisher, _):
        until_live(publisher)
        receiver.ping()
        until(lambda: receiver.pongs)
        names = [one.name for one in threading.enumerate()]
        assert "publish-main" in names
        assert not any(KEY in name for name in names)


def test_nothing_is_left_behind_by_a_hundred_sessions(receiver: Receiver) -> None:
    receiver.judge = lambda app, name: Verdict.HANG_UP
    with on_air(to(url(receiver))) as (publisher, _):
        until_connections(receiver, 2)
        threads, descriptors = threading.active_count(), open_descriptors()
        for _ in range(100):
            before = receiver.connections
            publisher.retry_now()
            until_connections(receiver, before + 1)
        assert threading.active_count() <= threads + 1
        until(lambda: open_descriptors() <= descriptors + 4)


def open_descriptors() -> int:
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0


def test_a_server_that_resets_every_connection_after_a_moment_is_served_in_between(
    receiver: Receiver,
) -> None:
    with on_air(to(url(receiver))) as (publisher, feeder):
        for lives in range(4):
            until_lives(publisher, lives)
            until_frames(receiver, 12)
            receiver.drop()
            until(lambda: health(publisher).phase is not Phase.LIVE)
        assert stream(receiver).sessions == 4
        assert stream(receiver).first_of_session_is_key
        assert stream(receiver).backwards == 0
        assert feeder.slowest_offer_s < 0.1
