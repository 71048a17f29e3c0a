"""What sold, drawn: whatever was sold, the table has a row for it."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from PySide6.QtWidgets import QLabel, QWidget

from app.domain.money import Money
from app.domain.sold import Sold
from tests.widgets.rooms import Room
from widgets.proof.scenes import scenes


@pytest.mark.parametrize("units", [0, 1, -3, 10**6])
def test_any_number_of_units_is_drawn(room: Room, units: int) -> None:
    room.draw(scenes("en")["ended"])
    before = room.window.grab().toImage()
    sold = (Sold("Tea by weight", units, Money(126, "CNY")),)
    room.draw(replace(scenes("en")["ended"], sold=sold))
    assert room.window.grab().toImage() != before
    names = [widget.accessibleName() for widget in room.window.findChildren(QWidget)]
    assert f"Tea by weight {units} ¥1.26" in names


def test_a_show_that_sold_nothing_says_so(room: Room) -> None:
    room.draw(replace(scenes("en")["ended"], sold=()))
    texts = [label.text() for label in room.window.findChildren(QWidget) if hasattr(label, "text")]
    assert "No paid order in this show." in texts


def test_a_recording_with_a_long_path_does_not_push_the_window_wide(room: Room) -> None:
    ended = scenes("en")["ended"]
    assert ended.health is not None
    parts = tuple(
        msgspec.structs.replace(one, path=f"/{'folder' * 60}/part-{number}.mp4")
        for one in ended.health.recordings
        for number in range(9)
    )
    room.window.resize(1180, 640)
    room.draw(replace(ended, health=msgspec.structs.replace(ended.health, recordings=parts)))
    assert room.window.ended.width() < 1180 - 272 - 336
    texts = [label.text() for label in room.window.findChildren(QLabel)]
    assert any("part-8.mp4" in text and "5 more" in text for text in texts)
