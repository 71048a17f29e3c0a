"""The whole window without a screen: drawn like the real one, kept as a picture."""

from __future__ import annotations

from pathlib import Path

from app.composition import Parts
from app.snapshot import Snapshot
from widgets.overlays.picture import Pictures
from widgets.window import MainWindow, Wishes

_SIZE = (1440, 900)


class PaintedWindow:
    """Draws every snapshot into an offscreen window; `save` takes its picture with the newest frame in it."""

    def __init__(self, parts: Parts) -> None:
        plan = parts.choices.plan
        wishes = Wishes(report=_nothing, quit=_nothing, language=_no_choice, theme=_no_choice)
        self._engine = parts.engine
        self._window = MainWindow(
            parts.show, Pictures(), wishes, "zh" if plan.language == "zh" else "en",
            (plan.host_name, plan.host_role), is_dark=True,
        )  # fmt: skip
        self._window.resize(*_SIZE)
        self._window.show()

    def draw(self, snapshot: Snapshot) -> None:
        self._window.draw(snapshot)
        found = self._engine.picture()
        if found is not None:
            layout, picture = found
            self._window.picture.preview.show_picture(layout.width, layout.height, picture)

    def save(self, path: Path) -> None:
        """Writes a PNG; a folder that cannot be written leaves none."""
        self._window.grab().save(str(path))


def _nothing() -> None:
    """Nobody presses a button here."""


def _no_choice(_: object) -> None:
    """Nobody chooses anything here."""
