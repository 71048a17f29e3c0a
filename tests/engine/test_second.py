"""Two programmes from one scenery, judged by what the viewers of both get."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
import pytest

from app.engine.asked import put_in
from app.engine.canvas_messages import SecondHealth, SetSecondCanvas, second_slot
from app.engine.messages import PutSprite, SetCamera, SetMicrophone
from app.engine.planes import Pixels
from app.engine.program import Program
from app.engine.second_canvas import SecondCanvas
from app.engine.tag import Tag, TagType
from tests.engine.received import Collected, Received, Shot, configured, decoded, flv

PORTRAIT = SetSecondCanvas(width=720, height=1280, video_kbps=3000)
BRAND_BGR, BRAND_YUV = (24, 35, 138), (63.3, 112.3, 175.2)


@dataclass
class Taken:
    """What the destinations of the second programme are given, with the sound of the first."""

    collected: Collected
    tags: list[Tag] = field(default_factory=list)
    is_there: list[bool] = field(default_factory=list)

    def offer_second(self, tag: Tag) -> None:
        self.tags.append(tag)

    def set_second(self, is_there: bool) -> None:
        self.is_there.append(is_there)

    def received(self) -> Received:
        sound = [tag for tag in self.collected.tags if tag.type is TagType.AUDIO]
        pictures = sorted([*self.tags, *sound], key=lambda tag: (not tag.is_header, tag.timestamp_ms))
        return decoded(flv(pictures))


@dataclass
class Both:
    first: Received
    second: Received
    health: SecondHealth
    taken: Taken


def card(slot: str) -> tuple[PutSprite, Pixels]:
    pixels = np.full((200, 320, 4), (*BRAND_BGR, 255), np.uint8)
    return PutSprite(slot=slot, shm="", x=200, y=900, width=320, height=200, order=1), pixels


@pytest.fixture(scope="module")
def both() -> Both:
    """Three seconds of test card and beep on both canvases, a card on the second one alone."""
    configure, collected = configured(), Collected()
    taken, shown = Taken(collected), list[tuple[int, ...]]()
    program = Program(configure, collected.outlets())
    canvas = SecondCanvas(
        taken, lambda planes, _: shown.append(planes.shape), collected.faults.append, collected.cleared.append
    )
    try:
        assert canvas.choose(PORTRAIT, program, configure)
        program.set_camera(SetCamera(source="test-card"))
        program.set_microphone(SetMicrophone(source="test-card"))
        put_in(program, *card(second_slot("card")))
        second = program.second
        assert second is not None
        collected.wait_for(lambda: second.handed_on >= 100, 20)
    finally:
        has_ended = program.stop(5)
    assert has_ended
    assert not collected.faults
    assert set(shown) == {(1920, 720)}, "the preview may have it"
    return Both(decoded(flv(collected.tags)), taken.received(), second.health(), taken)


def whole(shot: Shot) -> Shot:
    """The test card as it was drawn, out of the middle of the upright canvas."""
    luma = shot.planes[:1280, :]
    middle = cv2.resize(luma[437:843], (1280, 720), interpolation=cv2.INTER_LINEAR)
    return Shot(shot.at_s, np.vstack([middle, np.zeros((360, 1280), np.uint8)]).astype(np.uint8))


def test_both_pictures_are_of_their_canvas_size(both: Both) -> None:
    assert both.first.shots[-1].planes.shape == (1080, 1280)
    assert both.second.shots[-1].planes.shape == (1920, 720)
    assert (both.health.width, both.health.height, both.health.fps) == (720, 1280, 30)


def test_both_show_the_same_moment_at_the_same_time_stamp(both: Both) -> None:
    numbers = {round(shot.at_s * 1000): shot.number for shot in both.first.shots}
    shared = [shot for shot in map(whole, both.second.shots) if round(shot.at_s * 1000) in numbers]
    assert len(shared) > 60
    assert all(shot.number == numbers[round(shot.at_s * 1000)] for shot in shared)


def test_the_sound_is_encoded_once_and_is_in_step_with_both(both: Both) -> None:
    assert not [tag for tag in both.taken.tags if tag.type is TagType.AUDIO]
    flashes = [shot.at_s for shot in map(whole, both.second.shots) if shot.is_flash]
    beeps = [beep for beep in both.second.beeps_s if beep > both.second.shots[0].at_s + 0.1]
    offsets = [min(abs(beep - flash) for flash in flashes) for beep in beeps]
    assert len(offsets) >= 2 and sorted(offsets)[1] < 0.04


def test_a_sprite_of_the_second_canvas_stands_there_alone(both: Both) -> None:
    assert np.allclose(both.second.shots[-1].colour(300, 1000), BRAND_YUV, atol=3)
    shown = (both.first.shots[-1].colour(x, 650) for x in range(100, 1200, 100))
    assert not any(np.allclose(colour, BRAND_YUV, atol=10) for colour in shown)


def test_a_frame_that_is_not_there_is_counted(both: Both) -> None:
    frames = both.health
    assert frames.encoded == frames.composed - frames.dropped_encoder_full == len(both.second.shots)
