"""What lies over the preview while the sheet is open: a hand that drags it, an eye that picks a colour from it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from widgets.preview import Preview

_NOTCH = 120.0
_STEP = 8
_RING = 14


class _Veil(QWidget):
    """As large as the preview that it lies over, whatever becomes of that."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(preview)
        self._preview = preview
        preview.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() is QEvent.Type.Resize:
            self.resize(self._preview.size())
        return super().eventFilter(watched, event)

    def lie(self, is_there: bool) -> None:
        if self.isHidden() is is_there:
            self.resize(self._preview.size())
            self.setVisible(is_there)
            self.raise_()


class Grip(_Veil):
    """`on_drag(across, down)` in parts of the picture, `on_wheel(notches)`."""

    def __init__(
        self,
        preview: Preview,
        on_drag: Callable[[float, float], None],
        on_wheel: Callable[[float], None],
    ) -> None:
        super().__init__(preview)
        self._on_drag, self._on_wheel = on_drag, on_wheel
        self._from: QPoint | None = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is Qt.MouseButton.LeftButton:
            self._from = event.position().toPoint()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._from is None:
            return
        at, box = event.position().toPoint(), self._preview.picture_box()
        moved, self._from = at - self._from, at
        self._on_drag(moved.x() / max(1, box.width()), moved.y() / max(1, box.height()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        self._from = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        self._on_wheel(event.angleDelta().y() / _NOTCH)
        event.accept()


class Dropper(_Veil):
    """`on_pick(colour)` with `#rrggbb`, or empty for Esc. The mouse moves the ring, and so do the arrow keys."""

    def __init__(self, preview: Preview, on_pick: Callable[[str], None]) -> None:
        super().__init__(preview)
        self._on_pick = on_pick
        self._at = QPoint()
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def begin(self, name: str) -> None:
        self.setAccessibleName(name)
        self._at = self._preview.picture_box().center()
        self.lie(True)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._at = event.position().toPoint()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is Qt.MouseButton.LeftButton:
            self._at = event.position().toPoint()
            self._pick()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        key = Qt.Key
        moves = {key.Key_Left: (-1, 0), key.Key_Right: (1, 0), key.Key_Up: (0, -1), key.Key_Down: (0, 1)}
        if event.key() in moves:
            across, down = moves[Qt.Key(event.key())]
            box = self._preview.picture_box()
            self._at = QPoint(
                max(box.left(), min(box.right(), self._at.x() + across * _STEP)),
                max(box.top(), min(box.bottom(), self._at.y() + down * _STEP)),
            )
            self.update()
        elif event.key() in (key.Key_Return, key.Key_Enter):
            self._pick()
        elif event.key() == key.Key_Escape:
            self._on_pick("")
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._preview.colour_at(self._at)
        for width, ring in ((6, QColor("#101215")), (3, QColor("#F3F1ED"))):
            painter.setPen(QPen(ring, width))
            painter.drawEllipse(self._at, _RING, _RING)
        if colour is not None:
            painter.setPen(QPen(colour, 3))
            painter.drawEllipse(self._at, _RING - 4, _RING - 4)

    def _pick(self) -> None:
        colour = self._preview.colour_at(self._at)
        if colour is not None:
            self._on_pick(colour.name())
