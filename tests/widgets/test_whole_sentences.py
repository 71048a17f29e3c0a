"""Nothing that the host must read in the set-up is cut off for good, in the smallest window and in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.domain.fault import Fault, FaultCode
from app.engine.messages import Device
from app.snapshot import Snapshot
from tests.widgets import rooms
from tests.widgets.rooms import Room, seen
from widgets.label import Elided, Wrapped
from widgets.proof.scenes import scenes
from widgets.tile import Tile
from widgets.window import LEAST_HEIGHT, LEAST_WIDTH
from widgets.words.catalogue import Language

LONGEST = (
    Fault(FaultCode.PHONE_AWAY, "camera", True),
    Fault(FaultCode.MICROPHONE_SILENT, "microphone", True),
    Fault(FaultCode.SECOND_PICTURE_REFUSED, "second-canvas", detail="22 of 30 fps"),
)


@pytest.fixture(params=["en", "zh"])
def small(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[tuple[Room, Snapshot]]:
    """The smallest window, with nine rows of which three have the longest words."""
    language: Language = request.param
    made = rooms.room(qapp, language)
    here = next(made)
    snapshot = scenes(language)["setup-wide"]
    first, *others = snapshot.choices.destinations
    choices = replace(
        snapshot.choices,
        recording_folder="/home/store/" + 12 * "averyveryverylongfolder",
        are_secrets_protected=False,
        destinations=(replace(first, is_second=True), *others),
    )
    here.window.resize(LEAST_WIDTH, LEAST_HEIGHT)
    yield here, replace(snapshot, faults=LONGEST, choices=choices)
    next(made, None)


def draw(room: Room, snapshot: Snapshot) -> None:
    for _ in range(3):
        room.draw(snapshot)


def test_a_row_is_as_high_as_its_words(small: tuple[Room, Snapshot]) -> None:
    room, snapshot = small
    draw(room, snapshot)
    words = [one for one in seen(room.window.checks) if isinstance(one, Wrapped)]
    assert len(words) == 18
    for one in words:
        assert one.height() >= one.heightForWidth(one.width()), one.text()
    assert max(one.height() for one in words) > 40
    assert room.window.checks._area.geometry().bottom() <= room.window.checks._rehearse.geometry().top()


def test_rows_that_need_more_room_than_there_is_are_scrolled_to_by_the_keyboard(
    small: tuple[Room, Snapshot],
) -> None:
    room, snapshot = small
    low = replace(snapshot.choices, disk=replace(snapshot.choices.disk, free_bytes=10**9))  # type: ignore[type-var]
    draw(room, replace(snapshot, choices=low))
    area = room.window.checks._area
    assert area.verticalScrollBar().maximum() > 0
    fixes = [
        one for one in seen(room.window.checks) if isinstance(one, QPushButton) and area.isAncestorOf(one)
    ]
    fixes[-2].setFocus()
    QTest.keyClick(fixes[-2], Qt.Key.Key_Tab)
    assert fixes[-1].hasFocus()
    top = fixes[-1].mapTo(area.viewport(), QPoint(0, 0)).y()
    assert top >= 0 and top + fixes[-1].height() <= area.viewport().height()


@pytest.mark.parametrize("size", [(1180, 640), (1280, 650), (1280, 720), (1440, 900)])
def test_eight_rows_of_short_words_need_no_scroll_bar(
    small: tuple[Room, Snapshot], size: tuple[int, int]
) -> None:
    room, _ = small
    snapshot = scenes(room.window.language)["setup-all-away"]
    room.window.resize(*size)
    draw(room, snapshot)
    assert len([one for one in seen(room.window.checks) if isinstance(one, Wrapped)]) == 16
    assert room.window.checks._area.verticalScrollBar().maximum() == 0


def test_a_tile_whose_note_is_cut_tells_it_whole(room: Room) -> None:
    room.window.resize(LEAST_WIDTH, LEAST_HEIGHT)
    long = Fault(FaultCode.PORT_IN_USE, "camera")  # longer than two lines
    draw(room, replace(scenes("en")["setup-ready"], faults=(long,)))
    tile = next(one for one in seen(room.window) if isinstance(one, Tile) and one.face.is_chosen)
    assert "Another program uses the port for incoming orders" in tile.toolTip()


def test_what_a_strangers_device_is_called_is_no_markup(room: Room) -> None:
    snapshot = scenes("en")["setup-ready"]
    named = Device(id=snapshot.choices.camera, name="<b>bold</b> " * 20)
    draw(room, replace(snapshot, cameras=(named,)))
    tips = [one.toolTip() for one in seen(room.window) if isinstance(one, Tile)]
    assert any("&lt;b&gt;" in tip for tip in tips) and not any("<b>" in tip for tip in tips)


def test_a_line_that_a_wider_window_shows_whole_has_no_tooltip(qapp: QApplication) -> None:
    line = Elided()
    line.resize(60, 20)
    line.say("Look for a mute switch on it")
    line.show()
    assert line.toolTip()
    line.resize(600, 20)
    assert not line.toolTip()
    line.close()
