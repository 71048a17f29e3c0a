"""What Qt itself says, in a field's menu or a dialog, is in the language of the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from tests.widgets.rooms import Room
from widgets.words import qt_words


@pytest.fixture(autouse=True)
def english_again(qapp: QApplication) -> Iterator[None]:
    yield
    qt_words.speak("en")


def copy() -> str:
    return QCoreApplication.translate("QWidgetTextControl", "&Copy")


def test_a_fields_menu_speaks_chinese_in_a_chinese_window(room: Room) -> None:
    room.window.set_language("zh")
    assert "\u590d\u5236" in copy()
    room.window.set_language("en")
    assert copy() == "&Copy"


def test_only_one_language_is_ever_installed(qapp: QApplication) -> None:
    for _ in range(3):
        assert qt_words.speak("zh")
    qt_words.speak("en")
    assert copy() == "&Copy"
