"""Words on the window: plain text always, sized in pixels, cut with an ellipsis rather than pushing others away."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from widgets.theme.style import ui_font


class Label(QLabel):
    """A line (or with `wraps` a paragraph) of plain text. `tone` is "1" to "3", "ok", "warn" or "fail"."""

    def __init__(self, px: int = 14, weight: int = 400, tone: str = "1", *, wraps: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(ui_font(px, weight))
        self.setProperty("tone", tone)
        self.setWordWrap(wraps)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)

    def say(self, text: str) -> None:
        """Sets the text when it is another one: nothing is laid out anew for the same words."""
        if text != self.text():
            self.setText(text)

    def set_tone(self, tone: str) -> None:
        """Changes the colour with the meaning."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)


class Elided(Label):
    """One line that ends in "…" where the room does; the whole text is its tooltip."""

    def __init__(self, px: int = 14, weight: int = 400, tone: str = "1") -> None:
        super().__init__(px, weight, tone)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        super().say(text)
        # A tooltip that looks like HTML would be drawn as such, and these are strangers' words.
        self.setToolTip(f"<qt>{html.escape(text)}</qt>" if self._shown() != text else "")

    def minimumSizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(24, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(
            QFontMetrics(self.font()).horizontalAdvance(self.text()) + 2, super().sizeHint().height()
        )

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setFont(self.font())
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), self._shown())

    def _shown(self) -> str:
        metrics = QFontMetrics(self.font())
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, max(24, self.width()))
