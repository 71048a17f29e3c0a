"""Layouts and the second camera: the engine is told once, the log has it, the show file keeps what is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.facts import LayoutChosen
from app.domain.layout import Layout
from app.domain.on_air import FilmOnAir, OnAir
from app.engine.messages import FilmEnded, Key, RollFilm, SetCamera, SetLook, SetScene, SetSecondCamera
from app.settings.plan import load
from app.settings.show_file import ShowFileError
from tests.show.rig import TEXT, Rig

CUE = '[[run_of_show]]\nat_s = 1\naction = "layout"\nlayout = "inset"\nfor_s = 2\n'
FILM_CUE = '[[run_of_show]]\nat_s = 1\naction = "film"\nproduct = "coat"\nfor_s = 2\n'


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def layouts(rig: Rig) -> list[Layout]:
    return [one.layout for one in rig.engine.commands if isinstance(one, SetScene)]


def test_a_layout_is_told_once_and_logged(rig: Rig) -> None:
    rig.show.go_live()
    rig.show.tick()
    rig.show.picture.set_layout(Layout.INSET)
    assert rig.show.tick().on_air.layout is Layout.INSET
    rig.show.tick()
    assert layouts(rig) == [Layout.HOST, Layout.INSET]
    assert [fact.layout for fact in rig.facts() if isinstance(fact, LayoutChosen)] == [Layout.INSET]


def test_the_same_layout_again_is_no_news(rig: Rig) -> None:
    rig.show.go_live()
    rig.show.picture.set_layout(Layout.HOST)
    assert not [fact for fact in rig.facts() if isinstance(fact, LayoutChosen)]


def test_the_product_in_the_picture_is_the_one_whose_card_was_up_last(rig: Rig) -> None:
    rig.show.go_live()
    rig.show.picture.set_layout(Layout.HOST_PRODUCT)
    first = rig.show.tick().on_air.featured
    assert first is not None and first.id == "coat"
    rig.show.show_card("scarf")
    rig.show.hide_card()
    then = rig.show.tick().on_air.featured
    assert then is not None and then.id == "scarf"


def test_a_layout_may_be_a_cue_and_ends_by_itself(tmp_path: Path) -> None:
    rig = Rig(tmp_path, TEXT + CUE)
    rig.show.go_live()
    for _ in range(5):
        rig.show.tick()
        rig.clock.advance(1)
    assert layouts(rig) == [Layout.HOST, Layout.INSET, Layout.HOST]


def test_a_cue_names_a_layout_that_there_is(tmp_path: Path) -> None:
    with pytest.raises(ShowFileError, match="must be one of host, host-product"):
        Rig(tmp_path, TEXT + CUE.replace("inset", "sideways"))


def test_a_show_that_is_taken_up_again_has_its_layout(rig: Rig) -> None:
    rig.show.tick()
    rig.show.stage.begin(OnAir(layout=Layout.TWO_CAMERAS))
    rig.show.tick()
    assert layouts(rig)[-1] is Layout.TWO_CAMERAS


def test_a_second_camera_is_told_and_kept_in_the_show_file(rig: Rig, tmp_path: Path) -> None:
    assert rig.engine.last(SetSecondCamera).source == ""
    rig.show.picture.set_second_camera("device:overhead", fit="fit", rotate=180)
    assert rig.engine.last(SetSecondCamera) == SetSecondCamera(
        source="device:overhead", fit="fit", rotate=180
    )
    assert load(tmp_path / "show.toml", {}).second_camera.source == "device:overhead"
    shown = rig.show.tick().choices
    assert (shown.second_camera, shown.second_framing) == ("device:overhead", ("fit", False, 180))


def test_a_film_as_second_camera_is_found_beside_the_show_file(tmp_path: Path) -> None:
    rig = Rig(tmp_path, TEXT + '[second_camera]\nsource = "file:table.mp4"\n')
    assert rig.engine.last(SetSecondCamera).source == f"file:{tmp_path / 'table.mp4'}"


def test_crop_and_locks_are_told_and_kept_for_each_camera(rig: Rig, tmp_path: Path) -> None:
    rig.show.picture.set_crop(2.5, -0.5, 1.0)
    rig.show.picture.lock_camera(exposure=True, white_balance=False)
    rig.show.picture.set_crop(4.0, is_second=True)
    second = rig.engine.last(SetSecondCamera)
    told = next(one for one in reversed(rig.engine.commands) if type(one) is SetCamera)
    assert (told.zoom, told.pan_x, told.pan_y, told.is_exposure_locked) == (2.5, -0.5, 1.0, True)
    assert (second.zoom, second.is_exposure_locked) == (4.0, False)
    kept = load(tmp_path / "show.toml", {})
    assert (kept.camera.zoom, kept.camera.lock_exposure, kept.second_camera.zoom) == (2.5, True, 4.0)
    shown = rig.show.tick().choices
    assert (shown.crop, shown.is_exposure_locked) == ((2.5, -0.5, 1.0), True)
    assert (shown.second_crop, shown.second_locks) == ((4.0, 0.0, 0.0), (False, False))


def test_a_layout_fades_or_cuts_as_the_host_has_chosen_and_the_file_keeps(rig: Rig, tmp_path: Path) -> None:
    (tmp_path / "show.toml").write_text(TEXT)
    rig.show.picture.set_layout(Layout.INSET)
    rig.show.tick()
    assert rig.engine.last(SetScene).fade_ms == 300
    rig.show.picture.set_transition(is_cut=True)
    rig.show.picture.set_layout(Layout.HOST)
    assert rig.show.tick().choices.is_cut
    assert rig.engine.last(SetScene) == SetScene(layout=Layout.HOST, fade_ms=0)
    assert load(tmp_path / "show.toml", {}).is_cut


def test_what_is_dragged_faster_than_a_disk_writes_is_written_once(tmp_path: Path) -> None:
    rig = Rig(tmp_path, is_held=True)
    (tmp_path / "show.toml").write_text("# ours\n[camera]  # the good one\nsource = 'demo'\n")
    before = len(rig.executor._held)
    for step in range(50):
        rig.show.picture.set_crop(1 + step / 10, 0.1)
    rig.show.picture.lock_camera(exposure=True, white_balance=False)
    assert len(rig.executor._held) == before + 1
    assert next(one for one in reversed(rig.engine.commands) if type(one) is SetCamera).zoom == 5.9
    rig.show.set_gain(3)
    rig.show.picture.set_crop(2)
    rig.executor.release()
    kept = load(tmp_path / "show.toml", {})
    assert (kept.camera.source, kept.camera.zoom, kept.camera.lock_exposure) == ("demo", 2, True)
    assert kept.microphone.gain_db == 3
    assert (tmp_path / "show.toml").read_text().startswith("# ours\n[camera]  # the good one\n")


def test_a_crop_that_shows_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ShowFileError, match=r"second_camera.zoom: must be from 1 to 8"):
        Rig(tmp_path, TEXT + "[second_camera]\nzoom = 0.5\n")


def test_a_key_that_is_lifted_for_a_pick_is_told_and_not_kept(rig: Rig, tmp_path: Path) -> None:
    rig.show.picture.set_key("#00b140")
    rig.show.picture.lift_key(True)
    assert rig.engine.last(SetLook).key is None
    assert load(tmp_path / "show.toml", {}).look.key == rig.show.tick().choices.look.key == "#00b140"
    rig.show.picture.lift_key(False)
    assert rig.engine.last(SetLook).key is not None


def test_a_look_is_told_and_kept(rig: Rig, tmp_path: Path) -> None:
    assert rig.engine.last(SetLook) == SetLook()
    rig.show.picture.set_key("#00b140", tolerance=0.3)
    rig.show.picture.set_ground("#ffffff", "shop.jpg")
    rig.show.picture.set_retouch(0.5, 0.25)
    key = Key(colour=(0, 177, 64), tolerance=0.3, ground=(255, 255, 255))
    assert rig.engine.last(SetLook) == SetLook(key=key, smoothing=0.5, sharpening=0.25)
    kept = load(tmp_path / "show.toml", {}).look
    assert (kept.key, kept.ground_image, kept.smoothing) == ("#00b140", str(tmp_path / "shop.jpg"), 0.5)
    assert rig.show.tick().choices.look.key == "#00b140"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('key = "green"', "look.key: must be a colour"),
        ("smoothing = 2", "look.smoothing: must be from 0 to 1"),
    ],
)
def test_a_look_that_cannot_be_is_refused(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(ShowFileError, match=says):
        Rig(tmp_path, TEXT + f"[look]\n{line}\n")


def test_a_film_is_told_once_and_ends_when_the_engine_says_so(rig: Rig) -> None:
    rig.show.go_live()
    rig.show.tick()
    rig.clock.advance(5)
    rig.show.picture.roll_film("/films/coat.mp4")
    film = rig.show.tick().on_air.film
    assert film is not None and film.begins_s == pytest.approx(5.3)
    assert rig.engine.last(RollFilm) == RollFilm(file="/films/coat.mp4", begins_ms=5300)
    rig.programme.take(FilmEnded(begins_ms=1200))
    assert rig.show.tick().on_air.film is not None
    rig.programme.take(FilmEnded(begins_ms=5300))
    assert rig.show.tick().on_air.film is None
    assert [type(fact).__name__ for fact in rig.facts()][-2:] == ["FilmRolled", "FilmStopped"]
    assert rig.engine.last(RollFilm) == RollFilm(file="")
    assert len([one for one in rig.engine.commands if isinstance(one, RollFilm)]) == 2


def test_a_film_may_be_a_cue_and_ends_with_it(tmp_path: Path) -> None:
    text = TEXT.replace('price = "1999.00"', 'price = "1999.00"\nfilm = "coat.mp4"')
    rig = Rig(tmp_path, text + FILM_CUE)
    rig.show.go_live()
    rig.clock.advance(0.5)
    rig.show.tick()
    rig.clock.advance(0.75)
    assert rig.show.tick().on_air.film == FilmOnAir(file=str(tmp_path / "coat.mp4"), begins_s=1.3)
    rig.clock.advance(2)
    assert rig.show.tick().on_air.film is None


def test_a_films_cue_does_not_stop_another_film(tmp_path: Path) -> None:
    text = TEXT.replace('price = "1999.00"', 'price = "1999.00"\nfilm = "coat.mp4"')
    rig = Rig(tmp_path, text + FILM_CUE)
    rig.show.go_live()
    rig.clock.advance(1)
    rig.show.tick()
    rig.show.picture.roll_film("/films/scarf.mp4")
    rig.clock.advance(2.5)
    film = rig.show.tick().on_air.film
    assert film is not None and film.file == "/films/scarf.mp4"


def test_a_film_is_stopped_at_once(rig: Rig) -> None:
    rig.show.go_live()
    rig.show.picture.roll_film("/films/coat.mp4")
    rig.show.tick()
    rig.show.picture.stop_film()
    assert rig.show.tick().on_air.film is None and rig.engine.last(RollFilm).file == ""


def test_a_products_film_is_found_beside_the_show_file(tmp_path: Path) -> None:
    text = TEXT.replace('price = "1999.00"', 'price = "1999.00"\nfilm = "coat.mp4"')
    assert Rig(tmp_path, text).show.tick().products[0].film == str(tmp_path / "coat.mp4")
