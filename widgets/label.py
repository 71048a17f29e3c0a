"""Words on the window: plain text always, sized in pixels, cut with an ellipsis rather than pushing others away."""

from __future__ import annotations

import html
from math import ceil

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy

from widgets.theme.style import ui_font


def tip(text: str) -> str:
    """A tooltip of plain words: what looks like HTML would be drawn as such, and these are strangers' words."""
    return f"<qt>{html.escape(text)}</qt>"


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
        self._tell_whole()

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        self._tell_whole()

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

    def _tell_whole(self) -> None:
        text = self.text()
        self.setToolTip(tip(text) if self._shown() != text else "")

    def _shown(self) -> str:
        metrics = QFontMetrics(self.font())
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, max(24, self.width()))


class Wrapped(Label):
    """All of the text, on as many lines as its width asks for; a path without a gap is broken where it must."""

    def __init__(self, px: int = 14, weight: int = 400, tone: str = "1") -> None:
        super().__init__(px, weight, tone, wraps=True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's name
        return self._laid(width)[1]

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(24, QFontMetrics(self.font()).height())

    def sizeHint(self) -> QSize:  # noqa: N802
        metrics = QFontMetrics(self.font())
        return QSize(metrics.horizontalAdvance(self.text()) + 2, metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        layout, height = self._laid(self.width())
        layout.draw(painter, QPointF(0, max(0, (self.height() - height) // 2)))

    def _laid(self, width: int) -> tuple[QTextLayout, int]:
        """The lines in that width, and how high they are together."""
        layout, top = QTextLayout(self.text(), self.font()), 0.0
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(24, width))
            line.setPosition(QPointF(0, top))
            top += line.height()
        layout.endLayout()
        return layout, ceil(top)
