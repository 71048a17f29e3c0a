"""What a phone sends between the door and the decoder: bounded, and in its own time."""

from __future__ import annotations

import pytest

from app.engine.ffmpeg import AccessUnits
from app.engine.rtmp_in.inlet import Inlet
from app.engine.rtmp_in.pace import Pace

MS = 1_000_000


def test_a_burst_after_a_stall_is_heard_in_its_own_time() -> None:
    pace = Pace()
    assert pace.moment_ns(0, 1000 * MS) == 1000 * MS
    stalled = [pace.moment_ns(stamp, 1300 * MS) for stamp in (20, 120, 220)]
    assert stalled == pytest.approx([1020 * MS, 1120 * MS, 1220 * MS], abs=MS)
    assert pace.moment_ns(340, 1341 * MS) == pytest.approx(1340 * MS, abs=MS)


def test_a_delay_that_stays_is_believed_and_one_that_goes_is_followed_at_once() -> None:
    pace = Pace()
    pace.moment_ns(0, 0)
    late = [pace.moment_ns(stamp, (stamp + 400) * MS) for stamp in range(20, 1000, 20)]
    assert late[0] == 20 * MS and late[-1] == (980 + 400) * MS
    assert pace.moment_ns(1000, 1000 * MS) == 1000 * MS


def test_what_waits_for_a_decoder_that_hangs_is_bounded_and_begins_again_with_a_key_frame() -> None:
    inlet = Inlet()
    inlet.video(b"\x17\x00\0\0\0header", 0)
    for number in range(500):
        inlet.video(b"\x27\x01\0\0\0" + bytes(1), number)
    assert inlet.pictures.take(0) is None
    for number in range(500):
        inlet.video((b"\x17" if number % 30 == 0 else b"\x27") + b"\x01\0\0\0" + bytes(1), number)
    waiting = []
    while piece := inlet.pictures.take(0):
        waiting.append(piece.at_ns)
    assert len(waiting) <= 120 and waiting[0] % 30 == 0


def test_another_codec_is_noted_and_left_out() -> None:
    inlet = Inlet()
    inlet.video(b"\x90hvc1" + bytes(20), 0)
    assert inlet.is_foreign and inlet.pictures.take(0) is None
    assert AccessUnits("aac").sounds(b"\x11\x90", b"") == []
