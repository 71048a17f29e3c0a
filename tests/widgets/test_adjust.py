"""The sheet beside the preview: where it opens, who gets there, and that nothing happens by accident."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QSlider, QWidget

from app.snapshot import LookChoice
from tests.widgets.rooms import Room, room, seen
from tests.widgets.sheets import (
    LIVE,
    MORE,
    READY,
    SAID,
    WORDS,
    button,
    chosen,
    opened,
    slider,
)
from tests.widgets.test_setup import tab_stops
from tests.widgets.test_window import LANGUAGES, Paints, is_control, overlapping, spoken
from widgets.adjust.paced import Paced
from widgets.adjust.sheet import Tab
from widgets.proof.adjusting import adjusting
from widgets.proof.scenes import scenes
from widgets.words.catalogue import Language


@pytest.mark.parametrize("size", [(1180, 640), (1280, 720)], ids=["1180x640", "1280x720"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", adjusting("en"))
def test_every_page_is_named_large_and_uncut(
    qapp: QApplication, state: str, language: Language, size: tuple[int, int]
) -> None:
    snapshot, tab = adjusting(language)[state]
    for one in room(qapp, language):
        one.window.resize(*size)
        opened(one, tab, snapshot)
        for _ in range(3):
            one.draw(snapshot)
        parts = seen(one.window)
        assert one.window.size().toTuple() == size
        assert not [type(part).__name__ for part in parts if is_control(part) and not spoken(part)]
        buttons = [part for part in parts if isinstance(part, QAbstractButton)]
        assert not [part.accessibleName() for part in buttons if min(part.size().toTuple()) < 44]
        assert not [part.text() for part in buttons if part.width() < part.minimumSizeHint().width()]
        assert not [part for part in parts if isinstance(part, QSlider) and part.height() < 44]
        assert not overlapping(one.window)
        tabs = one.window.sheet.tabs
        ends = [tabs.tabRect(place) for place in range(tabs.count()) if tabs.isTabVisible(place)]
        assert all(tabs.rect().contains(end) for end in ends)


def test_the_first_screen_is_calm_and_one_press_opens_the_sheet(room: Room) -> None:
    room.draw(READY)
    assert room.window.sheet.isHidden() and room.window.checks.isVisible()
    button(room, WORDS.title).click()
    room.draw(READY)
    assert room.window.sheet.isVisible() and room.window.checks.isHidden()
    assert room.window.choosers.isVisible()
    button(room, WORDS.done).click()
    room.draw(READY)
    assert room.window.sheet.isHidden() and room.window.checks.isVisible()


def test_the_button_beside_the_meter_opens_the_volume(room: Room) -> None:
    room.draw(LIVE)
    button(room, WORDS.volume_tip).click()
    room.draw(LIVE)
    assert slider(room, WORDS.gain).accessibleName() == "Volume: 0 dB"
    assert room.window.feed.isHidden() and room.window.sales.isVisible()
    QTest.keyClick(room.window, Qt.Key.Key_Escape)
    room.draw(LIVE)
    assert room.window.feed.isVisible()


def test_to_check_again_brings_the_checks_into_sight(room: Room) -> None:
    first = scenes("en")["setup"]
    opened(room, Tab.LOOK, first)
    button(room, SAID.check_again).click()
    room.draw(first)
    assert room.window.checks.isVisible() and "check_again" in room.asked()


@pytest.mark.parametrize("then", ["live", "rehearsal", "ended"])
def test_a_show_begins_with_its_own_screen(room: Room, then: str) -> None:
    opened(room, Tab.CAMERA)
    room.draw(scenes("en")[then])
    assert room.window.sheet.isHidden()


def test_a_lost_connection_does_not_close_the_sheet(room: Room) -> None:
    opened(room, Tab.CAMERA, LIVE)
    room.draw(scenes("en")["reconnecting"])
    assert room.window.sheet.isVisible()


def test_a_second_tab_is_there_with_a_second_camera_only(room: Room) -> None:
    opened(room, Tab.CAMERA)
    assert not room.window.sheet.tabs.isTabVisible(Tab.SECOND)
    room.draw(MORE)
    assert room.window.sheet.tabs.isTabVisible(Tab.SECOND)


def test_a_click_leaves_no_focus_that_a_space_bar_could_press(room: Room) -> None:
    room.window.setFocus()
    for tab in Tab:
        opened(room, tab, chosen(MORE, look=LookChoice(key="#00b140", ground_image="/a.jpg"), gain_db=3.0))
        for part in seen(room.window.sheet):
            if isinstance(part, QAbstractButton | QSlider):
                assert part.focusPolicy() is Qt.FocusPolicy.TabFocus, part.accessibleName()
    QTest.mouseClick(button(room, WORDS.title), Qt.MouseButton.LeftButton)
    asked = len(room.desk.asked)
    QTest.keyClick(room.application.focusWidget() or room.window, Qt.Key.Key_Space)
    assert len(room.desk.asked) == asked


def test_the_keyboard_goes_down_the_sheet_and_back_to_where_it_came_from(room: Room) -> None:
    room.draw(READY)
    room.window.activateWindow()
    adjust = button(room, WORDS.title)
    adjust.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(adjust, Qt.Key.Key_Space)
    room.draw(READY)
    assert room.window.focusWidget() is room.window.sheet.tabs
    QTest.keyClick(room.window.sheet.tabs, Qt.Key.Key_Escape)
    assert room.window.focusWidget() is adjust
    adjust.click()
    room.draw(chosen(rotate=90))
    stops = tab_stops(room)
    wanted = [
        WORDS.title, WORDS.done, f"{WORDS.shape}: {WORDS.fill}", f"{WORDS.shape}: {WORDS.fit}", "Turned 90°",
        SAID.mirror, WORDS.zoom, WORDS.across, WORDS.down, f"{WORDS.hold}: {WORDS.hold_brightness}",
        f"{WORDS.hold}: {WORDS.hold_colours}", WORDS.reset,
    ]  # fmt: skip
    start = next(
        at for at, name in enumerate(stops) if at and name == WORDS.title and stops[at + 1] == WORDS.done
    )
    found = stops[start : start + len(wanted)]
    assert [name.startswith(words) for name, words in zip(found, wanted, strict=True)] == [True] * 12, found


def test_an_open_sheet_that_does_not_change_is_not_painted_again(room: Room) -> None:
    for state in ("adjust-camera-framed", "adjust-look-keyed", "adjust-sound"):
        snapshot, tab = adjusting("en")[state]
        room.draw(snapshot)
        if room.window.sheet.last is not tab or not room.window.sheet.is_unfolded:
            room.window.sheet.unfold(tab)
        for _ in range(10):
            room.draw(snapshot)
        counts = Paints(room.window)
        for _ in range(5):
            room.draw(snapshot)
        assert counts.found == [], state


def test_what_comes_too_fast_is_told_at_a_pace_and_the_newest_last(qapp: QApplication) -> None:
    told: list[int] = []
    owner = QWidget()
    paced: Paced[int] = Paced(owner, told.append)
    for value in range(9):
        paced.ask(value)
    assert told == [0] and paced.is_waiting
    paced.timer.stop()
    paced.timer.timeout.emit()
    assert told == [0, 8]
    owner.deleteLater()
