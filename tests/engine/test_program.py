"""The whole programme, judged by what a viewer gets."""

from __future__ import annotations

import io
import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import av
import numpy as np
import pytest

from app.domain.fault import FaultCode
from app.engine.capture.cameras.test_card import BARS
from app.engine.capture.source import (
    CameraSource,
    Canvas,
    Framing,
    MicrophoneSource,
    Picture,
    Registry,
    SourceFault,
)
from app.engine.messages import Configure, Motion, PutSprite, RemoveSprite, SetCamera, SetMicrophone
from app.engine.planes import Samples, new_planes
from app.engine.program import Clock, Counts, Program
from app.engine.tag import TagType
from tests.engine.received import Collected, Received, Shot, configured, decoded, flv

BRAND_BGR = (24, 35, 138)
# #8A2318 in BT.709 limited range, by the formula of ITU-R BT.709-6 items 3.2 to 3.4.
BRAND_YUV = (63.3, 112.3, 175.2)


@dataclass
class Show:
    configure: Configure
    collected: Collected
    received: Received
    counts: Counts
    is_stopped_clean: bool


def put(
    slot: str, x: int, y: int, width: int, height: int, order: int = 1, **motion: int | bool
) -> PutSprite:
    enter = Motion(**motion)  # type: ignore[arg-type]
    return PutSprite(slot=slot, shm="", x=x, y=y, width=width, height=height, order=order, enter=enter)


