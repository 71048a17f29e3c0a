"""What a slider asks, at once and then at a pace that the engine and the show file can follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

T = TypeVar("T")
PACE_MS = 80


class Paced(Generic[T]):
    """Calls with the first value at once, with what came since when its time is over, and never with an older one."""

    def __init__(self, parent: QObject, call: Callable[[T], None]) -> None:
        self._call = call
        self._next: list[T] = []
        self.timer = QTimer(parent)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._go_on)

    @property
    def is_waiting(self) -> bool:
        """Whether a value has been asked for that nobody has been told yet."""
        return bool(self._next)

    def ask(self, value: T) -> None:
        self._next = [value]
        if not self.timer.isActive():
            self._go_on()

    def flush(self) -> None:
        """What waits is told now, so that what is asked next comes after it."""
        self._go_on()

    def _go_on(self) -> None:
        if self._next:
            value = self._next.pop()
            self.timer.start(PACE_MS)
            self._call(value)
