"""The second picture is switched on among the rare choices, and a destination chooses it with one press."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel

from app.snapshot import Snapshot
from tests.widgets.rooms import Room, seen
from widgets.check import Verdict
from widgets.checks import checks
from widgets.proof.scenes import scenes
from widgets.words import speech
from widgets.words.catalogue import Language

SAID = speech.words("en")
ONE, TWO, REFUSED = (scenes("en")[name] for name in ("setup-ready", "setup-two", "setup-refused"))


def button(room: Room, name: str) -> QAbstractButton:
    buttons = [one for one in seen(room.window) if isinstance(one, QAbstractButton)]
    return next(one for one in buttons if one.accessibleName().startswith(name))


def names(room: Room) -> list[str]:
    return [one.accessibleName() for one in seen(room.window)]


def test_a_show_with_one_picture_does_not_speak_of_another(room: Room) -> None:
    room.draw(ONE)
    button(room, "Douyin").click()
    room.draw(ONE)
    assert not any(SAID.canvas.shapes[1] in name or "9:16" in name for name in names(room))


def test_it_is_switched_on_and_off_by_a_press(room: Room) -> None:
    room.draw(ONE)
    button(room, SAID.more).click()
    room.draw(ONE)
    button(room, SAID.canvas.shapes[1]).click()
    assert room.desk.asked[-1] == ("set_second_canvas", True)
    room.draw(TWO)
    tile = button(room, SAID.canvas.shapes[1])
    assert tile.isChecked() and tile.accessibleName().endswith(SAID.canvas.carried)
    button(room, SAID.canvas.none).click()
    assert room.desk.asked[-1] == ("set_second_canvas", False)


def test_a_portrait_show_is_offered_landscape(room: Room) -> None:
    tall = replace(ONE, choices=replace(ONE.choices, canvas=(720, 1280)))
    room.draw(tall)
    button(room, SAID.more).click()
    room.draw(tall)
    assert button(room, SAID.canvas.shapes[0])


def test_the_open_destination_says_which_picture_it_gets_and_keeps_another_choice(room: Room) -> None:
    room.draw(TWO)
    button(room, "Douyin tall").click()
    room.draw(TWO)
    choice = button(room, f"{SAID.canvas.second}: Portrait 9:16")
    assert choice.isCheckable() and choice.isChecked()
    choice.click()
    button(room, SAID.save).click()
    assert room.desk.asked[-1] == ("set_destination_canvas", ("Douyin tall", False))


def test_the_preview_shows_either_picture_and_the_first_again_when_the_second_is_lost(room: Room) -> None:
    room.draw(TWO)
    assert not any(room.desk.previews)
    button(room, f"{SAID.preview}: Portrait").click()
    room.draw(TWO)
    assert room.desk.previews.pop()
    preview = room.window.picture.preview
    assert preview.heightForWidth(720) == 1280
    assert "9:16 · 720p" in " ".join(one.text() for one in seen(room.window) if isinstance(one, QLabel))
    room.draw(REFUSED)
    assert preview.heightForWidth(1280) == 720
    assert not [name for name in names(room) if name.startswith(f"{SAID.preview}: ")]


def test_each_tile_names_the_shape_of_its_picture(room: Room) -> None:
    room.draw(TWO)
    assert "16:9 · " in button(room, "Douyin:").accessibleName()
    assert "9:16 · " in button(room, "Douyin tall").accessibleName()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_refusal_is_said_with_its_reason_and_lets_the_show_begin(language: Language) -> None:
    snapshot: Snapshot = scenes(language)["setup-refused"]
    destination, row = checks(snapshot, speech.words(language))[2:4]
    assert destination.name and destination.name != row.name, "its destinations keep a row of their own"
    assert row.verdict is Verdict.WARN
    assert "CPU 91 %" in row.name and "{" not in row.name


def test_what_is_wrong_with_a_destination_comes_before_the_shape_of_its_picture(room: Room) -> None:
    two = scenes("en")["setup-two"]
    without = tuple(replace(one, has_key=False) for one in two.choices.destinations)
    room.draw(replace(two, choices=replace(two.choices, destinations=without)))
    assert button(room, "Douyin:").accessibleName() == "Douyin: No stream key · 16:9"
