"""Codes that a slip of the finger cannot make, and the delay that their return tells."""

from __future__ import annotations

from itertools import pairwise

import pytest

from app.domain.viewer_delay import (
    How,
    Sightings,
    ViewerDelay,
    digits_in,
    digits_of,
    longest,
    lost,
    measured,
    text_of,
    typed_digits,
)


def shown(count: int = 10, first_s: float = 100.0) -> Sightings:
    found = Sightings()
    for number in range(count):
        found.went_on_air(round(first_s) + number, first_s + number)
    return found


@pytest.mark.parametrize("begin", [0, 3600, 9990, 123_456])
def test_codes_of_four_minutes_are_told_apart_whatever_single_digit_is_wrong(begin: int) -> None:
    codes = {digits_of(begin + second) for second in range(240)}
    assert len(codes) == 240
    assert not {slip for code in codes for slip in slipped(code)} & codes


def slipped(code: str) -> set[str]:
    """One digit wrong, or two neighbours swapped."""
    wrong = {code[:place] + str(digit) + code[place + 1 :] for place in range(4) for digit in range(10)}
    swapped = {code[:place] + code[place + 1] + code[place] + code[place + 2 :] for place in range(3)}
    return (wrong | swapped) - {code}


def test_only_our_own_codes_are_codes() -> None:
    assert digits_in(text_of("0417")) == "0417"
    for text in (
        "",
        "0417",
        "STORECAST 417",
        "STORECAST 04171",
        "STORECAST ٠٤١٧",
        "https://shop.example/0417",
    ):
        assert digits_in(text) == ""


def test_a_code_is_typed_in_any_script_and_with_spaces() -> None:
    assert typed_digits("０４１７") == typed_digits(" 04 17 ") == typed_digits("٠٤١٧") == "0417"
    assert typed_digits("041") == typed_digits("04177") == typed_digits("²³⁴⁵x") == ""


def test_the_delay_is_the_median_of_when_codes_were_first_seen() -> None:
    found = shown()
    for number, lag in enumerate((6.9, 6.1, 6.0, 7.2, 6.2)):
        for later in (0.0, 0.3, 0.6):
            found.saw(digits_of(100 + number), 100 + number + lag + later)
    assert found.count == 5
    # The first code may have been there for a while before anybody looked.
    assert found.delay_s == pytest.approx((6.1 + 6.2) / 2)


def test_too_few_codes_say_nothing() -> None:
    found = shown()
    for number in range(3):
        found.saw(digits_of(100 + number), 106.0 + number)
    assert found.delay_s is None


def test_a_phone_within_the_phone_is_not_taken_for_a_longer_delay() -> None:
    found = shown()
    for number in range(8):
        found.saw(digits_of(100 + number), 105.0 + number)
        found.saw(digits_of(100 + number), 110.0 + number)
    assert found.delay_s == pytest.approx(5.0)


def test_a_phone_beside_the_consoles_own_screen_is_what_counts() -> None:
    found = shown()
    for number in range(8):
        for lag in (0.1, 0.5, 1.05, 5.0, 5.5):
            found.saw(digits_of(100 + number), 100 + number + lag)
    assert found.delay_s == pytest.approx(5.0)


def test_what_was_never_on_air_or_too_long_ago_is_no_code() -> None:
    found = shown()
    found.saw("0000", 105.0)
    found.saw(digits_of(100), 100 + 181.0)
    found.saw(digits_of(105), 104.0)
    assert found.count == 0
    assert found.typed_delay_s("0000", 105.0) is None
    assert found.typed_delay_s(digits_of(105), 104.0) is None
    assert found.typed_delay_s(digits_of(100), 100 + 181.0) is None


def test_a_typed_code_was_read_in_the_middle_of_its_second() -> None:
    assert shown().typed_delay_s(digits_of(104), 110.5) == pytest.approx(6.0)


def test_an_engine_that_was_started_again_does_not_move_a_code() -> None:
    found = shown()
    found.went_on_air(104, 107.0)
    assert found.typed_delay_s(digits_of(104), 110.5) == pytest.approx(6.0)


def delay(destination: str, seconds: float, *, is_past: bool = False) -> ViewerDelay:
    return ViewerDelay(destination=destination, seconds=seconds, how=How.CAMERA, at_s=1.0, is_past=is_past)


def test_a_lost_destination_ages_its_own_figure_and_the_shows() -> None:
    delays = measured(measured(measured({}, delay("a", 3)), delay("b", 4)), delay("", 5))
    aged = lost(delays, "a")
    assert {name: one.is_past for name, one in aged.items()} == {"a": True, "b": False, "": True}
    assert measured(aged, delay("a", 2))["a"] == delay("a", 2)


def test_who_is_furthest_behind_speaks_for_all_but_never_the_past() -> None:
    assert longest(()) is None
    assert longest((delay("a", 9, is_past=True), delay("b", 3), delay("c", 4))) == delay("c", 4)
    assert longest((delay("a", 9, is_past=True),)) == delay("a", 9, is_past=True)


def test_neighbours_look_different() -> None:
    for one, other in pairwise(digits_of(second) for second in range(300)):
        assert sum(a != b for a, b in zip(one, other, strict=True)) >= 2
