"""Runs the demo's window in the folder it is given and closes it as a host does who answers the question with yes."""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer

from app.command_line import parsed
from app.settings.folders import Folders
from widgets.application import Console
from widgets.screen import OnAirScreen


class Closing(Console):
    """Closes its window three seconds after the show began."""

    def _begin(self, screen: OnAirScreen) -> None:
        super()._begin(screen)
        QTimer.singleShot(3000, lambda: self._window._close_for_good())


if __name__ == "__main__":
    sys.exit(Closing(parsed(["demo", "--report", sys.argv[1]]), Folders.of_user()).run())
