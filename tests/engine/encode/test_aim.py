"""The encoder obeys: another bitrate in the running codec, another size with new headers and no gap in the sound."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import av
import numpy as np
import pytest

from app.engine import heap
from app.engine.encode.codecs import Codecs
from app.engine.encode.encoder import Encoder, EncoderOutlets
from app.engine.messages import Configure
from app.engine.planes import BLOCK, Planes, new_planes, resize, split_planes
from app.engine.rate.rung import Aim, Rung
from app.engine.tag import Tag, TagType
from tests.engine.received import Collected, configured, decoded, flv

FPS = 30
FULL = Rung(640, 360, 1, 350.0, 1000.0)
HALF_RATE = Rung(640, 360, 2, 100.0, 500.0)
SMALL_THIRD = Rung(320, 180, 3, 50.0, 300.0)
SMALL = Rung(320, 180, 1, 50.0, 300.0)


def noise(seed: int) -> Planes:
    planes = new_planes(640, 360)
    split_planes(planes)[0][:] = np.random.default_rng(seed).integers(16, 235, (360, 640), np.uint8)
    return planes


class Bench:
    """Gives an encoder every `divisor`-th of thirty pictures a second, and all the sound."""

    def __init__(self, preset: str = "low-latency", open_codecs: Any = Codecs) -> None:
        self.collected = Collected()
        base = self.collected.outlets()
        outlets = EncoderOutlets(
            on_tag=base.on_tag, on_fragment=base.on_fragment, on_fault=base.on_fault, on_cleared=base.on_cleared,
            on_done=lambda planes: base.on_frame(planes, 0),
        )  # fmt: skip
        configure = configured(width=640, height=360, video_kbps=1000, epoch_ns=0, preset=preset)
        self.encoder = Encoder(configure, outlets, open_codecs, wait=lambda _: None)
        assert self.encoder.wait_until_ready(5)
        self.pts = 30
        self.block = 48_000 // BLOCK
        self._put = 0
        self._pictures = [noise(seed) for seed in range(8)]

    def feed(self, frames: int, divisor: int = 1) -> None:
        for _ in range(frames):
            if self.pts % divisor == 0:
                assert self.encoder.put_picture(self._pictures[self.pts % 8], self.pts, 1)
                self._put += 1
            self.pts += 1
            while self.block * BLOCK < self.pts * 48_000 // FPS:
                self.encoder.put_sound(np.zeros((2, BLOCK), np.float32), self.block * BLOCK)
                self.block += 1
            self.collected.wait_for(lambda: self.collected.frames == self._put)

    def kbps(self, last_s: float) -> float:
        since_ms = self.pts * 1000 / FPS - last_s * 1000
        sizes = [len(tag.body) for tag in self.pictures() if tag.timestamp_ms >= since_ms]
        return sum(sizes) * 8 / 1000 / last_s

    def pictures(self) -> list[Tag]:
        return [tag for tag in self.collected.tags if tag.type is TagType.VIDEO and not tag.is_header]


@pytest.fixture(params=["low-latency", "quality"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    made = Bench(request.param)
    yield made
    assert made.encoder.stop(5)


def test_a_lower_bitrate_is_obeyed_without_new_headers_or_key_frames_and_so_is_a_higher_one() -> None:
    bench = Bench()
    bench.feed(75)
    headers = sum(tag.is_header for tag in bench.collected.tags)
    bench.encoder.set_aim(Aim(FULL, 400))
    bench.feed(60)
    assert bench.kbps(1.0) < 520
    bench.encoder.set_aim(Aim(FULL, 1000))
    bench.feed(75)
    assert bench.kbps(1.0) > 750
    assert sum(tag.is_header for tag in bench.collected.tags) == headers
    assert [tag.timestamp_ms for tag in bench.collected.tags if tag.is_key] == [1000, 3000, 5000, 7000]
    assert bench.encoder.stop(5)


def test_half_the_frames_carry_the_whole_bitrate() -> None:
    bench = Bench()
    bench.feed(60)
    bench.encoder.set_aim(Aim(HALF_RATE, 400))
    bench.feed(120, divisor=2)
    assert 300 < bench.kbps(2.0) < 500
    assert bench.encoder.stop(5)


def test_another_size_begins_with_its_header_and_a_key_frame_and_the_sound_has_no_gap(bench: Bench) -> None:
    bench.feed(45)
    before = len(bench.collected.tags)
    bench.encoder.set_aim(Aim(SMALL_THIRD, 300))
    bench.feed(60, divisor=3)
    bench.encoder.set_aim(Aim(FULL, 1000))
    bench.feed(60)
    assert bench.encoder.stop(5)
    later = bench.collected.tags[before:]
    headers = [at for at, tag in enumerate(later) if tag.is_header and tag.type is TagType.VIDEO]
    assert len(headers) == 2
    for at in headers:
        following = next(tag for tag in later[at + 1 :] if tag.type is TagType.VIDEO and not tag.is_header)
        assert following.is_key
    assert not any(tag.is_header and tag.type is TagType.AUDIO for tag in later)
    stamps = [
        tag.timestamp_ms for tag in bench.collected.tags if tag.type is TagType.AUDIO and not tag.is_header
    ]
    assert max(np.diff(stamps)) <= 22
    rising = [tag.timestamp_ms for tag in bench.pictures()]
    assert all(np.diff(rising) > 0)


def test_what_codecs_of_another_size_leave_free_goes_back_to_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trimmed: list[int] = []
    monkeypatch.setattr(heap, "_trim", lambda: trimmed.append)
    bench = Bench()
    bench.feed(5)
    for aim in (Aim(SMALL, 300), Aim(SMALL, 200), Aim(FULL, 1000)):
        bench.encoder.set_aim(aim)
        bench.feed(5)
    assert bench.encoder.stop(5)
    assert trimmed == [0, 0]


def test_a_player_shows_each_size_and_every_picture(bench: Bench) -> None:
    for aim in (Aim(FULL, 1000), Aim(SMALL, 300), Aim(FULL, 1000)):
        bench.encoder.set_aim(aim)
        bench.feed(45)
    assert bench.encoder.stop(5)
    shots = decoded(flv(bench.collected.tags)).shots
    widths = [shot.planes.shape[1] for shot in shots]
    assert len(shots) == 135
    assert [width for at, width in enumerate(widths) if at == 0 or widths[at - 1] != width] == [640, 320, 640]


def test_the_recording_goes_on_in_a_part_of_the_new_size_with_its_sound(bench: Bench) -> None:
    bench.encoder.set_recording(True)
    bench.feed(45)
    bench.encoder.set_aim(Aim(SMALL, 300))
    bench.feed(60)
    assert bench.encoder.stop(5)
    parts: list[bytes] = []
    for fragment in bench.collected.fragments:
        if fragment.is_start:
            parts.append(b"")
        parts[-1] += fragment.data
    seen = [decoded(part) for part in parts]
    assert [part.shots[0].planes.shape[1] for part in seen] == [640, 320]
    assert [len(part.shots) for part in seen] == [45, 60]
    for part in seen:
        assert abs(len(part.sound) / 48_000 - len(part.shots) / FPS) < 0.15


def test_codecs_that_fail_in_a_small_size_are_opened_again_in_it() -> None:
    class Failing(Codecs):
        has_failed = False

        def encode_picture(self, planes: Planes, pts: int, is_key: bool) -> list[Any]:
            if pts == 70 and not Failing.has_failed:
                Failing.has_failed = True
                raise av.error.ExternalError(1, "broken")
            return super().encode_picture(planes, pts, is_key)

    opened: list[Configure] = []

    def opening(configure: Configure) -> Codecs:
        opened.append(configure)
        return Failing(configure)

    bench = Bench(open_codecs=opening)
    bench.encoder.set_aim(Aim(SMALL, 300))
    bench.feed(60)
    assert bench.encoder.stop(5)
    assert [(one.width, one.video_kbps) for one in opened] == [(640, 1000), (320, 300)]
    assert decoded(flv(bench.collected.tags)).shots[-1].planes.shape[1] == 320


@pytest.mark.parametrize("size", [(960, 540), (640, 360), (320, 180)])
def test_a_shrunk_picture_keeps_its_colours_in_their_places(size: tuple[int, int]) -> None:
    whole = new_planes(1280, 720, (40, 90, 200))
    y, u, v = split_planes(whole)
    y[360:, 640:], u[180:, 320:], v[180:, 320:] = 200, 160, 60
    small = split_planes(resize(whole, new_planes(*size)))
    for plane, (far, near) in zip(small, ((40, 200), (90, 160), (200, 60)), strict=True):
        height, width = plane.shape
        assert (plane[: height // 2 - 2, :] == far).all() and (plane[:, : width // 2 - 2] == far).all()
        assert (plane[height // 2 + 2 :, width // 2 + 2 :] == near).all()
