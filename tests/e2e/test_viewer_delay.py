"""The delay comes out as it was put in: from the console's painting to the code that a viewer gives back."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.viewer_delay import Sightings
from app.engine.capture.cameras.file import FileCamera
from app.engine.capture.source import Canvas as Programme
from app.engine.capture.source import Picture
from app.engine.code_reader import CodeReader
from app.engine.delay_messages import CodeSeen
from app.playback.flv import watch_flv
from app.playback.viewer import Viewer
from tests.e2e.delay_film import FPS, DelayFilm, delay_film
from tests.engine.running import Running
from tests.widgets.overlays.scenes import LANDSCAPE, PORTRAIT
from widgets.overlays.canvas import Canvas

FIRST_S = 3600.4
DELAY_S = 6.3
EPOCH_NS = 7_000_000_000


def sightings(film: DelayFilm) -> Sightings:
    found = Sightings()
    for second, at_s in film.on_air_s.items():
        found.went_on_air(second, at_s)
    return found


@pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT], ids=["landscape", "portrait"])
def test_a_phone_that_is_held_up_to_the_camera_gives_the_delay(
    qapp: Any, tmp_path: Path, canvas: Canvas
) -> None:
    film, path = delay_film(canvas, 6.6, FIRST_S), tmp_path / "phone.mp4"
    path.write_bytes(film.received("mp4", is_on_phone=True))
    programme = Programme(width=1280, height=720, fps=FPS, epoch_ns=EPOCH_NS)
    camera, found, seen = FileCamera(str(path), programme), sightings(film), list[Picture]()
    running = Running(camera)

    def told(code: CodeSeen) -> None:
        found.saw(code.digits, code.media_ns / 1e9)

    reader = CodeReader(lambda: seen, lambda: EPOCH_NS, told)
    try:
        for number in range(round(6.2 * FPS)):
            at_ns = EPOCH_NS + round((FIRST_S + DELAY_S + number / FPS) * 1e9)
            seen[:] = [picture_at(camera, at_ns)]
            reader.look()
    finally:
        running.stop()
    assert found.count >= 5
    assert found.delay_s == pytest.approx(DELAY_S, abs=0.2)


def picture_at(camera: FileCamera, at_ns: int) -> Picture:
    """Once the file is decoded so far."""
    pause = threading.Event()
    while len(camera._frames) < 2:
        pause.wait(0.001)
    picture = camera.picture(at_ns)
    assert picture is not None
    return picture


def test_the_platforms_playback_gives_the_delay(qapp: Any) -> None:
    film = delay_film(LANDSCAPE, 6.6, FIRST_S)
    found, now_ns = sightings(film), [0]

    def arriving() -> Iterator[bytes]:
        """Each tag as late as viewers are."""
        data, at = film.received(), 13
        yield data[:at]
        while at < len(data):
            size = int.from_bytes(data[at + 1 : at + 4]) + 15
            stamp_s = int.from_bytes(data[at + 4 : at + 7]) / 1000
            now_ns[0] = round((FIRST_S + DELAY_S + stamp_s) * 1e9)
            yield data[at : at + size]
            at += size

    viewer = Viewer(lambda digits, at_ns: found.saw(digits, at_ns / 1e9))
    watch_flv(arriving(), viewer, lambda: now_ns[0])
    assert found.count >= 5
    assert found.delay_s == pytest.approx(DELAY_S, abs=0.2)


def test_a_camera_that_sees_the_consoles_own_screen_measures_nothing(qapp: Any) -> None:
    film = delay_film(LANDSCAPE, 5.0, FIRST_S)
    found, seen = sightings(film), list[Picture]()
    reader = CodeReader(lambda: seen, lambda: 0, lambda code: found.saw(code.digits, code.media_ns / 1e9))
    for number, planes in enumerate(film.pictures):
        seen[:] = [Picture(planes, round((FIRST_S + 0.2 + number / FPS) * 1e9))]
        reader.look()
    assert found.delay_s is None
