"""With a safety delay a cut costs the receiver no frame; a longer one costs whole groups, never the memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from msgspec import structs

from app.engine.publish.holdback import Holdback
from app.engine.tag import Tag, TagType
from app.receiver.server import Receiver
from tests.engine.publish.relay import Relay
from tests.engine.publish.stage import health, on_air, stream, to, until

S = 1_000_000_000


class Held:
    """A holdback of ten seconds with thirty frames a second, a key frame every two; time passes by `pass_s`."""

    def __init__(self) -> None:
        self.now_ns = 100 * S
        self.frames = 0
        self.holdback = Holdback(10.0, lambda: self.now_ns)
        self.header(b"header 1")

    def header(self, body: bytes) -> None:
        self.holdback.offer(Tag(type=TagType.VIDEO, timestamp_ms=0, body=body, is_header=True))

    def pass_s(self, seconds: float) -> None:
        for _ in range(round(seconds * 30)):
            self.now_ns += S // 30
            self.holdback.offer(
                Tag(
                    type=TagType.VIDEO, timestamp_ms=self.frames * 33, body=b"x", is_key=self.frames % 60 == 0
                )
            )
            self.frames += 1

    def taken(self) -> list[int]:
        """Times of the frames that are due, all taken."""
        found: list[int] = []
        while (tag := self.holdback.take()) is not None:
            found += [] if tag.is_header else [tag.timestamp_ms]
        return found


@pytest.fixture
def held() -> Held:
    return Held()


def test_nothing_is_due_before_the_delay_is_over(held: Held) -> None:
    held.pass_s(9.9)
    assert not held.holdback.is_due() and held.taken() == []
    held.pass_s(1.2)
    found = held.taken()
    assert found == [number * 33 for number in range(len(found))] and 30 <= len(found) <= 34


def test_what_the_peer_may_not_have_is_given_again_from_a_key_frame_on(held: Held) -> None:
    held.pass_s(15)
    assert held.taken()[-1] > 120 * 33
    held.holdback.settle(120 * 33)
    headers = held.holdback.rewind()
    assert [tag.body for tag in headers] == [b"header 1"]
    assert held.taken()[0] == 120 * 33


def test_a_cut_within_the_delay_loses_no_frame(held: Held) -> None:
    held.pass_s(15)
    before = held.taken()
    held.holdback.settle(120 * 33)
    held.pass_s(8)
    held.holdback.rewind()
    after = held.taken()
    assert sorted({*before, *after}) == [number * 33 for number in range(after[-1] // 33 + 1)]
    assert held.holdback.frames_dropped == 0


def test_behind_a_longer_cut_the_picture_goes_on_with_a_key_frame(held: Held) -> None:
    held.pass_s(15)
    held.taken()
    held.pass_s(60)
    after = held.taken()
    assert after[0] % (60 * 33) == 0
    assert held.frames * 33 - after[0] < 13_000, "ten seconds, and a group of pictures"
    assert held.holdback.frames_dropped > 1_000


@pytest.mark.parametrize("away_s", [20, 240])
def test_what_passes_while_no_peer_takes_anything_is_not_dropped_by_one(held: Held, away_s: float) -> None:
    held.pass_s(15)
    held.taken()
    held.holdback.pause()
    held.pass_s(away_s)
    held.holdback.rewind()
    held.taken()
    held.pass_s(1)
    assert held.taken() and held.holdback.frames_dropped == 0


def test_a_peer_that_never_was_there_has_dropped_nothing(held: Held) -> None:
    held.pass_s(240)
    assert held.holdback.frames_dropped == 0


@pytest.mark.parametrize("cut_s", [40, 240])
def test_headers_that_came_during_a_longer_cut_lead_the_key_frame_behind_it(held: Held, cut_s: float) -> None:
    held.pass_s(15)
    held.taken()
    held.pass_s(2)
    held.header(b"header 2")
    held.pass_s(cut_s)
    header, frame = held.holdback.take(), held.holdback.take()
    assert header is not None and header.body == b"header 2"
    assert frame is not None and frame.is_key
    assert b"header 2" not in [tag.body for tag in iter(held.holdback.take, None)], "once"


def test_headers_that_a_new_session_begins_with_are_not_given_to_it_twice(held: Held) -> None:
    held.pass_s(15)
    held.taken()
    held.header(b"header 2")
    held.pass_s(240)
    assert [tag.body for tag in held.holdback.rewind()] == [b"header 2"]
    assert not [tag for tag in iter(held.holdback.take, None) if tag.is_header]


def test_what_nobody_takes_stays_bounded(held: Held) -> None:
    held.pass_s(300)
    assert len(held.holdback._tags) <= 36 * 30


def test_the_headers_that_hold_at_the_beginning_come_first(held: Held) -> None:
    held.pass_s(15)
    held.header(b"header 2")
    held.pass_s(15)
    held.taken()
    held.holdback.settle(240 * 33)
    assert [tag.body for tag in held.holdback.rewind()] == [b"header 1"]
    held.taken()
    held.holdback.settle(540 * 33)
    assert [tag.body for tag in held.holdback.rewind()] == [b"header 2"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


def test_a_cut_line_costs_the_receiver_no_frame_and_no_sound(receiver: Receiver) -> None:
    relay = Relay(receiver.port, 10_000_000)
    try:
        destination = structs.replace(to(f"rtmp://127.0.0.1:{relay.port}/live"), delay_s=3.0)
        with on_air(destination) as (publisher, _):
            until(lambda: stream(receiver).video_frames > 45, 15)
            relay.cut()
            threading.Event().wait(2.0)
            relay.mend()
            until(lambda: health(publisher).reconnects == 1, 10)
            frames = stream(receiver).video_frames
            until(lambda: stream(receiver).video_frames > frames + 120, 15)
            got = stream(receiver)
            assert (got.sessions, health(publisher).frames_dropped) == (2, 0)
            assert got.first_of_session_is_key
            assert got.longest_video_gap_ms <= 60, (
                "the seam of the clip is 55 ms, a missing frame at least 66"
            )
            assert got.longest_audio_gap_ms <= 40
    finally:
        relay.close()