def plain(
    width: int, height: int, bgra: tuple[int, int, int, int]
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.full((height, width, 4), bgra, np.uint8)


@pytest.fixture(scope="module", params=["low-latency", "quality"])
def show(request: pytest.FixtureRequest) -> Show:
    """Three and a half seconds of test card and beep, with a brand-coloured card, recorded."""
    configure = configured(preset=request.param)
    collected = Collected()
    program = Program(configure, collected.outlets())
    program.set_camera(SetCamera(source="test-card"))
    program.set_microphone(SetMicrophone(source="test-card"))
    program.put_sprite(put("card", 800, 400, 320, 200), plain(320, 200, (*BRAND_BGR, 255)))
    program.set_recording(True)
    collected.wait_for(lambda: collected.frames >= 106)
    is_clean = program.stop(5)
    return Show(configure, collected, decoded(flv(collected.tags)), program.counts(), is_clean)


def missing(shots: list[Shot]) -> int:
    """How many frame intervals are left out between the numbers, which must rise by whole intervals."""
    steps = np.diff([shot.number for shot in shots]) * 30 / 1000
    intervals = np.rint(steps)
    assert (intervals >= 1).all() and np.allclose(steps, intervals, atol=0.04)
    return int(np.sum(intervals - 1))


def test_every_number_rises_by_one_frame_interval_but_where_a_frame_is_counted_as_lost(show: Show) -> None:
    frames = show.counts.frames
    assert len(show.received.shots) > 90
    # On a quiet machine both are 0; a busy one may lose some, and must say so.
    assert missing(show.received.shots) == frames.skipped_late_tick + frames.dropped_encoder_full <= 15


def test_stamps_are_media_time(show: Show) -> None:
    epoch_ms = show.configure.epoch_ns // 1_000_000
    assert all(abs(shot.at_s * 1000 - (shot.number - epoch_ms)) <= 2 for shot in show.received.shots)


def test_each_flash_is_heard_within_forty_milliseconds(show: Show) -> None:
    flashes, beeps = show.received.flashes_s, show.received.beeps_s
    assert len(flashes) >= 3 and len(beeps) >= 3
    offsets = [min(abs(beep - flash) for flash in flashes) for beep in beeps]
    # A tick that a busy machine slept over takes its flash with it; the beep keeps to the clock.
    assert sorted(offsets)[1] < 0.04 and float(np.median(offsets)) < 0.005


def test_flashes_come_with_each_new_second(show: Show) -> None:
    shots = show.received.shots
    for before, shot in itertools.pairwise(shots):
        # A flash that was dropped between the two is not made up for.
        if shot.number - before.number < 40:
            assert shot.is_flash == (shot.number // 1000 != before.number // 1000)


def test_colours_survive_the_encoder(show: Show) -> None:
    shot = show.received.shots[-1]
    for number, bar in enumerate(BARS[:5]):
        assert np.allclose(shot.colour(number * 160 + 80, 200), bar, atol=3)


def test_a_brand_colour_arrives_within_three_levels(show: Show) -> None:
    assert np.allclose(show.received.shots[-1].colour(960, 500), BRAND_YUV, atol=3)
    outside = show.received.shots[-1].colour(780, 500)
    assert not np.allclose(outside, BRAND_YUV, atol=10)


def test_the_stream_says_that_it_is_bt709_limited(show: Show) -> None:
    with av.open(io.BytesIO(flv(show.collected.tags))) as container:
        context = container.streams.video[0].codec_context
        assert (context.color_range, context.colorspace) == (1, 1)
        assert (context.color_primaries, context.color_trc) == (1, 1)
        assert container.streams.audio[0].codec_context.name == "aac"
        assert container.streams.audio[0].codec_context.profile == "LC"


def test_headers_come_first_and_pictures_begin_with_a_key_frame(show: Show) -> None:
    tags = show.collected.tags
    assert [(tag.type, tag.is_header) for tag in tags[:3]] == [
        (TagType.SCRIPT, True),
        (TagType.VIDEO, True),
        (TagType.AUDIO, True),
    ]
    pictures = [tag for tag in tags[3:] if tag.type is TagType.VIDEO]
    keys = [tag.timestamp_ms for tag in pictures if tag.is_key]
    assert pictures[0].is_key and not any(tag.is_header for tag in tags[3:])
    # The key frame that opens the recording may be a second one near the start; then one each two seconds.
    assert 2 <= len(keys) <= 3 and abs(keys[-1] - keys[-2] - 2000) <= 110
    assert all(tag.captured_ns for tag in pictures)


@pytest.mark.parametrize("kept", [1, 3, 5])
def test_a_recording_plays_wherever_it_was_cut(show: Show, kept: int) -> None:
    fragments = show.collected.fragments
    assert fragments[0].is_start and not any(fragment.is_start for fragment in fragments[1:])
    part = decoded(b"".join(fragment.data for fragment in fragments[:kept]))
    assert abs(len(part.shots) / 30 - fragments[kept - 1].seconds) < 0.2
    # A cut between a picture and the B-frames shown before it leaves a hole at the very end.
    assert missing(part.shots[:-3]) <= missing(show.received.shots)


def test_the_recording_is_whole_and_in_time(show: Show) -> None:
    part = decoded(b"".join(fragment.data for fragment in show.collected.fragments))
    assert len(part.shots) >= len(show.received.shots) - 2
    assert part.shots[0].at_s < 0.2
    assert (
        float(np.median([min(abs(beep - flash) for flash in part.flashes_s) for beep in part.beeps_s]))
        < 0.005
    )
    assert len(part.beeps_s) >= 3


def test_everything_is_counted_and_nothing_was_wrong(show: Show) -> None:
    frames = show.counts.frames
    assert frames.encoded == len(show.received.shots)
    assert frames.composed == frames.encoded + frames.dropped_encoder_full
    assert frames.repeated_no_picture <= 3 and show.counts.audio.gaps == 0
    assert not show.collected.faults and show.is_stopped_clean
    assert show.collected.first_frames == [
        next(tag.timestamp_ms for tag in show.collected.tags if tag.is_key) * 1_000_000
    ]


class FlakyCamera:
    """A camera that a test can unplug, freeze and plug in again."""

    state = "good"
    tries = 0

    def __init__(self, argument: str, canvas: Canvas) -> None:
        self.framing = Framing()
        self._planes = new_planes(canvas.width, canvas.height, (200, 128, 128))
        self._newest: Picture | None = None

    def run(self, stopping: threading.Event) -> None:
        type(self).tries += 1
        while not stopping.wait(0.01):
            if self.state == "gone":
                raise SourceFault(FaultCode.CAMERA_ABSENT)

    def picture(self, at_ns: int) -> Picture | None:
        if self.state == "good":
            self._newest = Picture(self._planes, at_ns)
        return self._newest


@pytest.fixture
def flaky() -> Iterator[tuple[Program, Collected]]:
    kinds: Registry[CameraSource] = Registry()
    kinds.register("flaky")(FlakyCamera)
    FlakyCamera.state, FlakyCamera.tries = "good", 0
    collected = Collected()
    program = Program(configured(width=720, height=1280), collected.outlets(), cameras=kinds)
    program.set_camera(SetCamera(source="flaky"))
    yield program, collected
    assert program.stop(5)


def luma(collected: Collected) -> float:
    return float(collected.last_frame[600, 300]) if collected.last_frame is not None else -1


@pytest.mark.parametrize(
    ("trouble", "code"), [("gone", FaultCode.CAMERA_ABSENT), ("frozen", FaultCode.CAMERA_FROZEN)]
)
def test_a_lost_camera_puts_the_slate_on_air_until_it_returns(
    flaky: tuple[Program, Collected], trouble: str, code: FaultCode
) -> None:
    program, collected = flaky
    program.put_sprite(put("standby", 0, 0, 720, 1280), plain(720, 1280, (90, 90, 90, 255)))
    collected.wait_for(lambda: luma(collected) == 200)
    frames = collected.frames
    FlakyCamera.state = trouble
    collected.wait_for(lambda: 90 < luma(collected) < 96)
    # The slate is on air within a second; frames count it, whatever the machine was doing.
    assert collected.frames - frames <= 30
    collected.wait_for(lambda: [fault.code for fault in collected.faults] == [code])
    assert collected.faults[0].where == "camera" and collected.faults[0].retrying
    FlakyCamera.state = "good"
    collected.wait_for(lambda: luma(collected) == 200, timeout_s=3)
    collected.wait_for(lambda: collected.cleared == ["camera"])


def test_without_any_camera_the_programme_runs_on_its_own_backdrop() -> None:
    collected = Collected()
    program = Program(configured(), collected.outlets())
    program.set_camera(SetCamera(source="file:/nowhere/at-all.mp4"))
    program.set_microphone(SetMicrophone(source="nonsense"))
    collected.wait_for(lambda: collected.frames > 20 and len(collected.faults) == 2)
    assert program.stop(5)
    codes = {fault.where: fault.code for fault in collected.faults}
    assert codes == {"camera": FaultCode.FILE_UNREADABLE, "microphone": FaultCode.MICROPHONE_ABSENT}
    assert len(decoded(flv(collected.tags)).shots) > 10
    assert program.counts().frames.repeated_no_picture == program.counts().frames.composed


def test_a_sprite_leaves_as_it_is_told_and_a_slot_can_be_named() -> None:
    collected = Collected()
    program = Program(configured(), collected.outlets())
    program.put_sprite(put("card", 100, 100, 64, 64), plain(64, 64, (255, 255, 255, 255)))
    collected.wait_for(lambda: collected.last_frame is not None and collected.last_frame[130, 130] == 235)
    assert list(program.slots) == ["card"]
    program.remove_sprite(RemoveSprite(slot="card", leave=Motion(ms=200)))
    collected.wait_for(lambda: collected.last_frame is not None and collected.last_frame[130, 130] < 100)
    assert not list(program.slots)
    assert program.stop(5)


class BrokenMicrophone:
    """Its `block` has a bug."""

    delay_ns = 0

    def __init__(self, argument: str, canvas: Canvas) -> None: ...

    def run(self, stopping: threading.Event) -> None:
        stopping.wait()

    def block(self, first_sample: int) -> Samples | None:
        raise ZeroDivisionError


def test_a_bug_in_a_source_does_not_stop_the_pictures(caplog: pytest.LogCaptureFixture) -> None:
    kinds: Registry[MicrophoneSource] = Registry()
    kinds.register("broken")(BrokenMicrophone)
    collected = Collected()
    program = Program(configured(), collected.outlets(), microphones=kinds)
    program.set_camera(SetCamera(source="test-card"))
    program.set_microphone(SetMicrophone(source="broken"))
    collected.wait_for(lambda: collected.frames > 20)
    assert program.stop(5)
    assert "tick failed" in caplog.text
    assert program.counts().frames.encoded > 10


class SlowClock:
    """A clock that a test moves: sleeping passes time at once, and once it jumps."""

    def __init__(self, jump_at_ns: int, jump_ns: int) -> None:
        self.now_ns = 1_000_000_000_000
        self._jump_at_ns = self.now_ns + jump_at_ns
        self._jump_ns = jump_ns

    def sleep(self, seconds: float) -> None:
        self.now_ns += max(1, round(seconds * 1e9))
        if self._jump_at_ns and self.now_ns >= self._jump_at_ns:
            self._jump_at_ns = 0
            self.now_ns += self._jump_ns


def test_ticks_that_were_slept_over_are_skipped_and_counted_never_caught_up() -> None:
    clock = SlowClock(jump_at_ns=1_000_000_000, jump_ns=500_000_000)
    stamps: list[int] = []
    collected = Collected()
    outlets = collected.outlets()
    enough = threading.Event()

    def on_frame(planes: object, media_ns: int) -> None:
        stamps.append(media_ns)
        if media_ns > 3_000_000_000:
            enough.set()
            clock.sleep(0)

    outlets = type(outlets)(
        on_tag=outlets.on_tag,
        on_fragment=outlets.on_fragment,
        on_fault=outlets.on_fault,
        on_cleared=outlets.on_cleared,
        on_frame=on_frame,
        on_first_frame=outlets.on_first_frame,
    )
    program = Program(
        configured(epoch_ns=clock.now_ns),
        outlets,
        clock=Clock(now_ns=lambda: clock.now_ns, sleep_s=clock.sleep),
    )
    assert enough.wait(10)
    assert program.stop(5)
    steps = np.diff(stamps)
    assert np.count_nonzero(steps > 34_000_000) == 1
    assert program.counts().frames.skipped_late_tick == 15
    assert min(steps) > 33_000_000
