"""The theme follows the system until the host has chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from widgets.theme.scheme import Scheme

DARK, LIGHT, UNKNOWN = Qt.ColorScheme.Dark, Qt.ColorScheme.Light, Qt.ColorScheme.Unknown


@pytest.mark.parametrize(
    ("chosen", "system", "is_dark"),
    [
        ("system", DARK, True),
        ("system", LIGHT, False),
        ("system", UNKNOWN, True),
        ("dark", LIGHT, True),
        ("light", DARK, False),
    ],
)
def test_a_choice_goes_before_the_system(chosen: str, system: Qt.ColorScheme, is_dark: bool) -> None:
    assert Scheme(lambda: chosen, lambda: system).is_dark() is is_dark


def test_the_window_follows_the_system_until_the_host_has_chosen() -> None:
    chosen, system, heard = ["system"], [LIGHT], list[bool]()
    change = Scheme(lambda: chosen[0], lambda: system[0]).follow(heard.append)
    system[0] = DARK
    change()
    chosen[0], system[0] = "dark", LIGHT
    change()
    assert heard == [True]
