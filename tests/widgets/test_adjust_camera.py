"""How a camera is framed: presses, keys, drags and the wheel, and what the desk is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.domain.fault import Fault, FaultCode
from app.domain.layout import Layout
from app.snapshot import Measuring
from tests.widgets.rooms import Room
from tests.widgets.sheets import (
    LIVE,
    MORE,
    READY,
    SAID,
    WORDS,
    button,
    chosen,
    opened,
    settle,
    slider,
    texts,
    turn_wheel,
    veil,
)
from widgets.adjust.sheet import Tab
from widgets.adjust.veil import Grip
from widgets.proof.scenes import scenes


def test_framing_is_asked_for_with_each_press(room: Room) -> None:
    opened(room, Tab.CAMERA, chosen(crop=(2.0, 0.5, 0.0)))
    button(room, f"{WORDS.shape}: {WORDS.fit}").click()
    assert room.desk.framing == ("fit", False, 0)
    room.draw(chosen(fit="fit", crop=(2.0, 0.5, 0.0)))
    button(room, WORDS.turn).click()
    assert room.desk.framing == ("fit", False, 90)
    room.draw(chosen(fit="fit", rotate=90, crop=(2.0, 0.5, 0.0)))
    button(room, SAID.mirror).click()
    assert room.desk.framing == ("fit", True, 90)
    assert room.desk.asked[-1] == ("set_camera", "usb-1") and "set_crop" not in room.asked()


def test_a_turn_goes_all_the_way_round(room: Room) -> None:
    opened(room, Tab.CAMERA, chosen(rotate=270))
    button(room, "Turned 270").click()
    assert room.desk.framing == ("fill", False, 0)


def test_zoom_and_place_are_moved_by_keyboard(room: Room) -> None:
    opened(room, Tab.CAMERA)
    zoom = slider(room, WORDS.zoom)
    zoom.setFocus()
    QTest.keyClick(zoom, Qt.Key.Key_Right)
    assert room.desk.picture.crop == (1.1, 0.0, 0.0, False)
    room.draw(chosen(crop=(2.0, 0.0, 0.0)))
    for name, crop in ((WORDS.across, (2.0, -0.05, 0.0)), (WORDS.down, (2.0, 0.0, -0.05))):
        settle(room)
        room.draw(chosen(crop=(2.0, 0.0, 0.0)))
        QTest.keyClick(slider(room, name), Qt.Key.Key_Left)
        assert room.desk.picture.crop == (*crop, False)


def test_the_preview_is_dragged_and_follows_the_hand(room: Room) -> None:
    opened(room, Tab.CAMERA, chosen(crop=(2.0, 0.0, 0.0)))
    grip, box = veil(room, Grip), room.window.picture.preview.picture_box()
    middle = box.center()
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(grip, middle + QPoint(box.width() // 4, 0))
    zoom, across, down, is_second = room.desk.picture.crop
    # A quarter of what is seen is an eighth of the picture: a quarter of the half that is left out, of its two halves.
    assert (zoom, down, is_second) == (2.0, 0.0, False) and across == pytest.approx(-0.5, abs=0.01)
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=middle)


@pytest.mark.parametrize("is_sheet_first", [True, False])
def test_while_viewers_delay_is_measured_the_panel_has_the_mouse(room: Room, is_sheet_first: bool) -> None:
    measured = replace(LIVE, measuring=Measuring(is_code_shown=True))
    framed = chosen(LIVE, crop=(2.0, 0.0, 0.0))
    preview, panel = room.window.picture.preview, room.window.picture.measure
    if is_sheet_first:
        opened(room, Tab.CAMERA, framed)
        assert veil(room, Grip).isVisible()
        room.draw(measured)
    else:
        room.draw(measured)
        room.window.sheet.unfold(Tab.CAMERA)
        room.draw(measured)
    for part in (panel._field, panel._close):
        at = part.mapTo(preview, part.rect().center())
        assert preview.childAt(at) is part
    assert veil(room, Grip).isHidden()
    room.draw(replace(framed, measuring=Measuring(is_by_itself=True)))
    assert veil(room, Grip).isVisible(), "what is measured by itself takes nothing away"


def test_a_drag_that_can_move_nothing_changes_nothing(room: Room) -> None:
    opened(room, Tab.CAMERA)
    grip, middle = veil(room, Grip), room.window.picture.preview.picture_box().center()
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(grip, middle + QPoint(50, 30))
    assert "set_crop" not in room.asked()


def test_a_wide_picture_in_an_upright_frame_is_dragged_sideways(room: Room) -> None:
    opened(room, Tab.CAMERA, chosen(canvas=(720, 1280)))
    grip, box = veil(room, Grip), room.window.picture.preview.picture_box()
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=box.center())
    QTest.mouseMove(grip, box.center() + QPoint(-box.width() // 4, box.height() // 4))
    _, across, down, _ = room.desk.picture.crop
    assert across == pytest.approx(0.231, abs=0.02) and down == 0


def test_the_second_picture_is_dragged_by_its_own_shape(room: Room) -> None:
    two = scenes("en")["setup-two"]
    opened(room, Tab.CAMERA, two)
    button(room, f"{SAID.preview}: Portrait").click()
    room.draw(two)
    grip, box = veil(room, Grip), room.window.picture.preview.picture_box()
    assert box.height() > box.width()
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=box.center())
    QTest.mouseMove(grip, box.center() + QPoint(-box.width() // 4, 0))
    _, across, down, _ = room.desk.picture.crop
    assert across == pytest.approx(0.231, abs=0.02) and down == 0


def test_the_wheel_zooms_over_the_preview_and_scrolls_over_a_slider(room: Room) -> None:
    opened(room, Tab.CAMERA)
    turn_wheel(veil(room, Grip))
    assert room.desk.picture.crop[0] == pytest.approx(1.1)
    settle(room)
    zoom, asked = slider(room, WORDS.zoom).value(), len(room.desk.asked)
    turn_wheel(slider(room, WORDS.zoom))
    settle(room)
    assert (slider(room, WORDS.zoom).value(), len(room.desk.asked)) == (zoom, asked)


def test_an_older_snapshot_does_not_pull_a_slider_out_of_the_hand(room: Room) -> None:
    opened(room, Tab.CAMERA)
    zoom = slider(room, WORDS.zoom)
    zoom.setValue(200)
    zoom.setValue(300)
    room.draw(chosen(crop=(2.0, 0.0, 0.0)))
    assert zoom.value() == 300


def test_the_locks_are_held_apart(room: Room) -> None:
    opened(room, Tab.CAMERA)
    button(room, f"{WORDS.hold}: {WORDS.hold_brightness}").click()
    assert room.desk.picture.locks == (True, False, False)
    room.draw(chosen(is_exposure_locked=True))
    button(room, f"{WORDS.hold}: {WORDS.hold_colours}").click()
    assert room.desk.picture.locks == (True, True, False)


@pytest.mark.parametrize("source", ["demo", "file:a.mp4", "rtmp-in"])
def test_a_camera_without_a_lens_says_that_nothing_can_be_held(room: Room, source: str) -> None:
    opened(room, Tab.CAMERA, chosen(camera=source))
    assert not button(room, f"{WORDS.hold}: {WORDS.hold_brightness}").isEnabled()
    assert WORDS.hold_none in texts(room)


def test_a_camera_that_refuses_a_lock_says_so_beside_it(room: Room) -> None:
    refused = Fault(FaultCode.CAMERA_NOT_LOCKED, "camera-lock")
    opened(room, Tab.CAMERA, replace(chosen(is_exposure_locked=True), faults=(refused,)))
    trouble = SAID.faults[FaultCode.CAMERA_NOT_LOCKED]
    assert f"{trouble.happened}\n{trouble.means}" in texts(room)


@pytest.mark.parametrize(("source", "words"), [("", WORDS.no_camera), ("test-card", WORDS.card_is_whole)])
def test_what_cannot_be_framed_says_so(room: Room, source: str, words: str) -> None:
    opened(room, Tab.CAMERA, chosen(camera=source))
    assert words in texts(room)
    assert not slider(room, WORDS.zoom).isEnabled() and veil(room, Grip).isHidden()


def test_reset_goes_back_to_how_it_was_at_first_and_undo_takes_that_back(room: Room) -> None:
    framed = chosen(rotate=90, crop=(2.0, 0.5, 0.0), is_exposure_locked=True)
    opened(room, Tab.CAMERA, framed)
    button(room, WORDS.reset).click()
    assert room.desk.framing == ("fill", False, 0)
    assert room.desk.picture.crop == (1.0, 0.0, 0.0, False) and room.desk.picture.locks == (
        False,
        False,
        False,
    )
    room.draw(READY)
    assert WORDS.was_reset in texts(room)
    button(room, SAID.undo).click()
    assert room.desk.framing == ("fill", False, 90)
    assert room.desk.picture.crop == (2.0, 0.5, 0.0, False) and room.desk.picture.locks == (
        True,
        False,
        False,
    )


def test_a_drag_that_is_not_told_yet_does_not_come_after_the_reset(room: Room) -> None:
    opened(room, Tab.CAMERA)
    slider(room, WORDS.zoom).setValue(200)
    slider(room, WORDS.zoom).setValue(300)
    room.draw(chosen(crop=(2.0, 0.0, 0.0)))
    button(room, WORDS.reset).click()
    settle(room)
    assert room.desk.picture.crop == (1.0, 0.0, 0.0, False)


def test_undo_of_a_reset_is_offered_until_the_next_change(room: Room) -> None:
    opened(room, Tab.CAMERA, chosen(rotate=90))
    button(room, WORDS.reset).click()
    room.draw(READY)
    button(room, SAID.mirror).click()
    room.draw(chosen(is_mirrored=True))
    assert WORDS.was_reset not in texts(room)
    assert button(room, WORDS.reset).isEnabled()


def test_the_second_camera_has_the_preview_while_it_is_framed(room: Room) -> None:
    opened(room, Tab.SECOND, MORE)
    assert room.desk.asked[-1] == ("set_layout", Layout.PRODUCT)
    alone = replace(MORE, on_air=replace(MORE.on_air, layout=Layout.PRODUCT))
    room.draw(alone)
    slider(room, WORDS.zoom).setValue(150)
    assert room.desk.picture.crop == (1.5, 0.0, 0.0, True)
    button(room, WORDS.turn).click()
    assert room.desk.picture.framing == ("fill", False, 90)
    button(room, f"{WORDS.hold}: {WORDS.hold_colours}").click()
    assert room.desk.picture.locks == (False, True, True)
    room.window.sheet.unfold(Tab.CAMERA)
    assert room.desk.asked[-1] == ("set_layout", Layout.HOST)


def test_a_window_that_gives_way_to_another_gives_the_layout_back(room: Room) -> None:
    opened(room, Tab.SECOND, MORE)
    room.draw(replace(MORE, on_air=replace(MORE.on_air, layout=Layout.PRODUCT)))
    room.window.hide()
    assert room.desk.asked[-1] == ("set_layout", Layout.HOST)


def test_on_air_the_layout_stays_and_an_unseen_camera_is_said(room: Room) -> None:
    opened(room, Tab.SECOND, chosen(LIVE, second_camera="builtin"))
    assert "set_layout" not in room.asked()
    assert WORDS.second_unseen in texts(room)


def test_a_show_that_begins_while_the_second_camera_is_framed_keeps_its_layout(room: Room) -> None:
    opened(room, Tab.SECOND, MORE)
    asked = room.asked().count("set_layout")
    room.draw(replace(LIVE, on_air=replace(LIVE.on_air, layout=Layout.PRODUCT)))
    assert room.asked().count("set_layout") == asked
