"""A show file may ask for a second canvas, the other way round, and says which destination gets it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.settings.plan import load
from app.settings.show_file import ShowFileError

TALL = '[[destination]]\nname = "tall"\nurl = "rtmp://h/a"\ncanvas = "portrait"\n'
WIDE = '[[destination]]\nname = "wide"\nurl = "rtmp://h/a"\ncanvas = "landscape"\n'
PLAIN = '[[destination]]\nname = "plain"\nurl = "rtmp://h/a"\n'


def test_each_destination_gets_the_canvas_that_it_names_and_else_the_shows_own(tmp_path: Path) -> None:
    path = tmp_path / "show.toml"
    for first, second, is_second in (
        ("1280x720", "1080x1920", {"tall": True, "wide": False, "plain": False}),
        ("720x1280", "1280x720", {"tall": False, "wide": True, "plain": False}),
    ):
        path.write_text(f'[show]\ncanvas = "{first}"\nsecond_canvas = "{second}"\n{TALL}{WIDE}{PLAIN}')
        plan = load(path, {})
        assert {one.name: one.is_second for one in plan.destinations} == is_second
        assert plan.second_canvas == tuple(map(int, second.split("x")))


def test_the_second_canvas_has_the_shows_bitrate_unless_it_has_its_own(tmp_path: Path) -> None:
    path = tmp_path / "show.toml"
    path.write_text('[show]\nvideo_kbps = 4000\nsecond_canvas = "720x1280"\n')
    assert load(path, {}).second_video_kbps is None
    path.write_text('[show]\nsecond_canvas = "720x1280"\nsecond_video_kbps = 1800\n')
    assert load(path, {}).second_video_kbps == 1800


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[show]\nsecond_canvas = "1920x1080"', "line 2, show.second_canvas: must be portrait, since canvas"),
        ('[show]\nsecond_canvas = "9x16"', "show.second_canvas: must be one of 1280x720, 1920x1080"),
        ("[show]\nsecond_video_kbps = 9", "line 2, show.second_video_kbps: must be from 200 to 20000"),
        (TALL, "line 4, destination[1].canvas: the show has no portrait canvas; add second_canvas to [show]"),
        (TALL.replace("portrait", "tall"), "destination[1].canvas: must be one of landscape, portrait"),
    ],
)
def test_a_canvas_that_cannot_be_is_named_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "show.toml"
    path.write_text(text)
    with pytest.raises(ShowFileError) as error:
        load(path, {})
    assert says in str(error.value)
