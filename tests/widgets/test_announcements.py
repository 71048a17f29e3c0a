"""Whoever does not see the banner hears it: calm things in their turn, grave ones at once."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from tests.widgets.rooms import Room
from widgets.announcer import announce
from widgets.banner import Banner
from widgets.message import Message
from widgets.theme.shapes import Shape
from widgets.theme.tokens import DARK


class Reader:
    """A screen reader that keeps what it was told."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, bool]] = []

    def __call__(self, widget: QWidget, text: str, *, is_grave: bool) -> None:
        self.heard.append((text, is_grave))


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def banner(room: Room, reader: Reader) -> Banner:
    made = Banner(DARK, lambda _: None, reader)
    made.setParent(room.window)
    made.show()
    return made


def message(happened: str, shape: Shape) -> Message:
    return Message(happened, "So it is.", shape, DARK.warn)


def test_what_is_grave_interrupts_and_the_rest_waits(banner: Banner, reader: Reader) -> None:
    banner.say(message("Upload is slow", Shape.WARN))
    banner.say(message("The disk is full", Shape.FAIL))
    assert reader.heard == [("Upload is slow. So it is.", False), ("The disk is full. So it is.", True)]


def test_the_same_message_is_said_once(banner: Banner, reader: Reader) -> None:
    for _ in range(5):
        banner.say(message("Upload is slow", Shape.WARN))
    assert len(reader.heard) == 1


def test_a_banner_that_is_not_seen_is_silent(banner: Banner, reader: Reader) -> None:
    banner.hide()
    banner.say(message("Upload is slow", Shape.WARN))
    assert reader.heard == []


@pytest.mark.parametrize("is_grave", [True, False])
def test_an_announcement_reaches_qt(banner: Banner, is_grave: bool) -> None:
    announce(banner, "The disk is full", is_grave=is_grave)
