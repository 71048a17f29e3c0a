"""A button whose words are cut where its room ends: a path or a file's name never pushes its neighbours away."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

_LEAST_WIDTH, _PAD = 96, 32


class CutButton(QPushButton):
    """As wide as it may be. The whole text is its accessible name, and its tooltip when it is cut."""

    def __init__(self, cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self._mode = cut
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self._cut()
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:  # noqa: N802
        width = QFontMetrics(self.font()).horizontalAdvance(self._whole) + _PAD
        return QSize(max(_LEAST_WIDTH, width), super().sizeHint().height())

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        self._cut()

    def _cut(self) -> None:
        room = max(_LEAST_WIDTH, self.width()) - _PAD
        shown = QFontMetrics(self.font()).elidedText(self._whole, self._mode, room)
        self.setText(shown.replace("&", "&&"))
        # A tooltip that looks like HTML would be drawn as such.
        self.setToolTip(f"<qt>{html.escape(self._whole)}</qt>" if shown != self._whole else "")
