"""Behind "2 more" in the banner stands a list of everything that is wrong, for the mouse and for the keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from app.domain.fault import Fault, FaultCode
from app.snapshot import Snapshot
from tests.widgets.rooms import Room
from widgets.fault_list import FaultRow
from widgets.fault_words import fault_words
from widgets.proof.scenes import scenes
from widgets.words import speech
from widgets.words.catalogue import Language

FAULTS = (
    Fault(FaultCode.KEY_REFUSED, "destination:Kuaishou", retrying=True),
    Fault(FaultCode.FILE_UNREADABLE, "film"),
    Fault(FaultCode.ENCODER_FALLBACK, "encoder"),
    Fault(FaultCode.CAMERA_LOST, "camera", retrying=True),
)
LIVE = replace(scenes("en")["live"], faults=FAULTS)


def more(room: Room) -> None:
    QTest.mouseClick(room.window.foot.banner.more, Qt.MouseButton.LeftButton)
    room.draw(LIVE)


def names(room: Room) -> list[str]:
    return [row.accessibleName() for row in room.window.foot.faults.rows()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_list_has_every_fault_with_its_sentences(room: Room, language: Language) -> None:
    room.window.set_language(language)
    room.draw(LIVE)
    more(room)
    said = speech.words(language)
    assert room.window.foot.banner.more.accessibleName() == said.more_faults.format(count=3)
    assert room.window.foot.faults.accessibleName() == f"{said.all_faults}: 4"
    key, film, chip, camera = FAULTS
    for name, fault in zip(names(room), (camera, film, key, chip), strict=True):
        happened, means = fault_words(fault, LIVE, said)
        assert happened.endswith(said.faults[fault.code].happened)
        assert name.endswith(f"{happened}. {means}")


def test_a_click_anywhere_on_the_banner_opens_the_list_and_another_closes_it(room: Room) -> None:
    room.draw(LIVE)
    for is_open in (True, False):
        QTest.mouseClick(room.window.foot.banner, Qt.MouseButton.LeftButton, pos=QPoint(100, 28))
        assert room.window.foot.faults.isVisible() is is_open


def test_a_banner_with_one_fault_opens_nothing(room: Room) -> None:
    room.draw(replace(LIVE, faults=FAULTS[:1]))
    QTest.mouseClick(room.window.foot.banner, Qt.MouseButton.LeftButton, pos=QPoint(100, 28))
    assert not room.window.foot.banner.more.isVisible()
    assert not room.window.foot.faults.isVisible()


def test_the_keyboard_opens_walks_and_closes_the_list(room: Room) -> None:
    room.draw(LIVE)
    button = room.window.foot.banner.more
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    for _ in range(2):
        QTest.keyClick(room.window.focusWidget(), Qt.Key.Key_Down)
    assert room.window.focusWidget() is room.window.foot.faults.rows()[1]
    QTest.keyClick(room.window.focusWidget(), Qt.Key.Key_Escape)
    assert not room.window.foot.faults.isVisible()
    assert room.window.focusWidget() is button


def test_what_takes_the_focus_closes_the_list(room: Room) -> None:
    room.window.activateWindow()
    room.draw(LIVE)
    more(room)
    QTest.mouseClick(room.window.run_of_show, Qt.MouseButton.LeftButton)
    room.window.setFocus()
    room.application.processEvents()
    assert not room.window.foot.faults.isVisible()


def test_the_open_list_follows_the_faults(room: Room) -> None:
    room.draw(LIVE)
    more(room)
    room.draw(replace(LIVE, faults=FAULTS[:2]))
    assert len([row for row in room.window.foot.faults.findChildren(FaultRow) if row.isVisible()]) == 2
    room.draw(replace(LIVE, faults=()))
    assert not room.window.foot.faults.isVisible()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_in_the_smallest_window_every_sentence_is_whole(room: Room, language: Language) -> None:
    room.window.resize(1180, 640)
    room.window.set_language(language)
    room.draw(LIVE)
    more(room)
    room.draw(LIVE)
    sheet = room.window.foot.faults
    assert room.window.rect().contains(sheet.geometry())
    for row in sheet.rows():
        assert sheet.rect().contains(QRect(row.mapTo(sheet, QPoint()), row.size()))
        assert row.height() >= row.heightForWidth(row.width())


def test_more_faults_than_fit_can_be_scrolled_to(room: Room) -> None:
    room.window.resize(1180, 640)
    many: Snapshot = replace(LIVE, faults=tuple(Fault(code, f"destination:{code}") for code in FaultCode))
    room.draw(many)
    QTest.mouseClick(room.window.foot.banner.more, Qt.MouseButton.LeftButton)
    room.draw(many)
    sheet = room.window.foot.faults
    for _ in many.faults:
        QTest.keyClick(room.window.focusWidget(), Qt.Key.Key_Down)
    last = sheet.rows()[-1]
    assert room.window.focusWidget() is last
    assert sheet.rect().contains(QRect(last.mapTo(sheet, QPoint()), last.size()))
