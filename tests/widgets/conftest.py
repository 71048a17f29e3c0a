"""Rooms for the window's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.widgets import rooms


@pytest.fixture
def room(qapp: QApplication) -> Iterator[rooms.Room]:
    yield from rooms.room(qapp)
