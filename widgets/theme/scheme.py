"""Dark or light: as the host has chosen, and until then as the system is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication


class Scheme:
    """`chosen()` is "dark", "light" or "system"; `system` says what the system has, by default to Qt."""

    def __init__(self, chosen: Callable[[], str], system: Callable[[], Qt.ColorScheme] | None = None) -> None:
        self._chosen = chosen
        self._system = system or (lambda: QGuiApplication.styleHints().colorScheme())

    def is_dark(self) -> bool:
        """A system that does not say counts as dark."""
        if self._chosen() != "system":
            return self._chosen() == "dark"
        return self._system() is not Qt.ColorScheme.Light

    def follow(self, on_change: Callable[[bool], None]) -> Callable[[], None]:
        """What the system's change should call: `on_change(is_dark)`, but only while the host has chosen nothing."""

        def change() -> None:
            if self._chosen() == "system":
                on_change(self.is_dark())

        return change
