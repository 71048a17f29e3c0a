"""The look and the volume on the sheet: steps, sliders, a cloth that is picked, and what the desk is asked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.snapshot import LookChoice
from tests.widgets.rooms import Room
from tests.widgets.sheets import (
    LIVE,
    READY,
    WORDS,
    button,
    chosen,
    opened,
    settle,
    slider,
    texts,
    veil,
)
from widgets.adjust.sheet import Tab
from widgets.adjust.veil import Dropper
from widgets.overlays.picture import read_middle


def test_smoothing_and_sharpening_are_steps_that_leave_each_other_alone(room: Room) -> None:
    opened(room, Tab.LOOK, chosen(look=LookChoice(smoothing=0.1, sharpening=0.6)))
    assert button(room, f"{WORDS.skin}: {WORDS.amounts[1]}").isChecked()
    button(room, f"{WORDS.skin}: {WORDS.amounts[3]}").click()
    assert room.desk.picture.retouch == (0.8, 0.6)


def test_a_cloth_is_chosen_by_name_and_its_edge_by_slider(room: Room) -> None:
    opened(room, Tab.LOOK)
    button(room, f"{WORDS.cloth}: {WORDS.cloths[1]}").click()
    assert room.desk.picture.key == ("#00b140", 0.5, 0.2)
    room.draw(chosen(look=LookChoice(key="#00b140")))
    slider(room, WORDS.tolerance).setValue(70)
    assert room.desk.picture.key == ("#00b140", 0.7, 0.2)
    settle(room)
    slider(room, WORDS.softness).setValue(10)
    assert room.desk.picture.key == ("#00b140", 0.7, 0.1)
    button(room, f"{WORDS.cloth}: {WORDS.cloths[0]}").click()
    assert room.desk.picture.key == ("", 0.7, 0.1)


def show_halves(one: Room) -> None:
    """The left half of the preview is a cloth, the right half a wall."""
    image = QImage(640, 360, QImage.Format.Format_RGB32)
    image.fill(QColor("#20a050"))
    for across in range(320, 640):
        for down in range(360):
            image.setPixelColor(across, down, QColor("#c0b0a0"))
    one.window.picture.preview.show_picture(640, 360, bytes(image.constBits()))


def test_a_cloth_is_picked_by_a_click_on_the_preview(room: Room) -> None:
    opened(room, Tab.LOOK)
    show_halves(room)
    button(room, f"{WORDS.cloth}: {WORDS.pick}").click()
    room.draw(READY)
    assert WORDS.pick_hint in texts(room)
    box = room.window.picture.preview.picture_box()
    QTest.mouseClick(veil(room, Dropper), Qt.MouseButton.LeftButton, pos=box.topLeft() + QPoint(40, 40))
    assert room.desk.picture.key == ("#20a050", 0.5, 0.2)
    assert veil(room, Dropper).isHidden()
    room.draw(chosen(look=LookChoice(key="#20a050")))
    assert button(room, f"{WORDS.cloth}: {WORDS.pick}").isChecked()


def test_a_cloth_is_picked_by_keyboard(room: Room) -> None:
    opened(room, Tab.LOOK)
    show_halves(room)
    button(room, f"{WORDS.cloth}: {WORDS.pick}").click()
    dropper = veil(room, Dropper)
    for _ in range(8):
        QTest.keyClick(dropper, Qt.Key.Key_Right)
    QTest.keyClick(dropper, Qt.Key.Key_Return)
    assert room.desk.picture.key[0] == "#c0b0a0"


@pytest.mark.parametrize("way", ["escape", "tab", "done", "live"])
def test_a_pick_that_is_left_changes_nothing(room: Room, way: str) -> None:
    keyed = chosen(look=LookChoice(key="#00b140"))
    opened(room, Tab.LOOK, keyed)
    show_halves(room)
    button(room, f"{WORDS.cloth}: {WORDS.pick}").click()
    # The cloth itself is to be seen, not what stands in its place.
    assert room.desk.asked[-1] == ("lift_key", True)
    room.draw(keyed)
    if way == "escape":
        QTest.keyClick(veil(room, Dropper), Qt.Key.Key_Escape)
    elif way == "tab":
        room.window.sheet.unfold(Tab.SOUND)
    elif way == "live":
        room.draw(LIVE)
    else:
        button(room, WORDS.done).click()
    assert [value for name, value in room.desk.asked if name == "lift_key"] == [True, False]
    assert "set_key" not in room.asked() and veil(room, Dropper).isHidden()


def test_a_click_beside_the_picture_picks_nothing(room: Room) -> None:
    opened(room, Tab.LOOK)
    button(room, f"{WORDS.cloth}: {WORDS.pick}").click()
    QTest.mouseClick(veil(room, Dropper), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert "set_key" not in room.asked() and veil(room, Dropper).isVisible()


def test_viewers_never_see_the_cloth_for_a_pick(room: Room) -> None:
    opened(room, Tab.LOOK, chosen(LIVE, look=LookChoice(key="#00b140")))
    assert not button(room, f"{WORDS.cloth}: {WORDS.pick}").isEnabled()
    assert WORDS.pick_on_air in texts(room)
    assert not button(room, WORDS.choose_picture).isEnabled() and WORDS.picture_on_air in texts(room)


def test_what_stands_behind_is_a_colour_or_a_picture(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/shop/window.jpg", ""))
    opened(room, Tab.LOOK, chosen(look=LookChoice(key="#00b140", ground="#123456")))
    assert button(room, f"{WORDS.ground}: {WORDS.own_ground}").isChecked()
    button(room, f"{WORDS.ground}: {WORDS.grounds[2]}").click()
    assert room.desk.picture.ground == ("#d8cab4", "")
    button(room, WORDS.choose_picture).click()
    assert room.desk.picture.ground == ("#d8cab4", "/shop/window.jpg")
    room.draw(chosen(look=LookChoice(key="#00b140", ground="#d8cab4", ground_image="/shop/window.jpg")))
    button(room, WORDS.no_picture).click()
    assert room.desk.picture.ground == ("#d8cab4", "")


def test_every_kind_of_picture_that_is_offered_can_be_read(
    room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    filters: list[str] = []

    def choose(*asked: Any) -> tuple[str, str]:
        filters.append(asked[3])
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    opened(room, Tab.LOOK, chosen(look=LookChoice(key="#00b140")))
    button(room, WORDS.choose_picture).click()
    kinds = re.findall(r"\*\.(\w+)", filters[0])
    assert {"jpg", "jpeg", "png", "webp"} <= set(kinds)
    for kind in kinds:
        path = tmp_path / f"window.{kind}"
        image = QImage(64, 36, QImage.Format.Format_RGB32)
        image.fill(QColor("#d8cab4"))
        assert image.save(str(path))
        assert not read_middle(str(path), 32, 18).isNull(), kind


def test_the_volume_is_moved_and_reset(room: Room) -> None:
    opened(room, Tab.SOUND, chosen(gain_db=-6.0))
    assert slider(room, WORDS.gain).accessibleName() == "Volume: \u22126 dB"
    QTest.keyClick(slider(room, WORDS.gain), Qt.Key.Key_Right)
    assert room.desk.asked[-1] == ("set_gain", -5.0)
    button(room, WORDS.reset).click()
    assert room.desk.asked[-1] == ("set_gain", 0.0)


@pytest.mark.parametrize("microphone", ["", "none"])
def test_without_a_microphone_there_is_no_volume(room: Room, microphone: str) -> None:
    opened(room, Tab.SOUND, chosen(microphone=microphone))
    assert not slider(room, WORDS.gain).isEnabled() and WORDS.no_microphone in texts(room)
