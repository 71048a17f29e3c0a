"""A product film: over the whole picture, with its sound, once, and back to the scene."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.domain.fault import FaultCode
from app.engine.duck import Duck
from app.engine.picture_messages import RollFilm
from app.engine.planes import BLOCK, SAMPLE_RATE, Samples, split_planes
from tests.engine.capture.test_files import film
from tests.engine.test_scenery import HOST, Stage

QUIET: Samples = np.full((2, BLOCK), 0.01, np.float32)
FRAME_MS = 40


class Cinema(Stage):
    """A stage with a film of ten frames, each a level of grey, and a tone."""

    def __init__(self) -> None:
        self.ended: list[int] = []
        super().__init__()
        self.scenery._on_film_end = self.ended.append

    def level(self, at_ms: int) -> int:
        return int(split_planes(self.picture(at_ms))[0][90, 160])

    def is_decoded(self) -> bool:
        return self.scenery._film is not None and bool(self.scenery._film._frames)


@pytest.fixture
def cinema() -> Iterator[Cinema]:
    cinema = Cinema()
    yield cinema
    assert cinema.scenery.stop(5)


def grey(number: int) -> float:
    return 16 + (20 + 20 * number) * 219 / 255


def test_a_film_plays_once_in_its_time_and_the_scene_comes_back(cinema: Cinema, tmp_path: Path) -> None:
    cinema.scenery.obey(RollFilm(file=str(film(tmp_path / "coat.mkv")), begins_ms=2000))
    cinema.wait_for(lambda: cinema.scenery._film is not None and len(cinema.scenery._film._frames) == 10)
    assert cinema.level(1960) == HOST
    seen = [cinema.level(2000 + number * FRAME_MS) for number in range(10)]
    assert np.allclose(seen, [grey(number) for number in range(10)], atol=2)
    cinema.wait_for(lambda: cinema.level(2480) == HOST)
    assert cinema.ended == [2000]
    assert cinema.level(2520) == HOST and cinema.ended == [2000]


def test_its_sound_takes_the_place_of_the_microphone(cinema: Cinema, tmp_path: Path) -> None:
    cinema.scenery.obey(RollFilm(file=str(film(tmp_path / "coat.mkv", frames=50)), begins_ms=1000))
    cinema.wait_for(lambda: cinema.is_decoded() and cinema.scenery._film._wave.shape[1] > 8 * BLOCK)  # type: ignore[union-attr]
    first = SAMPLE_RATE
    before = cinema.scenery.sound(QUIET, first - 2 * BLOCK)
    assert np.array_equal(before, QUIET)
    blocks = [cinema.scenery.sound(QUIET, first + number * BLOCK) for number in range(4)]
    assert all(np.abs(block).max() > 0.15 for block in blocks[1:])
    cinema.scenery.obey(RollFilm(file=""))
    cinema.scenery.sound(QUIET, first + 4 * BLOCK)
    assert np.array_equal(cinema.scenery.sound(QUIET, first + 5 * BLOCK), QUIET)


def test_it_is_gone_at_once_when_it_is_stopped(cinema: Cinema, tmp_path: Path) -> None:
    cinema.scenery.obey(RollFilm(file=str(film(tmp_path / "coat.mkv")), begins_ms=0))
    cinema.wait_for(lambda: cinema.level(40) != HOST)
    cinema.scenery.obey(RollFilm(file=""))
    assert cinema.level(80) == HOST and cinema.ended == []


def test_the_same_words_again_do_not_begin_it_again(cinema: Cinema, tmp_path: Path) -> None:
    roll = RollFilm(file=str(film(tmp_path / "coat.mkv")), begins_ms=0)
    cinema.scenery.obey(roll)
    playing = cinema.scenery._film
    cinema.scenery.obey(roll)
    assert cinema.scenery._film is playing


def test_an_engine_that_hears_of_it_late_goes_on_in_the_middle(cinema: Cinema, tmp_path: Path) -> None:
    path = str(film(tmp_path / "coat.mkv", frames=100))
    assert cinema.level(3000) == HOST
    cinema.scenery.obey(RollFilm(file=path, begins_ms=0))
    level = 16 + (20 + 20 * 75) % 256 * 219 / 255
    cinema.wait_for(lambda: abs(cinema.level(3000) - level) <= 2)


@pytest.mark.parametrize("data", [b"", b"not a film", b"\x00" * 4000])
def test_a_film_that_cannot_be_read_is_a_fault_and_the_scene_stays(
    cinema: Cinema, tmp_path: Path, data: bytes
) -> None:
    path = tmp_path / "broken.mp4"
    path.write_bytes(data)
    cinema.scenery.obey(RollFilm(file=str(path), begins_ms=0))
    cinema.wait_for(lambda: bool(cinema.level(40)) and bool(cinema.ended))
    assert [(fault.code, fault.where) for fault in cinema.faults] == [(FaultCode.FILE_UNREADABLE, "film")]
    assert cinema.level(80) == HOST
    cinema.scenery.obey(RollFilm(file=str(film(tmp_path / "good.mkv")), begins_ms=100))
    assert cinema.cleared[-1] == "film"


def test_a_film_without_sound_leaves_the_host_to_speak() -> None:
    duck = Duck()
    assert duck.mixed(QUIET, None) is QUIET


def test_nothing_clicks_when_the_film_begins_and_ends() -> None:
    duck, loud = Duck(), np.full((2, BLOCK), 0.5, np.float32)
    hush: Samples = np.full((2, BLOCK), -0.5, np.float32)
    heard = np.concatenate([duck.mixed(hush, loud), duck.mixed(hush, loud), duck.mixed(hush, None)], axis=1)
    assert np.abs(np.diff(heard[0])).max() < 0.51
    assert heard[0, 0] == -0.5 and heard[0, BLOCK] == 0.5 and heard[0, -1] == -0.5


def test_an_engine_that_hears_of_it_when_it_is_over_says_so(cinema: Cinema, tmp_path: Path) -> None:
    cinema.level(60_000)
    cinema.scenery.obey(RollFilm(file=str(film(tmp_path / "coat.mkv")), begins_ms=0))
    cinema.wait_for(lambda: cinema.level(60_040) == HOST and bool(cinema.ended))
    assert cinema.ended == [0] and not cinema.faults


class Over:
    """A film that has just ended: while that is seen, the next one begins."""

    begins_ns = 0

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self._meanwhile = meanwhile

    def picture(self, at_ns: int) -> None: ...

    def stop(self, deadline_s: float) -> bool:
        return True

    @property
    def is_over(self) -> bool:
        self._meanwhile()
        return True


def test_a_film_that_begins_as_another_one_ends_is_not_lost(cinema: Cinema, tmp_path: Path) -> None:
    path = str(film(tmp_path / "coat.mkv"))
    cinema.scenery._film = Over(lambda: cinema.scenery.obey(RollFilm(file=path, begins_ms=80)))  # type: ignore[assignment]
    assert cinema.level(40) == HOST
    cinema.wait_for(lambda: cinema.level(80) != HOST)
    assert cinema.ended == []


def test_who_asks_again_for_a_film_that_has_ended_hears_so_again(cinema: Cinema, tmp_path: Path) -> None:
    roll = RollFilm(file=str(film(tmp_path / "coat.mkv")), begins_ms=0)
    cinema.scenery.obey(roll)
    cinema.wait_for(lambda: cinema.level(60_000) == HOST and bool(cinema.ended))
    cinema.scenery.obey(roll)
    assert cinema.ended == [0, 0] and cinema.level(60_040) == HOST
