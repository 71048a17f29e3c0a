"""The encoder alone: rates, key frames, a full queue, codecs that fail."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Iterator
from typing import Any

import av
import numpy as np
import pytest

from app.domain.fault import FaultCode
from app.engine.encode.codecs import Codecs
from app.engine.encode.encoder import Encoder, EncoderOutlets
from app.engine.encode.flv import split
from app.engine.encode.mp4 import Mp4Part
from app.engine.messages import Configure
from app.engine.planes import BLOCK, Planes, new_planes
from app.engine.tag import Tag, TagType
from tests.engine.received import Collected, configured, decoded, flv

FPS = 30


def outlets(collected: Collected, done: list[Planes]) -> EncoderOutlets:
    base = collected.outlets()
    return EncoderOutlets(
        on_tag=base.on_tag,
        on_fragment=base.on_fragment,
        on_fault=base.on_fault,
        on_cleared=base.on_cleared,
        on_done=done.append,
    )


def noise(seed: int, size: tuple[int, int] = (1280, 720)) -> Planes:
    planes = new_planes(*size)
    planes[:] = np.random.default_rng(seed).integers(16, 235, planes.shape, np.uint8)
    return planes


class Bench:
    """Feeds an encoder one picture at a time, waiting for each to come out."""

    def __init__(self, encoder: Encoder, collected: Collected) -> None:
        self.encoder = encoder
        self.collected = collected
        self.pts = 30

    def feed(self, planes: Planes) -> None:
        before = self.encoder.encoded
        assert self.encoder.put_picture(planes, self.pts, 1)
        first = self.pts * 48_000 // FPS // BLOCK
        self.encoder.put_sound(np.zeros((2, BLOCK), np.float32), first * BLOCK)
        self.pts += 1
        self.collected.wait_for(lambda: self.encoder.encoded > before)


@pytest.fixture
def bench() -> Iterator[Bench]:
    collected = Collected()
    encoder = Encoder(configured(width=640, height=360, video_kbps=1000, epoch_ns=0), outlets(collected, []))
    yield Bench(encoder, collected)
    assert encoder.stop(5)


def test_the_rate_is_bound_over_every_second_even_for_noise(bench: Bench) -> None:
    pictures = [noise(seed, (640, 360)) for seed in range(8)]
    for number in range(90):
        bench.feed(pictures[number % 8])
    sizes = [len(tag.body) for tag in bench.collected.tags if tag.type is TagType.VIDEO and not tag.is_header]
    # The VBV holds one second: two seconds may carry that and one second's worth more.
    for start in range(0, 60, 10):
        assert sum(sizes[start : start + 30]) * 8 <= 2.1 * 1_000_000
    assert 0.75 * 3e6 <= sum(sizes) * 8 <= 1.35 * 3e6


def test_key_frames_come_every_two_seconds_and_when_wanted(bench: Bench) -> None:
    flat, other = new_planes(640, 360), noise(1, (640, 360))
    for number in range(85):
        if number == 20:
            bench.encoder.want_key_frame()
        # A cut in the picture alone must not make one.
        bench.feed(other if number % 7 == 3 else flat)
    stamps = [tag.timestamp_ms for tag in bench.collected.tags if tag.is_key]
    assert stamps == [1000, 1667, 3667]


def test_a_full_queue_refuses_and_keeps_the_order() -> None:
    collected, gate = Collected(), threading.Event()

    class Waiting(Codecs):
        def encode_picture(self, planes: Planes, pts: int, is_key: bool) -> list[Any]:
            assert gate.wait(5)
            return super().encode_picture(planes, pts, is_key)

    done: list[Planes] = []
    encoder = Encoder(configured(width=320, height=180, epoch_ns=0), outlets(collected, done), Waiting)
    flat = new_planes(320, 180)
    taken = [encoder.put_picture(flat, 30 + number, 1) for number in range(9)]
    assert all(taken[:5]) and 5 <= sum(taken) <= 6
    gate.set()
    assert encoder.stop(5)
    assert encoder.encoded == len(done) == sum(taken)


class Failing(Codecs):
    """Breaks at the fifth picture of its first life."""

    lives = 0

    def __init__(self, configure: Configure) -> None:
        super().__init__(configure)
        type(self).lives += 1
        self._count = 0

    def encode_picture(self, planes: Planes, pts: int, is_key: bool) -> list[Any]:
        self._count += 1
        if self.lives == 1 and self._count == 5:
            raise av.error.ExternalError(542398533, "broken", None)
        return super().encode_picture(planes, pts, is_key)


def test_a_failing_codec_is_opened_again_on_the_same_timeline() -> None:
    collected = Collected()
    done: list[Planes] = []
    Failing.lives = 0
    encoder = Encoder(
        configured(width=320, height=180, epoch_ns=0),
        outlets(collected, done),
        Failing,
        wait=lambda seconds: None,
    )
    encoder.set_recording(True)
    bench = Bench(encoder, collected)
    for _ in range(4):
        bench.feed(new_planes(320, 180))
    encoder.put_picture(new_planes(320, 180), bench.pts, 1)
    collected.wait_for(lambda: bool(collected.faults))
    bench.pts += 3
    for _ in range(40):
        bench.feed(new_planes(320, 180))
    assert encoder.stop(5)
    assert [fault.code for fault in collected.faults] == [FaultCode.ENCODER_FAILED]
    assert collected.faults[0].where == "encoder" and collected.cleared == ["encoder"]
    assert len([tag for tag in collected.tags if tag.is_header]) == 6
    pictures = [tag for tag in collected.tags if tag.type is TagType.VIDEO and not tag.is_header]
    assert pictures[4].is_key and pictures[4].timestamp_ms - pictures[3].timestamp_ms == 133
    assert len([fragment for fragment in collected.fragments if fragment.is_start]) == 2
    assert len(done) == 45


def test_an_outlet_with_a_bug_costs_a_pair_of_codecs_and_not_the_thread() -> None:
    collected = Collected()
    good = outlets(collected, [])
    is_broken = threading.Event()

    def on_tag(tag: Tag) -> None:
        if is_broken.is_set() and not tag.is_header:
            is_broken.clear()
            raise TypeError("a bug in an outlet")
        good.on_tag(tag)

    encoder = Encoder(
        configured(width=320, height=180, epoch_ns=0),
        dataclasses.replace(good, on_tag=on_tag),
        wait=lambda seconds: None,
    )
    bench = Bench(encoder, collected)
    bench.feed(new_planes(320, 180))
    is_broken.set()
    encoder.put_picture(new_planes(320, 180), bench.pts, 1)
    collected.wait_for(lambda: [fault.code for fault in collected.faults] == [FaultCode.ENCODER_FAILED])
    bench.pts += 1
    bench.feed(new_planes(320, 180))
    collected.wait_for(lambda: collected.cleared == ["encoder"])
    assert encoder.stop(5)
    assert len([tag for tag in collected.tags if tag.is_header]) == 6


def test_a_part_that_fails_is_told_and_the_live_stream_notices_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(part: Mp4Part, packet: object) -> None:
        raise av.error.ExternalError(542398533, "broken", None)

    bench.encoder.set_recording(True)
    for _ in range(20):
        bench.feed(noise(1, (640, 360)))
    with monkeypatch.context() as broken_muxer:
        broken_muxer.setattr(Mp4Part, "video", broken)
        broken_muxer.setattr(Mp4Part, "finish", broken)
        bench.feed(noise(1, (640, 360)))
        bench.collected.wait_for(lambda: bool(bench.collected.faults))
    bench.encoder.want_key_frame()
    for _ in range(20):
        bench.feed(noise(1, (640, 360)))
    assert [fault.code for fault in bench.collected.faults] == [FaultCode.RECORDING_FAILED]
    assert bench.collected.cleared == ["recording"]
    assert len([tag for tag in bench.collected.tags if tag.is_header]) == 3
    assert len([fragment for fragment in bench.collected.fragments if fragment.is_start]) == 2


def test_each_recording_is_a_part_of_its_own(bench: Bench) -> None:
    for is_on in (True, False, True, False):
        bench.encoder.set_recording(is_on)
        for _ in range(20):
            bench.feed(noise(1, (640, 360)))
    parts: list[bytes] = []
    for fragment in bench.collected.fragments:
        parts = [*parts, b""] if fragment.is_start else parts
        parts[-1] += fragment.data
    assert [len(decoded(part).shots) for part in parts] == [20, 20]
    assert all(abs(decoded(part).shots[0].at_s) < 0.05 for part in parts)


def test_asking_again_begins_a_further_part_and_loses_nothing(bench: Bench) -> None:
    for _ in range(3):
        bench.encoder.set_recording(True)
        for _ in range(20):
            bench.feed(noise(1, (640, 360)))
    bench.encoder.set_recording(False)
    parts: list[bytes] = []
    for fragment in bench.collected.fragments:
        parts = [*parts, b""] if fragment.is_start else parts
        parts[-1] += fragment.data
    assert [len(decoded(part).shots) for part in parts] == [20, 20, 20]


def test_stamps_beyond_four_and_a_half_hours_survive() -> None:
    collected = Collected()
    encoder = Encoder(configured(width=320, height=180, epoch_ns=0), outlets(collected, []))
    bench = Bench(encoder, collected)
    bench.pts = 30 * 86_400
    bench.feed(new_planes(320, 180))
    assert encoder.stop(5)
    picture = next(tag for tag in collected.tags if tag.is_key)
    assert picture.timestamp_ms == 86_400_000
    assert [stamp for _, stamp, _ in split(flv([picture])[13:])] == [86_400_000]
    assert decoded(flv(collected.tags)).shots[0].at_s == 86_400


def test_a_stopped_encoder_takes_nothing_more() -> None:
    encoder = Encoder(configured(width=320, height=180), outlets(Collected(), []))
    assert encoder.stop(5)
    assert not encoder.put_picture(new_planes(320, 180), 30, 1)
    began_s = time.monotonic()
    encoder.set_recording(False)
    assert time.monotonic() - began_s < 0.5
