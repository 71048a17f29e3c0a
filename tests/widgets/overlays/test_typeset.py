"""Text in a given width, by the real type and by a ruler of one unit a character."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.overlays.scenes import LANDSCAPE
from widgets.overlays.kit import NEUTRAL_LIGHT
from widgets.overlays.lettering import Face, lettering
from widgets.overlays.typeset import ELLIPSIS, one_line, wrap

CLOSING = "，。、；：？！）》」”…,.;:?!)"


def ruler(text: str) -> float:
    return float(len(text))


@pytest.mark.parametrize(
    ("title", "width", "lines"),
    [
        ("双面羊绒羊毛大衣 驼色经典廓形长款", 320, ("双面羊绒羊毛大衣 驼色", "经典廓形长款")),
        ("双面羊绒羊毛大衣 驼色经典廓形长款", 254, ("双面羊绒羊毛大衣", "驼色经典廓形长款")),
        (
            "Cashmere and Wool Wrap Coat with a Detachable Belt",
            320,
            ("Cashmere and Wool", "Wrap Coat with a…"),
        ),
        ("Scarf", 320, ("Scarf",)),
        ("", 320, ()),
        ("   ", 320, ()),
    ],
)
def test_a_title_wraps_as_the_design_shows(qapp: Any, title: str, width: int, lines: tuple[str, ...]) -> None:
    type_ = lettering(LANDSCAPE, NEUTRAL_LIGHT)
    face = Face(30, 700) if "双" in title else Face(30, 600, spacing=-0.2)
    assert wrap(title, width, 2, lambda text: type_.width(text, face)) == lines


def test_no_character_stands_alone_where_a_space_lets_its_word_go_with_it() -> None:
    assert wrap("双面呢系带大衣 驼色", 9, 2, ruler) == ("双面呢系带大衣", "驼色")
    assert wrap("双面呢系带大衣驼色", 8, 2, ruler) == ("双面呢系带大衣驼", "色")


def test_a_line_never_begins_with_closing_punctuation(qapp: Any) -> None:
    for width in range(3, 12):
        lines = wrap("羊绒，大衣。柔软！轻盈？（双面）很暖", width, 9, ruler)
        assert not [line for line in lines[1:] if line[0] in CLOSING], (width, lines)


def test_a_latin_word_is_not_broken_while_another_line_can_take_it(qapp: Any) -> None:
    assert wrap("wool wrap coat", 9, 3, ruler) == ("wool wrap", "coat")


def test_a_word_wider_than_the_column_is_cut_but_not_hyphenated(qapp: Any) -> None:
    lines = wrap("Donaudampfschifffahrtsgesellschaft", 10, 2, ruler)
    assert lines == ("Donaudampf", "schifffah…")


def test_the_ellipsis_follows_a_whole_word_without_its_comma(qapp: Any) -> None:
    assert one_line("wool, cashmere and silk", 18, ruler) == "wool, cashmere and"[:14] + ELLIPSIS
    assert one_line("wool, cashmere, silk", 17, ruler) == "wool, cashmere…"


def test_an_emoji_of_several_code_points_is_never_torn(qapp: Any) -> None:
    family = "👨\u200d👩\u200d👧"
    assert set(wrap(family * 4, 11, 1, ruler)[0].replace(ELLIPSIS, "").split(family)) == {""}


@pytest.mark.parametrize(
    "hostile",
    ["\u202eevil\u202c", "a\x00b\x07c", "one\ntwo\r\nthree", "<b>bold</b>", "Z" + "\u0301" * 200, "\ud800x"],
)
def test_a_hostile_title_is_one_plain_run(qapp: Any, hostile: str) -> None:
    text = "".join(wrap(hostile, 500, 1, ruler))
    assert not set(text) & set("\u202e\u202c\x00\x07\n\r\ud800")
    assert text.count("\u0301") <= 4


@given(st.text(max_size=200), st.integers(4, 40), st.integers(1, 3))
def test_whatever_the_text_it_fits_and_ends(text: str, width: int, lines: int) -> None:
    made = wrap(text, width, lines, ruler)
    assert len(made) <= lines
    # A cluster that is wider than the column on its own is the one thing that may stand out.
    assert all(ruler(line) <= max(width, 12) for line in made)
