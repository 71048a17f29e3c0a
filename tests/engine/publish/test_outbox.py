"""What a destination's queue keeps and what it drops, by a clock of the test's own."""

from __future__ import annotations

import socket
import sys

import pytest

from app.domain.fault import FaultCode
from app.engine.publish.backoff import PAUSES_S, Backoff
from app.engine.publish.histogram import Histogram, latency
from app.engine.publish.limits import Limits
from app.engine.publish.outbox import MOST_BYTES, Outbox, is_disposable
from app.engine.publish.unsent import ACKNOWLEDGED_SLACK, PortableTakenBytes, system_taken_bytes
from app.engine.tag import Tag, TagType
from tests.engine.publish.stage import until

MS = 1_000_000


def frame(at_ms: int, *, is_key: bool = False, body: bytes | None = None) -> Tag:
    head = b"\x17\x01\0\0\0" if is_key else b"\x27\x01\0\0\0"
    nal = b"\0\0\0\x02\x65\0" if is_key else b"\0\0\0\x02\x41\0"
    return Tag(type=TagType.VIDEO, timestamp_ms=at_ms, body=body or head + nal, is_key=is_key)


def disposable(at_ms: int) -> Tag:
    return frame(at_ms, body=b"\x27\x01\0\0\0" + b"\0\0\0\x02\x06\0" + b"\0\0\0\x02\x01\0")


def sound(at_ms: int) -> Tag:
    return Tag(type=TagType.AUDIO, timestamp_ms=at_ms, body=b"\xaf\x01x")


def header(kind: TagType, body: bytes) -> Tag:
    return Tag(type=kind, timestamp_ms=0, body=body, is_header=True)


HEADERS = (
    header(TagType.SCRIPT, b"\x02"),
    header(TagType.VIDEO, b"\x17\x00avc"),
    header(TagType.AUDIO, b"\xaf\x00aac"),
)


class Rig:
    """An outbox at a time of the test's choosing; `sent` empties it into (type, timestamp, is_key)."""

    def __init__(self) -> None:
        self.now_ms = 1000
        self.wakes = 0
        self.outbox = Outbox(lambda: self.now_ms * MS, self._wake, Limits())
        for one in HEADERS:
            self.outbox.offer(one)

    def _wake(self) -> None:
        self.wakes += 1

    def offer(self, *tags: Tag) -> None:
        for tag in tags:
            self.outbox.offer(tag)

    def sent(self) -> list[tuple[TagType, int, bool]]:
        found = []
        while (queued := self.outbox.take()) is not None:
            found.append((queued.tag.type, queued.timestamp_ms, queued.tag.is_key))
        return found

    def stamps(self, kind: TagType = TagType.VIDEO) -> list[int]:
        return [stamp for one, stamp, _ in self.sent() if one is kind]


def test_a_picture_wakes_the_destination_and_sound_goes_with_it() -> None:
    rig = Rig()
    rig.outbox.open()
    rig.outbox.offer(frame(0, is_key=True))
    before = rig.wakes
    for at_ms in (1, 22, 43):
        rig.outbox.offer(sound(at_ms))
    assert rig.wakes == before
    rig.outbox.offer(frame(33))
    assert rig.wakes == before + 1


def test_a_session_begins_with_the_headers_at_the_time_of_its_first_key_frame() -> None:
    rig = Rig()
    rig.offer(frame(900, is_key=True))
    rig.outbox.open()
    rig.offer(frame(1000), sound(1010), frame(1033, is_key=True), sound(1040), frame(1066))
    assert rig.sent() == [
        (TagType.SCRIPT, 1033, False),
        (TagType.VIDEO, 1033, False),
        (TagType.AUDIO, 1033, False),
        (TagType.VIDEO, 1033, True),
        (TagType.AUDIO, 1040, False),
        (TagType.VIDEO, 1066, False),
    ]
    assert rig.outbox.frames_dropped == 0


def test_a_changed_header_goes_out_in_its_place_and_again_after_the_next_reconnect() -> None:
    rig = Rig()
    rig.outbox.open()
    larger = header(TagType.VIDEO, b"\x17\x00larger")
    rig.offer(frame(5000, is_key=True), larger, frame(5033, is_key=True))
    assert rig.stamps() == [5000, 5000, 5000, 5033]
    rig.outbox.shut()
    rig.outbox.open()
    rig.offer(frame(5066, is_key=True))
    rig.outbox.take()
    queued = rig.outbox.take()
    assert queued is not None
    assert queued.tag is larger


def test_late_frames_go_up_to_the_next_key_frame_but_never_the_sound() -> None:
    rig = Rig()
    rig.outbox.open()
    rig.offer(frame(0, is_key=True), frame(33), sound(40))
    rig.now_ms += 901
    rig.offer(frame(66), sound(70), frame(100), sound(110))
    assert rig.outbox.frames_dropped == 3
    rig.outbox.set_waiting_since(0)
    stamps = rig.sent()
    assert [stamp for kind, stamp, _ in stamps if kind is TagType.AUDIO][1:] == [40, 70, 110]
    assert [stamp for kind, stamp, is_key in stamps if kind is TagType.VIDEO and is_key] == [0]
    rig.offer(frame(133), frame(166, is_key=True), frame(200))
    assert rig.stamps() == [166, 200]
    assert rig.outbox.frames_dropped == 4


def test_frames_that_no_other_needs_go_first() -> None:
    rig = Rig()
    rig.outbox.open()
    rig.offer(frame(0, is_key=True))
    rig.now_ms += 750
    rig.offer(disposable(33), frame(66))
    assert rig.stamps() == [0, 0, 66]
    assert rig.outbox.frames_dropped == 1


