"""A tile's words: what is wrong is read whole, and what is cut is whole in the tooltip."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.domain.fault import FaultCode
from app.engine.messages import DestinationTrial, FaultReport
from widgets import fonts
from widgets.theme.shapes import Shape
from widgets.theme.tokens import DARK
from widgets.tile import HEIGHT, Face, Tile
from widgets.trial_checks import failure
from widgets.words import speech
from widgets.words.catalogue import Language

NARROW = 139  # three in a row at 1280 across


@pytest.fixture(autouse=True)
def _with_fonts(qapp: QApplication) -> None:
    fonts.load()


def tile(note: str, *, is_wrong: bool = True) -> Tile:
    made = Tile(DARK, lambda _: None)
    made.resize(NARROW, HEIGHT)
    made.show_face(Face("a", "Douyin", note, Shape.FAIL, DARK.fail if is_wrong else DARK.ok))
    return made


def sentences(language: Language) -> list[str]:
    said = speech.words(language)
    failed = [
        DestinationTrial(name="Douyin", fault=FaultReport(code=code, where="destination:Douyin"))
        for code in FaultCode
    ]
    return [said.destination_no_key, *sorted({failure(one, said) for one in failed})]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_wrong_with_a_destination_is_whole_beside_the_shape_of_its_picture(
    language: Language,
) -> None:
    for sentence in sentences(language):
        assert not tile(f"{sentence} · 16:9").toolTip(), sentence


def test_what_is_wrong_is_painted_below_the_name_on_two_lines() -> None:
    one, other = (painted(tile(f"certificate not {end} · 16:9")) for end in ("valid", "known"))
    rows = [y for y in range(HEIGHT) for x in range(NARROW) if one.pixel(x, y) != other.pixel(x, y)]
    assert rows
    assert min(rows) >= 33


def test_a_note_that_is_well_stays_on_one_line_with_the_rest_in_the_tooltip() -> None:
    assert "push.example.com" in tile("16:9 · push.example.com", is_wrong=False).toolTip()


def painted(one: Tile) -> QImage:
    image = QImage(one.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    one.render(painter, QRect(one.rect()).topLeft())
    painter.end()
    return image
