"""The engine says when a code is on air, and reads it off a phone only while somebody measures."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
import segno

from app.domain.viewer_delay import digits_of, text_of
from app.engine.capture.source import Picture
from app.engine.code_reader import CodeReader
from app.engine.codes import CodeFinder
from app.engine.compose.layers import Layers
from app.engine.delay_messages import CodeSeen, MarkShown, ReadCodes
from app.engine.messages import (
    CodeSeen as OnTheWire,
)
from app.engine.messages import PutSprite, decode_command, decode_report, encode
from app.engine.planes import Planes, new_planes, split_planes
from app.engine.told import Told
from tests.engine.compose.test_layers import plain

DIGITS = digits_of(42)


def with_code(*texts: str, module: int = 5) -> Planes:
    """White codes on a grey picture, side by side."""
    planes = new_planes(640, 360, (90, 128, 128))
    luma = split_planes(planes)[0]
    for place, text in enumerate(texts):
        rows = np.array([list(row) for row in segno.make_qr(text, error="m").matrix], bool)
        tile = np.pad(np.where(rows, 20, 235).astype(np.uint8), 4, constant_values=235)
        big = np.kron(tile, np.ones((module, module), np.uint8))
        left = 20 + place * 320
        luma[40 : 40 + big.shape[0], left : left + big.shape[1]] = big
    return planes


class Cameras:
    """What the cameras see at this moment, and what was told of it."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.told: list[CodeSeen] = []
        self.is_looked_at = threading.Event()
        self.now_s = 0.0

    def newest(self) -> list[Picture]:
        self.is_looked_at.set()
        return self.pictures


@pytest.fixture
def cameras() -> Cameras:
    return Cameras()


@pytest.fixture
def reader(cameras: Cameras) -> Iterator[CodeReader]:
    made = CodeReader(cameras.newest, lambda: 1_000, cameras.told.append, lambda: cameras.now_s)
    yield made
    made.stop()
    made.join(5)


def test_a_code_of_ours_is_found_beside_a_shops_link_and_others_are_passed_over() -> None:
    finder = CodeFinder()
    both = split_planes(with_code(text_of(DIGITS), "https://shop.example/coat"))[0]
    assert finder.digits(both) == (DIGITS,)
    assert finder.digits(split_planes(with_code("https://shop.example/coat"))[0]) == ()
    assert finder.digits(split_planes(new_planes(640, 360))[0]) == ()


@pytest.mark.parametrize("seed", range(4))
def test_no_picture_is_hostile_enough_to_stop_the_finder(seed: int) -> None:
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, 256, (360, 640), np.uint8)
    bars = np.kron(rng.integers(0, 2, (45, 80), np.uint8) * 255, np.ones((8, 8), np.uint8))
    for picture in (noise, bars, np.zeros((2, 2), np.uint8), np.full((4000, 16), 255, np.uint8)):
        assert CodeFinder().digits(picture) == ()


def test_a_look_says_the_code_and_when_the_camera_took_it(cameras: Cameras, reader: CodeReader) -> None:
    cameras.pictures = [Picture(with_code(text_of(DIGITS)), 5_000)]
    reader.look()
    reader.look()
    assert cameras.told == [CodeSeen(digits=DIGITS, media_ns=4_000)]


def test_what_was_drawn_for_the_canvas_is_no_cameras_picture(cameras: Cameras, reader: CodeReader) -> None:
    cameras.pictures = [Picture(with_code(text_of(DIGITS)), 5_000, is_laid=True)]
    reader.look()
    assert not cameras.told


def test_nobody_looks_before_and_after_the_measuring(cameras: Cameras, reader: CodeReader) -> None:
    assert "code-reader" not in names()
    reader.read(ReadCodes(for_s=60.0))
    assert cameras.is_looked_at.wait(5)
    assert "code-reader" in names()
    cameras.now_s = 61.0
    wait_until_over()
    # It can begin again, and is told to stop.
    cameras.is_looked_at.clear()
    reader.read(ReadCodes(for_s=60.0))
    assert cameras.is_looked_at.wait(5)
    reader.read(ReadCodes(for_s=0.0))
    wait_until_over()


def names() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def wait_until_over() -> None:
    for thread in threading.enumerate():
        if thread.name == "code-reader":
            thread.join(5)
    assert "code-reader" not in names()


def test_a_sprite_with_a_mark_is_said_with_the_frame_that_shows_it_first() -> None:
    marks: list[tuple[int, int]] = []
    layers = Layers(lambda mark, media_ns: marks.append((mark, media_ns)))
    pixels = plain((255, 255, 255, 255))
    sprite = PutSprite(slot="delay-code", shm="", x=0, y=0, width=40, height=20, order=1, mark=7)
    layers.put(sprite, pixels)
    layers.put(PutSprite(slot="card", shm="", x=0, y=0, width=40, height=20, order=1), pixels)
    for media_ms in (1000.0, 1033.4, 1066.7):
        layers.draw(new_planes(320, 180), media_ms)
    assert marks == [(7, 1_000_000_000)]


def test_the_words_cross_the_wire_and_an_engine_that_was_started_again_reads_on() -> None:
    told = Told()
    command = ReadCodes(for_s=240.0)
    told.remember(command)
    assert told.again() == [command]
    assert decode_command(encode(command)) == command
    for report in (MarkShown(mark=3, media_ns=4), OnTheWire(digits="0417", media_ns=5)):
        assert decode_report(encode(report)) == report