def test_a_new_key_frame_replaces_all_older_video_that_still_waits() -> None:
    rig = Rig()
    rig.outbox.open()
    rig.offer(frame(0, is_key=True), sound(5), frame(33))
    rig.now_ms += 2000
    rig.offer(frame(2000, is_key=True), sound(2005))
    assert [one for one in rig.sent() if one[0] is not TagType.SCRIPT][2:] == [
        (TagType.AUDIO, 5, False),
        (TagType.VIDEO, 2000, True),
        (TagType.AUDIO, 2005, False),
    ]


def test_the_age_counts_what_the_kernel_holds_too() -> None:
    rig = Rig()
    rig.outbox.open()
    rig.offer(frame(0, is_key=True))
    rig.sent()
    rig.outbox.set_waiting_since(rig.now_ms * MS)
    rig.now_ms += 950
    assert rig.outbox.age_ms(rig.now_ms * MS) == 950
    rig.offer(frame(33))
    assert rig.outbox.frames_dropped == 1


def test_an_outbox_that_nobody_empties_stays_bounded() -> None:
    rig = Rig()
    rig.outbox.open()
    rig.offer(frame(0, is_key=True))
    big = Tag(type=TagType.AUDIO, timestamp_ms=0, body=bytes(1 << 20))
    rig.offer(*[big] * 100)
    assert sum(1 for _ in rig.sent()) < MOST_BYTES >> 20
    assert rig.outbox.frames_dropped == 1


def test_frames_that_pass_while_there_is_no_session_are_not_dropped_by_one() -> None:
    rig = Rig()
    rig.offer(frame(0, is_key=True), frame(33))
    rig.outbox.open()
    rig.offer(frame(66, is_key=True))
    rig.outbox.shut()
    rig.offer(frame(100), frame(133))
    rig.outbox.open()
    rig.offer(frame(166))
    assert rig.outbox.frames_dropped == 0


@pytest.mark.parametrize(
    "body", [b"", b"\x27\x01", b"\x27\x01\0\0\0\xff\xff\xff\xff", b"\x27\x01\0\0\0\0\0\0\0"]
)
def test_a_strange_frame_is_never_disposable(body: bytes) -> None:
    assert not is_disposable(body)


def test_pauses_grow_to_a_short_one_that_repeats_for_ever() -> None:
    backoff = Backoff(lambda low, high: high, slow_retry_s=30)
    lost = [backoff.pause_s(FaultCode.CONNECTION_LOST) for _ in range(50)]
    assert lost == [*PAUSES_S, *[PAUSES_S[-1]] * 46]
    assert backoff.pause_s(FaultCode.NAME_IN_USE) <= 1.0
    assert backoff.pause_s(FaultCode.KEY_REFUSED) == 30
    backoff.reset()
    assert backoff.pause_s(FaultCode.STALLED) == PAUSES_S[0]


def test_a_server_that_does_not_answer_is_called_again_soon_since_the_call_took_its_time() -> None:
    backoff = Backoff(lambda low, high: high, slow_retry_s=30)
    assert {backoff.pause_s(FaultCode.NO_ANSWER) for _ in range(5)} == {0.3}


def test_jitter_only_shortens() -> None:
    backoff = Backoff(lambda low, high: low, slow_retry_s=30)
    assert backoff.pause_s(FaultCode.STALLED) == pytest.approx(0.21)


def test_percentiles_are_exact_to_two_per_cent_over_all_destinations() -> None:
    first, second = Histogram(), Histogram()
    for ms in range(1, 101):
        (first if ms % 2 else second).add(ms)
    found = latency((first, second))
    assert found.p50 == pytest.approx(50, rel=0.02)
    assert found.p99 == pytest.approx(99, rel=0.02)
    assert found.max == 100
    assert latency(()).max == latency((Histogram(),)).p99 == 0.0
    first.add(1e12)
    assert latency((first,)).max == 1e12


def test_the_portable_path_takes_nothing_for_proven_that_a_kernel_may_still_hold() -> None:
    with socket.socket() as sock:
        taken = PortableTakenBytes(sock)
        held = sock.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
    assert taken.proven(held, 0) == 0
    assert taken.proven(held + 7, 0) == 7
    assert taken.proven(100, 60) == 60
    assert taken.proven(100, 900) == 100
    assert taken.assumed(held, 0, is_blocked=False) == held
    assert taken.assumed(held, 0, is_blocked=True) == 0
    assert taken.assumed(90_000, 10_000, is_blocked=False) == 10_000 + ACKNOWLEDGED_SLACK


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_linux_knows_to_the_byte_what_a_peer_has_not_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as sock:
        taken = system_taken_bytes(sock)
        sock.connect(server.getsockname())
        sock.send(bytes(1000))
        until(lambda: taken.proven(1000, 0) == 1000)


def test_a_kernel_that_cannot_be_asked_is_followed_on_the_portable_path() -> None:
    left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with left, right:
        assert isinstance(system_taken_bytes(left), PortableTakenBytes)


def test_sound_from_before_the_first_picture_is_left_out() -> None:
    rig = Rig()
    rig.outbox.open()
    for tag in (frame(400, is_key=True), sound(363), sound(384), sound(405)):
        rig.outbox.offer(tag)
    sent = []
    while queued := rig.outbox.take():
        sent.append((queued.tag.type, queued.timestamp_ms))
    assert (TagType.AUDIO, 405) in sent
    assert all(stamp >= 400 for _, stamp in sent)
