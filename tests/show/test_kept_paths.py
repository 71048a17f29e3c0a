"""A path in the show file stays as it was written: head office hands one folder to every store."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.show.rig import TEXT, Rig

FILES = (
    '[camera]\nsource = "file:green.mp4"\n[second_camera]\nsource = "file:table.mp4"\n'
    '[microphone]\nsource = "file:voice.wav"\n[music]\nfile = "soft.mp3"\n[look]\nground_image = "wall.png"\n'
)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    (tmp_path / "show.toml").write_text(TEXT + FILES)
    return Rig(tmp_path, TEXT + FILES)


def adjust_camera(rig: Rig) -> None:
    rig.show.set_camera(rig.plan.camera.source, fit="fit", is_mirrored=True, rotate=90)


def adjust_second(rig: Rig) -> None:
    rig.choices.change_camera("second_camera", {"source": rig.plan.second_camera.source, "mirror": True})


def adjust_music(rig: Rig) -> None:
    rig.show.set_music(rig.plan.music.file, -20)


def adjust_look(rig: Rig) -> None:
    rig.choices.change_look({"ground": "#101010", "ground_image": rig.plan.look.ground_image})


def choose_the_same_microphone(rig: Rig) -> None:
    rig.show.set_microphone(rig.plan.microphone.source)


@pytest.mark.parametrize(
    "adjust", [adjust_camera, adjust_second, adjust_music, adjust_look, choose_the_same_microphone]
)
def test_adjusting_leaves_the_paths_as_they_were_written(
    rig: Rig, tmp_path: Path, adjust: Callable[[Rig], None]
) -> None:
    adjust(rig)
    text = (tmp_path / "show.toml").read_text()
    before, after = tomllib.loads(TEXT + FILES), tomllib.loads(text)
    assert str(tmp_path) not in text
    assert (after == before) is (adjust is choose_the_same_microphone), "the rest is kept"


def test_another_file_is_written_as_it_was_chosen(rig: Rig, tmp_path: Path) -> None:
    rig.show.set_camera("file:/films/other.mp4", fit="fill", is_mirrored=False, rotate=0)
    rig.show.set_music("/music/loud.mp3", -12)
    after = tomllib.loads((tmp_path / "show.toml").read_text())
    assert after["camera"]["source"] == "file:/films/other.mp4"
    assert after["music"]["file"] == "/music/loud.mp3"
