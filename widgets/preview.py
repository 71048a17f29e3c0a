"""The picture that viewers see, painted as it comes out of the engine."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QLineF, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.overlays.canvas import Canvas
from widgets.theme.style import ui_font
from widgets.theme.tokens import Tokens

_RADIUS = 11
_AROUND = 3  # pixels each way


class Preview(QWidget):
    """Fits the canvas into its room. `on_size(width, height)` says in device pixels how large a picture it wants."""

    def __init__(self, tokens: Tokens, on_size: Callable[[int, int], None]) -> None:
        super().__init__()
        self._tokens = tokens
        self._on_size = on_size
        self._canvas = (1280, 720)
        self._picture: QImage | None = None
        self._words = ("", "")
        self._asked = (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)

    @property
    def canvas(self) -> tuple[int, int]:
        """Of the picture that is shown."""
        return self._canvas

    def set_canvas(self, canvas: tuple[int, int]) -> None:
        if canvas != self._canvas:
            self._canvas = canvas
            self._picture = None
            self._ask()

    def say(self, name: str, empty: str, note: str) -> None:
        """The accessible name, and what stands here while there is no picture."""
        self.setAccessibleName(name)
        if (empty, note) != self._words:
            self._words = (empty, note)
            self.update()

    def show_picture(self, width: int, height: int, bgra: bytes) -> None:
        """A new frame; `bgra` is kept as long as it is shown."""
        picture = QImage(bgra, width, height, width * 4, QImage.Format.Format_RGB32)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        # The words that stood here are wider than a picture that is limited by height.
        changed = self._drawn() if self._picture is not None else self.rect()
        self._picture = picture
        self._bytes = bgra
        self.update(changed)

    def picture_box(self) -> QRect:
        """Where in the widget the picture stands."""
        return self._box()

    def colour_at(self, place: QPoint) -> QColor | None:
        """The mean of the picture around `place`; None beside it: a single pixel is noise."""
        picture, box = self._picture, self._box()
        if picture is None or not box.contains(place):
            return None
        x = (place.x() - box.left()) * picture.width() // box.width()
        y = (place.y() - box.top()) * picture.height() // box.height()
        around = QRect(x - _AROUND, y - _AROUND, 2 * _AROUND + 1, 2 * _AROUND + 1) & picture.rect()
        seen = [
            picture.pixelColor(across, down)
            for across in range(around.left(), around.right() + 1)
            for down in range(around.top(), around.bottom() + 1)
        ]
        sums = (
            sum(part) for part in zip(*((one.red(), one.green(), one.blue()) for one in seen), strict=True)
        )
        return QColor(*(round(whole / len(seen)) for whole in sums))

    def sizeHint(self) -> QSize:  # noqa: N802  # Qt's name
        return QSize(640, 360)

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return width * self._canvas[1] // self._canvas[0]

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        self._ask()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QPainterPath()
        # Round below, where the panel is; straight under its title.
        whole.addRoundedRect(QRectF(self.rect()).adjusted(0, -_RADIUS, 0, 0), _RADIUS, _RADIUS)
        painter.setClipPath(whole)
        painter.fillRect(self.rect(), QColor(self._tokens.picture))
        if self._picture is None:
            self._paint_words(painter)
            return
        box = self._box()
        size = self._picture.deviceIndependentSize()
        if abs(size.width() - box.width()) < 2 and abs(size.height() - box.height()) < 2:
            painter.drawImage(QPointF(box.topLeft()), self._picture)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(box), self._picture)
        canvas = Canvas(*self._canvas)
        if canvas.is_portrait:
            self._paint_guides(painter, box, canvas)

    def _paint_guides(self, painter: QPainter, box: QRect, canvas: Canvas) -> None:
        """Beyond the lines the marketplace's own furniture lies over the picture; viewers never see the lines."""
        k = box.width() / canvas.width
        _, top, right, bottom = (side * k for side in canvas.safe)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.translate(box.topLeft())
        lines = (
            QLineF(0, top, box.width(), top),
            QLineF(0, bottom, box.width(), bottom),
            QLineF(right, top, right, bottom),
        )
        for colour, offset in ((QColor(0, 0, 0, 110), 0.0), (QColor(255, 255, 255, 190), 4.0)):
            pen = QPen(colour, 1)
            pen.setDashPattern([4, 4])
            pen.setDashOffset(offset)
            painter.setPen(pen)
            painter.drawLines(lines)

    def _paint_words(self, painter: QPainter) -> None:
        middle = self.rect().center().y()
        for text, px, weight, colour, top in (
            (self._words[0], 20, 600, "#F3F1ED", middle - 34),
            (self._words[1], 14, 400, "#BBBFC7", middle),
        ):
            painter.setPen(QColor(colour))
            painter.setFont(ui_font(px, weight))
            box = QRect(24, top, self.width() - 48, 60)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(box, int(flags), text)

    def _drawn(self) -> QRect:
        """What a picture covers: the engine makes even sizes, so it may be larger than its place by a pixel or two."""
        return self._box().adjusted(0, 0, 2, 2)

    def _box(self) -> QRect:
        """The picture's place: as large as it fits, in the middle."""
        width, height = self._canvas
        k = min(self.width() / width, self.height() / height)
        size = QSize(round(width * k), round(height * k))
        return QRect(
            (self.width() - size.width()) // 2,
            (self.height() - size.height()) // 2,
            size.width(),
            size.height(),
        )

    def _ask(self) -> None:
        box, ratio = self._box(), self.devicePixelRatioF()
        # Even, and rather a line too many than one too few: the panel cuts it, a gap would show.
        wanted = (_even(box.width() * ratio), _even(box.height() * ratio))
        if wanted != self._asked and min(wanted) > 1:
            self._asked = wanted
            self._on_size(*wanted)


def _even(pixels: float) -> int:
    """The next even number."""
    return ceil(pixels / 2) * 2
