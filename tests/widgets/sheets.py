"""What the tests of the sheet beside the preview have in common."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QSlider, QWidget

from app.snapshot import Snapshot
from tests.widgets.rooms import Room, seen
from widgets.adjust.sheet import Tab
from widgets.proof.scenes import scenes
from widgets.words import speech

SAID = speech.words("en")
WORDS = SAID.adjust
READY, MORE, LIVE = (scenes("en")[name] for name in ("setup-ready", "setup-more", "live"))


def chosen(snapshot: Snapshot = READY, **changes: object) -> Snapshot:
    return replace(snapshot, choices=replace(snapshot.choices, **changes))  # type: ignore[arg-type]  # any field


def opened(one: Room, tab: Tab, snapshot: Snapshot = READY) -> None:
    one.draw(snapshot)
    one.window.sheet.unfold(tab)
    one.draw(snapshot)


def button(one: Room, name: str) -> QAbstractButton:
    buttons = [part for part in seen(one.window) if isinstance(part, QAbstractButton)]
    return next(part for part in buttons if part.accessibleName().startswith(name))


def slider(one: Room, name: str) -> QSlider:
    sliders = [part for part in seen(one.window) if isinstance(part, QSlider)]
    return next(part for part in sliders if part.accessibleName().startswith(name))


def texts(one: Room) -> list[str]:
    return [part.text() for part in seen(one.window) if isinstance(part, QLabel)]


def veil(one: Room, kind: type[QWidget]) -> QWidget:
    return next(part for part in one.window.picture.preview.findChildren(kind) if isinstance(part, kind))


def settle(one: Room) -> None:
    """As if the pace had gone by."""
    for page in one.window.sheet._pages:
        paced = getattr(page, "_paced", None)
        if paced is not None:
            paced.timer.stop()
            paced.flush()
            paced.timer.stop()


def turn_wheel(widget: QWidget) -> None:
    """One notch away from the host."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
