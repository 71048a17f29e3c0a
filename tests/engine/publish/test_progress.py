"""Bytes are followed until the peer has them, and a server that stopped reading is missed."""

from __future__ import annotations

from app.engine.publish.progress import AcknowledgementWatch, Progress

MS = 1_000_000


def test_progress_knows_the_age_of_the_oldest_byte_and_when_nothing_moves() -> None:
    progress = Progress(0)
    progress.note(100, 1)
    progress.note(200, 2)
    progress.advance(99, 99, 10)
    assert (progress.oldest_ns(), progress.still_ns(15)) == (1, 5)
    progress.advance(100, 100, 20)
    assert (progress.oldest_ns(), progress.still_ns(50)) == (2, 30)
    progress.advance(200, 200, 60)
    assert (progress.oldest_ns(), progress.still_ns(90)) == (0, 0)


def test_only_a_server_that_acknowledged_regularly_can_be_missed() -> None:
    watch = AcknowledgementWatch()
    for count in range(1, 4):
        watch.advance(count, count * 1000, count)
    watch.advance(3, 90_000, 5_000 * MS)
    assert watch.silent_ns(9_000 * MS) == 0
    watch.advance(4, 91_000, 10_000 * MS)
    watch.advance(4, 91_000 + 2 * 88_001, 10_100 * MS)
    assert watch.silent_ns(10_400 * MS) == 0
    assert watch.silent_ns(10_700 * MS) == 700 * MS
    watch.advance(5, 400_000, 10_800 * MS)
    assert watch.silent_ns(20_000 * MS) == 0


def test_a_server_that_was_busy_once_is_missed_as_soon_as_any_other_later() -> None:
    watch, taken, count = AcknowledgementWatch(), 0, 0
    for step in [16_000] * 8 + [900_000] + [16_000] * 40:
        taken, count = taken + step, count + 1
        watch.advance(count, taken, count * 100 * MS)
    heard = count * 100 * MS
    watch.advance(count, taken + 60_000, heard + 300 * MS)
    assert watch.silent_ns(heard + 2_000 * MS) == 2_000 * MS


def test_key_frames_that_arrive_at_once_do_not_make_the_watch_more_patient() -> None:
    watch, taken, count = AcknowledgementWatch(), 0, 0
    for _ in range(10):
        taken += 96_000  # a key frame: six acknowledgements, the first while all of it is in the kernel
        for _ in range(6):
            count += 1
            watch.advance(count, taken, count * 10 * MS)
    heard = count * 10 * MS
    watch.advance(count, taken + 60_000, heard + 1_000 * MS)
    assert watch.silent_ns(heard + 2_000 * MS) == 2_000 * MS
