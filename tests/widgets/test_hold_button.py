"""The primary action: a second of holding and nothing less, by hand alone; others are asked first."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from tests.widgets.rooms import HandClock, Room
from widgets.hold_button import Action, HoldButton
from widgets.proof.scenes import scenes
from widgets.theme.tokens import DARK

GO = Action("go_live", "Go live", "Hold 1 s", "Keep holding")
END = Action("end_live", "End live", "Hold 1 s", "Keep holding", is_end=True)


@dataclass
class Held:
    """A button, its clock, and what it did."""

    clock: HandClock = field(default_factory=HandClock)
    acted: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.button = HoldButton(DARK, self.acted.append, self.asked.append, self.clock)
        self.button.show_action(GO)
        self.button.resize(224, 56)

    def after(self, seconds: float) -> None:
        self.clock.now_s += seconds
        self.button.advance()

    def mouse(self, kind: QEvent.Type) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        down = left if kind is QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
        place = QPointF(10, 10)
        QApplication.sendEvent(self.button, QMouseEvent(kind, place, place, left, down, none))


@pytest.fixture
def held(qapp: QApplication) -> Iterator[Held]:
    made = Held()
    yield made
    made.button.deleteLater()


def test_a_second_of_holding_acts_once(held: Held) -> None:
    held.mouse(QEvent.Type.MouseButtonPress)
    held.after(0.99)
    assert held.acted == []
    held.after(0.02)
    held.after(1.5)
    held.mouse(QEvent.Type.MouseButtonRelease)
    assert held.acted == ["go_live"]
    assert held.asked == []


def test_a_click_does_nothing(held: Held) -> None:
    held.mouse(QEvent.Type.MouseButtonPress)
    held.after(0.2)
    held.mouse(QEvent.Type.MouseButtonRelease)
    held.after(2)
    assert held.acted == held.asked == []


def test_the_fill_grows_evenly_and_falls_back_in_150_ms(held: Held) -> None:
    held.button.press()
    held.after(0.62)
    assert held.button.progress() == pytest.approx(0.62)
    held.button.release()
    held.after(0.075)
    assert held.button.progress() == pytest.approx(0.31)
    held.after(0.08)
    assert held.button.progress() == 0


def test_ten_short_presses_do_not_add_up(held: Held) -> None:
    for _ in range(10):
        held.button.press()
        held.after(0.9)
        held.button.release()
        held.after(0.05)
    assert held.acted == []


def test_a_hand_that_slides_off_lets_go(held: Held) -> None:
    held.mouse(QEvent.Type.MouseButtonPress)
    held.after(0.5)
    QApplication.sendEvent(held.button, QEvent(QEvent.Type.Leave))
    held.after(1)
    assert held.acted == []


def test_an_action_that_changes_under_the_hand_is_not_done(held: Held) -> None:
    held.button.press()
    held.after(0.9)
    held.button.show_action(END)
    held.after(0.5)
    assert held.acted == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape])
def test_no_common_key_starts_or_stops_a_show(held: Held, key: Qt.Key) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(held.button, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))
    held.after(2)
    assert held.acted == held.asked == []


def test_assistive_technology_is_asked_first(held: Held) -> None:
    interface = QAccessible.queryAccessibleInterface(held.button).actionInterface()
    loop = QEventLoop()
    held.button.clicked.connect(loop.quit)
    QTimer.singleShot(5000, loop.quit)
    interface.doAction(QAccessibleActionInterface.pressAction())
    loop.exec()
    held.after(2)
    assert held.acted == []
    assert held.asked == ["go_live"]


def test_a_plain_action_needs_one_press(held: Held) -> None:
    held.button.show_action(Action("retry_now", "Retry now"))
    held.mouse(QEvent.Type.MouseButtonPress)
    held.mouse(QEvent.Type.MouseButtonRelease)
    assert held.acted == ["retry_now"]


def test_f9_holds_and_its_repeats_are_not_presses(room: Room) -> None:
    room.draw(scenes("en")["live"])
    f9(room, QEvent.Type.KeyPress)
    assert is_held(room)
    for _ in range(3):
        f9(room, QEvent.Type.KeyRelease, is_repeat=True)
        f9(room, QEvent.Type.KeyPress, is_repeat=True)
        assert is_held(room)
    f9(room, QEvent.Type.KeyRelease)
    until_let_go(room)
    assert room.asked() == []


def test_f9_is_held_on_where_its_repeats_come_as_releases_and_presses(room: Room) -> None:
    room.draw(scenes("en")["live"])
    f9(room, QEvent.Type.KeyPress)
    for _ in range(3):
        f9(room, QEvent.Type.KeyRelease)
        assert is_held(room)
        f9(room, QEvent.Type.KeyPress)
        assert is_held(room)
    f9(room, QEvent.Type.KeyRelease)
    until_let_go(room)


def test_f9_that_is_held_too_long_does_not_begin_another_hold(room: Room) -> None:
    room.draw(scenes("en")["live"])
    f9(room, QEvent.Type.KeyPress)
    room.window.foot.primary.show_action(Action("report", "Report", hold="Hold"))
    f9(room, QEvent.Type.KeyRelease)
    f9(room, QEvent.Type.KeyPress)
    assert not is_held(room)


def test_f9_while_reconnecting_holds_the_end(room: Room) -> None:
    room.draw(scenes("en")["reconnecting"])
    f9(room, QEvent.Type.KeyPress)
    assert room.window.foot.second.is_held
    f9(room, QEvent.Type.KeyRelease)


def test_a_question_is_answered_in_the_banner(room: Room) -> None:
    room.draw(scenes("en")["live"])
    room.window.foot.primary.click()
    assert room.asked() == []
    buttons = {one.accessibleName(): one for one in room.window.foot.banner.buttons()}
    assert {"End the show", "Not now"} == buttons.keys()
    buttons["End the show"].click()
    assert room.asked() == ["end_live"]


def is_held(room: Room) -> bool:
    return room.window.foot.primary.is_held


def until_let_go(room: Room) -> None:
    deadline_s = time.monotonic() + 20
    while is_held(room):
        assert time.monotonic() < deadline_s, "the key is let go in time"
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)


def f9(room: Room, kind: QEvent.Type, *, is_repeat: bool = False) -> None:
    event = QKeyEvent(kind, Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier, "", is_repeat)
    QApplication.sendEvent(room.window, event)


def test_the_release_after_a_hold_does_not_press_what_came_in_its_place(held: Held) -> None:
    held.button.show_action(END)
    held.mouse(QEvent.Type.MouseButtonPress)
    held.after(1.1)
    held.button.show_action(Action("report", "Report"))
    held.mouse(QEvent.Type.MouseButtonRelease)
    assert held.acted == ["end_live"]


def test_a_button_that_is_hidden_is_let_go(held: Held) -> None:
    held.button.press()
    QApplication.sendEvent(held.button, QHideEvent())
    held.after(1.1)
    assert held.acted == []
