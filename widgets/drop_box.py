"""A list that drops down, with a chevron of our own; filled anew only when what it holds has changed."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from widgets.theme import icons
from widgets.theme.icons import Icon
from widgets.theme.tokens import Tokens


class DropBox(QComboBox):
    """Each row is a name and what it stands for."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        # A long device name is cut in the box and never pushes its neighbours out of the window.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMinimumWidth(80)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  # Qt's name
        """Scrolls the page; the wheel over a closed box must not take another camera."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        super().paintEvent(event)
        place = QPointF(self.width() - 32, self.height() / 2 - 10)
        icons.paint(QPainter(self), place, Icon.CHEVRON, self._tokens.text2)

    def fill(self, rows: list[tuple[str, object]], chosen: object) -> None:
        """An open list whose rows stay the same is left alone: it would be emptied under the host's hand."""
        if rows != [(self.itemText(row), self.itemData(row)) for row in range(self.count())]:
            self.clear()
            for name, value in rows:
                self.addItem(name, value)
        place = max(0, self.findData(chosen))
        if place != self.currentIndex():
            self.setCurrentIndex(place)
