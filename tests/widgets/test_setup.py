"""Before a show: cameras and destinations are chosen, named, mended and removed, and the keyboard gets everywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QScrollArea

from app.disk import DiskRoom
from app.domain.fault import Fault, FaultCode
from app.domain.secret import Secret
from app.snapshot import PhoneInvite, Snapshot
from tests.widgets.rooms import Room, seen
from widgets.checks import checks, lacking
from widgets.proof.scenes import scenes
from widgets.words import speech

SAID = speech.words("en")


def fields(room: Room) -> dict[str, QLineEdit]:
    return {field.accessibleName(): field for field in room.window.findChildren(QLineEdit)}


def press(room: Room, name: str) -> None:
    """Presses the button whose name begins so."""
    buttons = [one for one in seen(room.window) if isinstance(one, QAbstractButton)]
    next(one for one in buttons if one.accessibleName().startswith(name)).click()


def many(**changes: object) -> Snapshot:
    snapshot = scenes("en")["setup-many"]
    return replace(snapshot, choices=replace(snapshot.choices, **changes))  # type: ignore[arg-type]  # any field


def test_another_camera_keeps_its_framing(room: Room) -> None:
    room.draw(many(fit="fit", is_mirrored=True, rotate=90))
    press(room, "FaceTime HD Camera")
    assert room.desk.framing == ("fit", True, 90)
    assert room.desk.asked[-1] == ("set_camera", "builtin")


def test_a_camera_that_is_gone_is_still_the_chosen_one(room: Room) -> None:
    room.draw(replace(many(camera="/dev/video7"), faults=()))
    tile = next(one for one in seen(room.window) if one.accessibleName().startswith("/dev/video7"))
    assert isinstance(tile, QAbstractButton) and tile.isChecked()


def test_an_open_list_of_microphones_stays_as_it_is_until_they_change(room: Room) -> None:
    room.draw(many(disk=DiskRoom(10**9)))
    box = room.window.choosers.findChild(QComboBox)
    assert box is not None
    refilled: list[int] = []
    box.model().rowsRemoved.connect(lambda *_: refilled.append(box.count()))
    room.draw(many(disk=DiskRoom(10**9 - 1)))
    assert refilled == []
    room.draw(many(microphone="builtin"))
    assert refilled == [] and box.currentText() == "Built-in microphone"
    room.draw(many(microphone="unplugged"))
    assert refilled and box.currentText() == "unplugged"


def test_a_press_on_a_camera_asks_and_does_not_choose_by_itself(room: Room) -> None:
    room.draw(many())
    tile = next(one for one in seen(room.window) if one.accessibleName().startswith("FaceTime"))
    assert isinstance(tile, QAbstractButton)
    tile.click()
    assert not tile.isChecked()


def test_a_key_is_hidden_as_it_is_typed(room: Room) -> None:
    room.draw(scenes("en")["setup"])
    assert fields(room)["Stream key"].echoMode() is QLineEdit.EchoMode.Password


def test_an_address_that_no_show_file_may_have_is_not_kept(room: Room) -> None:
    room.draw(scenes("en")["setup"])
    found = fields(room)
    found[SAID.server_address].setText("live.example.com/app")
    found["Stream key"].setText("abc")
    press(room, "Save")
    assert "set_destination" not in room.asked()
    assert found["Stream key"].text() == "abc"
    found[SAID.server_address].setText("rtmp://live.example.com/app")
    press(room, "Save")
    assert room.desk.destination == ("main", "rtmp://live.example.com/app", "")
    assert found["Stream key"].text() == ""


def test_a_destination_is_renamed(room: Room) -> None:
    room.draw(many())
    press(room, "Taobao")
    assert fields(room)[SAID.server_address].text() == "rtmp://live.example.org/app"
    fields(room)[SAID.destination_name].setText("Taobao Live")
    press(room, "Save")
    assert room.desk.destination == ("Taobao Live", "rtmp://live.example.org/app", "Taobao")


def test_fields_that_unfold_below_the_edge_come_into_view(room: Room) -> None:
    room.window.resize(1180, 640)
    for _ in range(3):
        room.draw(many())
    press(room, "Taobao")
    for _ in range(5):
        room.draw(many())
    area = room.window.choosers.findChild(QScrollArea)
    assert area is not None
    key = fields(room)["Stream key"]
    assert area.viewport().rect().contains(key.mapTo(area.viewport(), key.rect().center()))


def test_another_destination_is_added(room: Room) -> None:
    room.draw(many())
    press(room, "+ Add another")
    fields(room)[SAID.destination_name].setText("Kuaishou")
    fields(room)[SAID.server_address].setText("rtmp://k.example.com/live")
    press(room, "Save")
    assert room.desk.destination == ("Kuaishou", "rtmp://k.example.com/live", "")


@pytest.mark.parametrize("name", ["Douyin", "douyin "])
def test_two_destinations_with_one_name_are_refused_in_words(room: Room, name: str) -> None:
    room.draw(many())
    press(room, "Taobao")
    fields(room)[SAID.destination_name].setText(name)
    press(room, "Save")
    assert "set_destination" not in room.asked()
    assert SAID.name_taken in [getattr(one, "text", str)() for one in seen(room.window)]


@pytest.mark.parametrize(
    ("name", "url", "key", "words"),
    [
        ("Kuai\u200bshou", "rtmp://k/live", "", SAID.name_wrong),
        ("\u202eKuaishou", "rtmp://k/live", "", SAID.name_wrong),
        ("Kuaishou", "rtmp://k/li\u200bve", "", SAID.address.sign),
        ("Kuaishou", "rtmp://k/live", "taken", SAID.stream_taken),
    ],
)
def test_what_the_show_file_would_refuse_is_refused_in_words(
    room: Room, name: str, url: str, key: str, words: str
) -> None:
    room.draw(many())
    press(room, "+ Add another")
    for field, text in ((SAID.destination_name, name), (SAID.server_address, url), ("Stream key", key)):
        fields(room)[field].setText(text)
    press(room, "Save")
    assert "set_destination" not in room.asked()
    assert words in [getattr(one, "text", str)() for one in seen(room.window)]


def test_a_removed_destination_can_be_brought_back(room: Room) -> None:
    room.draw(many())
    press(room, "Taobao")
    press(room, "Remove")
    assert room.desk.asked[-1] == ("remove_destination", "Taobao")
    left = tuple(one for one in many().choices.destinations if one.name != "Taobao")
    room.draw(many(destinations=left))
    assert "Taobao is removed" in [getattr(one, "text", str)() for one in seen(room.window)]
    press(room, "Undo")
    assert room.desk.asked[-1] == ("restore_destination", "Taobao")


def texts(room: Room) -> list[str]:
    return [getattr(one, "text", str)() for one in seen(room.window)]


def test_what_was_removed_is_offered_until_the_next_change(room: Room) -> None:
    room.draw(many())
    press(room, "Taobao")
    press(room, "Remove")
    left = tuple(one for one in many().choices.destinations if one.name != "Taobao")
    room.draw(many(destinations=left))
    assert not [timer for timer in room.window.choosers.findChildren(QTimer) if timer.isActive()]
    assert "Taobao is removed" in texts(room)
    press(room, "Weixin Channels")
    press(room, "Save")
    room.draw(many(destinations=left))
    assert "Taobao is removed" not in texts(room)


def test_a_destination_that_was_removed_before_a_show_is_not_offered_after_it(room: Room) -> None:
    room.draw(many())
    press(room, "Taobao")
    press(room, "Remove")
    left = tuple(one for one in many().choices.destinations if one.name != "Taobao")
    room.draw(many(destinations=left))
    assert "Taobao is removed" in texts(room)
    room.draw(scenes("en")["live"])
    room.draw(many(destinations=left))
    assert "Taobao is removed" not in texts(room)


@pytest.mark.parametrize("fix", ["Fix: No destination", "Fix: Destination Weixin"])
def test_a_fix_scrolls_to_its_field_past_the_phones_code(room: Room, fix: str) -> None:
    room.window.resize(1180, 640)
    broken = many(phone=PhoneInvite(url="rtmp://192.168.0.7:1935/live", key=Secret("k" * 16)))
    if "No" in fix:
        broken = replace(broken, choices=replace(broken.choices, destinations=()))
    else:
        room.draw(broken)
        press(room, "Weixin Channels")
    for _ in range(5):
        room.draw(broken)
    area = room.window.choosers.findChild(QScrollArea)
    assert area is not None
    area.verticalScrollBar().setValue(0)
    press(room, fix)
    for _ in range(3):
        room.draw(broken)
    field = room.application.focusWidget() or room.window.focusWidget()
    assert isinstance(field, QLineEdit)
    assert area.viewport().rect().contains(field.mapTo(area.viewport(), field.rect().center()))


def test_fixing_a_missing_key_opens_its_destination(room: Room) -> None:
    room.draw(many())
    press(room, "Fix: Destination Weixin")
    assert fields(room)[SAID.destination_name].text() == "Weixin Channels"


def test_the_keyboard_goes_down_the_set_up_as_the_eye_does(room: Room) -> None:
    room.draw(many())
    press(room, "Weixin Channels")
    room.window.activateWindow()
    stops = tab_stops(room)
    wanted = [
        "USB Camera", "FaceTime HD Camera", "Phone", "Phone", "Microphone", "Shop voice", "Look again",
        "Douyin", "Taobao", "Weixin Channels", "+ Add", "Name", "Server address", "Stream key", "Show the key",
        "Remove", "Save",
        "Into ", "More: ", "Fix: The camera", "Fix: Destination", "Fix: 0.3 GB", "Rehearse first",
    ]  # fmt: skip
    start = next(at for at, name in enumerate(stops) if name.startswith(wanted[0]))
    found = stops[start : start + len(wanted)]
    assert [name.startswith(words) for name, words in zip(found, wanted, strict=True)] == [True] * 23, found


def tab_stops(room: Room) -> list[str]:
    """The names of all that Tab stops at, in its order."""
    room.window.setFocus()
    names: list[str] = []
    for _ in range(60):
        QTest.keyClick(room.application.focusWidget() or room.window, Qt.Key.Key_Tab)
        stop = room.application.focusWidget()
        names.append(stop.accessibleName() if stop else "")
    return names


@pytest.mark.parametrize(
    ("code", "can_begin"),
    [
        (FaultCode.MICROPHONE_MUTED_TALKING, True),
        (FaultCode.MICROPHONE_SILENT, True),
        (FaultCode.MICROPHONE_LOST, False),
        (FaultCode.MICROPHONE_ABSENT, False),
    ],
)
def test_a_muted_host_may_go_live_and_one_without_a_microphone_may_not(
    code: FaultCode, can_begin: bool
) -> None:
    ready = replace(scenes("en")["setup-ready"], faults=(Fault(code, "microphone"),))
    assert (lacking(checks(ready, SAID)) is None) is can_begin
