"""An address that is refused says why, in the language of now and where it is seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget

from tests.widgets.rooms import Room, seen
from tests.widgets.sheets import button
from widgets.address_refusal import refusal
from widgets.proof.scenes import scenes
from widgets.words import speech
from widgets.words.catalogue import Language

SAID, ALSO = speech.words("en"), speech.words("zh")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("rtmp://push.example.com/live", ""),
        ("http://push.example.com/live", SAID.address.scheme),
        ("push.example.com/live", SAID.address.scheme),
        ("", SAID.address.scheme),
        ("rtmp://user:pass@push.example.com/live", SAID.address.user),
        ("rtmp://push.example.com:99999/live", SAID.address.port),
        ("rtmp://push.example.com:port/live", SAID.address.port),
        ("rtmp://push.example.com/live#1", SAID.address.sign),
        ("rtmp://push.example.com/a b", SAID.address.sign),
        ("rtmp:///live", SAID.address.server),
        ("rtmp://[1::/live", SAID.address.server),
    ],
)
def test_each_mistake_has_its_own_sentence(url: str, why: str) -> None:
    assert refusal(url, SAID.address) == why


def refused(room: Room, url: str = "rtmp://h:99999/live") -> None:
    room.draw(scenes("en")["setup-ready"])
    said = speech.words(room.window.language)
    button(room, f"+ {said.add_destination}").click()
    for _ in range(3):
        room.draw(scenes("en")["setup-ready"])
    for field in (one for one in seen(room.window) if isinstance(one, QLineEdit)):
        if field.accessibleName() == said.server_address:
            field.setText(url)
        elif field.accessibleName() == said.destination_name:
            field.setText("Kuaishou")
    button(room, said.save).click()
    for _ in range(3):
        room.draw(scenes("en")["setup-ready"])


def problem(room: Room, words: str) -> QWidget:
    return next(one for one in seen(room.window) if getattr(one, "text", str)() == words)


def test_a_refusal_follows_the_language(room: Room) -> None:
    refused(room)
    assert problem(room, SAID.address.port)
    room.window.set_language("zh")
    assert problem(room, ALSO.address.port)
    described = [one.accessibleDescription() for one in seen(room.window) if isinstance(one, QLineEdit)]
    assert ALSO.address.port in described


@pytest.mark.parametrize("size", [(1180, 640), (1280, 720)])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_refusal_is_whole_and_in_sight(room: Room, size: tuple[int, int], language: Language) -> None:
    room.window.resize(*size)
    room.window.set_language(language)
    refused(room)
    words = speech.words(language).address
    label = problem(room, words.port)
    area = next(one for one in room.window.choosers.findChildren(QScrollArea))
    place = QRect(label.mapTo(area.viewport(), QPoint()), label.size())
    assert area.viewport().rect().contains(place)
    for sentence in (words.scheme, words.user, words.port, words.sign, words.server):
        assert QFontMetrics(label.font()).horizontalAdvance(sentence) <= label.width(), sentence
