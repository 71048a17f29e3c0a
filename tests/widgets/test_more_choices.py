"""A second camera, music, sound in step: folded away, found by hand and keyboard, and never set by accident."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QScrollArea

from app.domain.fault import Fault, FaultCode
from app.snapshot import Snapshot
from tests.widgets.rooms import Room, seen
from tests.widgets.test_setup import tab_stops
from tests.widgets.test_window import inner_width
from widgets.proof.scenes import scenes
from widgets.second_camera import SecondCamera
from widgets.words import speech

SAID = speech.words("en")
PLAIN, MORE = scenes("en")["setup-ready"], scenes("en")["setup-more"]


def chosen(snapshot: Snapshot = PLAIN, **changes: object) -> Snapshot:
    return replace(snapshot, choices=replace(snapshot.choices, **changes))  # type: ignore[arg-type]  # any field


def button(room: Room, name: str) -> QAbstractButton:
    """The button that the host can see whose name begins so."""
    buttons = [one for one in seen(room.window) if isinstance(one, QAbstractButton)]
    return next(one for one in buttons if one.accessibleName().startswith(name))


def names(room: Room) -> list[str]:
    return [one.accessibleName() for one in seen(room.window)]


def test_the_page_is_calm_until_more_is_asked_for(room: Room) -> None:
    room.draw(PLAIN)
    assert SAID.choose_music not in names(room)
    button(room, SAID.more).click()
    room.draw(PLAIN)
    assert SAID.choose_music in names(room)
    button(room, SAID.less).click()
    room.draw(PLAIN)
    assert SAID.choose_music not in names(room)


@pytest.mark.parametrize(
    "changes", [{"second_camera": "builtin"}, {"music": "/a.mp3"}, {"sound_offset_ms": 20}]
)
def test_what_is_chosen_is_in_sight_from_the_start(room: Room, changes: dict[str, object]) -> None:
    room.draw(chosen(PLAIN, **changes))
    assert SAID.less in names(room)


def test_what_unfolds_comes_into_view(room: Room) -> None:
    room.window.resize(1180, 640)
    for _ in range(3):
        room.draw(PLAIN)
    button(room, SAID.more).click()
    for _ in range(5):
        room.draw(PLAIN)
    area = room.window.choosers.findChild(QScrollArea)
    assert area is not None
    first = button(room, SAID.no_second_camera)
    assert area.viewport().rect().contains(first.mapTo(area.viewport(), first.rect().center()))


def test_a_second_camera_is_chosen_and_put_away_and_keeps_its_framing(room: Room) -> None:
    room.draw(chosen(MORE, second_camera="", second_framing=("fit", True, 180)))
    row = room.window.choosers.findChild(SecondCamera)
    assert row is not None
    tiles = [one for one in row.findChildren(QAbstractButton) if one.isVisibleTo(room.window)]
    assert [one.accessibleName().split(":")[0] for one in tiles] == ["None", "FaceTime HD Camera", SAID.phone]
    tiles[1].click()
    assert room.desk.asked[-1] == ("set_second_camera", "builtin")
    assert room.desk.picture.framing == ("fit", True, 180)
    room.draw(MORE)
    assert tiles[1].isChecked() and tiles[1].accessibleName().endswith("in use")
    tiles[0].click()
    assert room.desk.asked[-1] == ("set_second_camera", "")


def test_a_second_camera_that_is_away_says_so_and_keeps_nobody_off_the_air(room: Room) -> None:
    fault = Fault(FaultCode.SECOND_CAMERA_AWAY, "second-camera", retrying=True)
    room.draw(replace(MORE, faults=(fault,)))
    tile = next(one for one in names(room) if one.startswith("FaceTime") and "away" in one)
    assert tile == f"FaceTime HD Camera: {SAID.faults[FaultCode.SECOND_CAMERA_AWAY].happened}"
    assert room.window.foot.primary.accessibleName() == SAID.go_live


def test_a_second_camera_that_is_in_no_list_is_still_the_chosen_one(room: Room) -> None:
    room.draw(chosen(MORE, second_camera="file:/table.mp4"))
    assert button(room, "file:/table.mp4: in use").isChecked()


def test_music_is_chosen_made_louder_and_taken_away(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/music/a.mp3", ""))
    room.draw(chosen(sound_offset_ms=20, music_volume_db=-20.0))
    assert SAID.no_music not in names(room)
    button(room, SAID.choose_music).click()
    assert room.desk.music == ("/music/a.mp3", -20.0)
    room.draw(chosen(sound_offset_ms=20, music="/music/a.mp3", music_volume_db=-20.0))
    volume = next(one for one in seen(room.window) if one.accessibleName() == SAID.music_volume)
    assert isinstance(volume, QComboBox) and volume.currentText() == "Soft"
    volume.setFocus()
    QTest.keyClick(volume, Qt.Key.Key_Down)
    assert room.desk.music == ("/music/a.mp3", -12.0)
    button(room, SAID.no_music).click()
    assert room.desk.music == ("", -20.0)


def test_a_file_that_nobody_chose_changes_no_music(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    room.draw(MORE)
    button(room, "A slow evening in Suzhou").click()
    assert "set_music" not in room.asked()


def test_the_sound_is_moved_by_steps_and_says_where_it_is(room: Room) -> None:
    room.draw(chosen(sound_offset_ms=20))
    button(room, SAID.sound_earlier).click()
    button(room, SAID.sound_earlier).click()
    assert [value for name, value in room.desk.asked if name == "set_sound_offset"] == [0, -20]
    room.draw(chosen(sound_offset_ms=-20))
    assert button(room, "Sound later: 20 ms before the picture").text() == SAID.later
    room.draw(chosen(sound_offset_ms=0))
    assert button(room, "Sound later: In step with the picture").isEnabled()


def test_the_sound_ends_at_half_a_second(room: Room) -> None:
    room.draw(chosen(sound_offset_ms=490))
    button(room, SAID.sound_later).click()
    assert room.desk.asked[-1] == ("set_sound_offset", 500)
    room.draw(chosen(sound_offset_ms=500))
    assert not button(room, SAID.sound_later).isEnabled()


def test_the_keyboard_goes_through_all_of_it(room: Room) -> None:
    room.draw(MORE)
    room.window.activateWindow()
    stops = tab_stops(room)
    wanted = [
        SAID.less, "1.5", "2.5", "3.0", "4.5", "6.0", "None", "Portrait", "None", "FaceTime", "Phone",
        "A slow evening", SAID.music_volume, SAID.no_music, SAID.sound_earlier, SAID.sound_later,
    ]  # fmt: skip
    start = stops.index(SAID.less)
    found = stops[start : start + len(wanted)]
    assert [name.startswith(words) for name, words in zip(found, wanted, strict=True)] == [True] * len(
        wanted
    ), found


def test_a_long_name_is_cut_and_pushes_nothing_out(room: Room) -> None:
    room.window.resize(1180, 640)
    for _ in range(3):
        room.draw(chosen(MORE, recording_folder="/home/store/" + "a-very-long-folder/" * 8))
    area = room.window.choosers.findChild(QScrollArea)
    assert area is not None and inner_width(area) <= area.viewport().width()
    music = button(room, "A slow evening")
    assert music.text().endswith("…") and music.accessibleName() == "A slow evening in Suzhou, without words"
