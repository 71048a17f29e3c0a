"""The button that takes the next item keeps the beginning of its words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor

from tests.widgets.rooms import Room
from tests.widgets.sheets import button
from widgets.elided_button import ElidedButton
from widgets.proof.scenes import scenes
from widgets.theme.tokens import DARK
from widgets.words import speech
from widgets.words.catalogue import Language

TITLES: dict[Language, str] = {
    "en": "Cashmere & merino scarf, double-faced, boxed",
    "zh": "羊绒围巾双面加厚保暖男女通用秋冬礼盒装限量版本",
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("state", ["live", "live-film", "live-portrait"])
def test_the_next_item_is_cut_at_its_end(room: Room, language: Language, state: str) -> None:
    room.window.resize(1180, 640)
    room.window.set_language(language)
    live = scenes(language)[state]
    products = tuple(
        replace(one, title=TITLES[language]) if one.number == 7 else one for one in live.products
    )
    for _ in range(3):
        room.draw(replace(live, products=products))
    begin = speech.words(language).next_item.format(title=TITLES[language][:6])
    one = button(room, begin)
    assert isinstance(one, ElidedButton)
    shown = one.shown().replace("&&", "&")
    assert shown.startswith(begin)
    assert shown.endswith("…")
    assert one.toolTip()
    # Its padding is free of letters on both sides.
    image = one.grab().toImage()
    for edge in (QRect(3, 14, 9, 16), QRect(one.width() - 12, 14, 9, 16)):
        colours = {
            image.pixelColor(x, y).name()
            for x in range(edge.left(), edge.right())
            for y in range(edge.top(), edge.bottom())
        }
        assert colours == {QColor(DARK.raised).name()}


def test_what_fits_is_whole_and_has_no_tooltip(room: Room) -> None:
    room.draw(scenes("en")["live"])
    one = button(room, "Next: ")
    assert isinstance(one, ElidedButton)
    assert one.shown() == "Next: Merino scarf"
    assert not one.toolTip()
