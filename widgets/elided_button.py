"""A button that gives up the end of its words, rather than both ends, where there is no room for all."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QStylePainter

from widgets.label import tip

_LEAST_WIDTH = 96


class ElidedButton(QPushButton):
    """What is cut ends in "…" and is whole in the tooltip and in the accessible name."""

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._tell_whole()

    def setText(self, text: str) -> None:  # noqa: N802
        super().setText(text)
        self._tell_whole()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self.shown()
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)

    def shown(self) -> str:
        """The words as they are painted; two ampersands stand for one."""
        metrics, text = QFontMetrics(self.font()), self.text().replace("&&", "&")
        # Padding, icon and the gap between are what the button wants beyond its words.
        whole = metrics.size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        room = self.width() - (self.sizeHint().width() - whole)
        cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        return cut.replace("&", "&&")

    def _tell_whole(self) -> None:
        self.setToolTip(tip(self.text().replace("&&", "&")) if self.shown() != self.text() else "")
