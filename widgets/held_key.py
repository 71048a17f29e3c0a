"""A key that is held: on X11 its repeat may come as real releases and presses, which are no new press."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from widgets.hold_button import HoldButton

# A false release was seen up to 30 ms before its press; no hand is as quick.
_LET_GO_MS = 60


class HeldKey(QObject):
    """Holds the button that `choose` names when the key goes down, and no other one until it was really let go."""

    def __init__(self, choose: Callable[[], HoldButton]) -> None:
        super().__init__()
        self._choose = choose
        self._held: HoldButton | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_LET_GO_MS)
        self._timer.timeout.connect(self.drop)

    def press(self) -> None:
        self._timer.stop()
        if self._held is None:
            self._held = self._choose()
            self._held.press()

    def release(self) -> None:
        """Counts when no press follows at once."""
        self._timer.start()

    def drop(self) -> None:
        """The key is up, or is told to somebody else."""
        self._timer.stop()
        held, self._held = self._held, None
        if held is not None:
            held.release()
