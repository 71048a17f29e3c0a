"""The preview is the viewers' picture, and in portrait the host sees what the marketplace will cover."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QColor, QPaintEvent

from tests.widgets.rooms import Room
from widgets.proof.scenes import scenes

GREY = QColor(120, 120, 120)


@pytest.mark.parametrize(("state", "has_guides"), [("live-portrait", True), ("live", False)])
def test_only_a_portrait_picture_has_guides(room: Room, state: str, has_guides: bool) -> None:
    for _ in range(3):
        room.draw(scenes("en")[state])
    preview = room.window.picture.preview
    width, height = room.window.picture.preview.size().toTuple()
    preview.show_picture(width, height, bytes((120, 120, 120, 255)) * width * height)
    image = preview.grab().toImage()
    middle = image.width() // 2
    column = [image.pixelColor(middle, y) for y in range(image.height() - 12)]
    row = [image.pixelColor(x, round(image.height() * 0.12)) for x in range(20, image.width() - 20)]
    foreign = [one for one in (*column, *row) if one != GREY]
    assert bool(foreign) is has_guides


def test_no_edge_of_an_older_picture_stays(room: Room) -> None:
    room.draw(scenes("en")["live"])
    preview = room.window.picture.preview
    preview.resize(700, 237)
    painted: list[QRect] = []

    class Watch(QObject):
        def eventFilter(self, _widget: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
            if isinstance(event, QPaintEvent):
                painted.append(event.rect())
            return False

    watch = Watch(preview)
    preview.installEventFilter(watch)
    width, height = 422, 238  # in a place of 421 x 237
    for level in (255, 0):
        painted.clear()
        preview.show_picture(width, height, bytes((level, level, level, 255)) * width * height)
        room.application.processEvents()
    left = (700 - 421) // 2
    assert painted[-1].contains(QRect(left, 0, width, 237))
