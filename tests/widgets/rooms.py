"""What the window's tests have in common: a window at an idle desk, and a clock that is turned by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.snapshot import Snapshot
from widgets import fonts
from widgets.overlays.picture import Pictures
from widgets.proof.idle_desk import IdleDesk
from widgets.window import MainWindow, Wishes, dress
from widgets.words.catalogue import Language


@dataclass
class HandClock:
    """Seconds that pass when a test says so."""

    now_s: float = 100.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class Room:
    """A window and what it asked for."""

    application: QApplication
    window: MainWindow
    desk: IdleDesk
    wishes: list[str]

    def draw(self, snapshot: Snapshot) -> None:
        self.window.draw(snapshot)
        self.application.processEvents()

    def asked(self) -> list[str]:
        """What the host did, without what the preview asks by itself."""
        return [name for name, _ in self.desk.asked if name != "set_preview"]


def room(application: QApplication, language: Language = "en", *, is_dark: bool = True) -> Iterator[Room]:
    """A window of 1440 x 900 on no screen; gone when the test is over."""
    fonts.load()
    dress(application, is_dark=is_dark)
    desk, wished = IdleDesk(), list[str]()
    wishes = Wishes(
        report=lambda: wished.append("report"),
        quit=lambda: wished.append("quit"),
        language=lambda one: wished.append(f"language {one}"),
        theme=lambda is_dark: wished.append(f"theme {is_dark}"),
    )
    pictures = Pictures(submit=lambda job: job())
    window = MainWindow(desk, pictures, wishes, language, ("Lin Xiao", "Stylist"), is_dark=is_dark)
    window.resize(1440, 900)
    window.show()
    yield Room(application, window, desk, wished)
    window.hide()
    window.deleteLater()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def seen(window: QWidget) -> list[QWidget]:
    """Every widget of the window that the host can see now."""
    return [one for one in window.findChildren(QWidget) if one.isVisibleTo(window)]
