"""The main window: lays its parts out on the grid and hands each snapshot to those that are seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.desk import Desk
from app.snapshot import ShowPhase, Snapshot
from widgets.adjust.sheet import Sheet, Tab
from widgets.checks import lacking
from widgets.choosers import Choosers
from widgets.ended import Ended
from widgets.feed import Feed
from widgets.foot import Foot
from widgets.head import Head
from widgets.held_key import HeldKey
from widgets.overlays.picture import Pictures
from widgets.picture_panel import PICTURE_HEAD, PicturePanel
from widgets.run_of_show import RunOfShow
from widgets.sales import Sales
from widgets.setup import Checks
from widgets.stage_panel import StagePanel
from widgets.theme import style
from widgets.theme.tokens import DARK, LIGHT, Grid, grid
from widgets.words import qt_words, speech
from widgets.words.catalogue import Language

# A screen of 1920 x 1080 at 150 % leaves 1280 x 650 between title bar and task bar.
LEAST_WIDTH, LEAST_HEIGHT = 1180, 640
_ANY = 16777215  # Qt's own "no limit"
_CHOOSERS, _SHORT_CHOOSERS, _FRAMING_CHOOSERS, _NARROW, _SETUP_WIDER = 288, 250, 132, 240, 440 / 368
_ON_AIR = (ShowPhase.LIVE, ShowPhase.RECONNECTING)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the window asks of the program around it."""

    report: Callable[[], None]
    quit: Callable[[], None]
    language: Callable[[Language], None]
    theme: Callable[[bool], None]


class MainWindow(QWidget):
    """Draws snapshots; knows nothing but the desk. Built anew when the theme changes."""

    def __init__(
        self,
        desk: Desk,
        pictures: Pictures,
        wishes: Wishes,
        language: Language,
        host: tuple[str, str],
        *,
        is_dark: bool,
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self._wishes = wishes
        self._language: Language = language
        self._is_dark = is_dark
        self._snapshot = Snapshot()
        self._may_close = False
        tokens = DARK if is_dark else LIGHT
        self.head = Head(tokens, self._switch_language, self._switch_theme, desk.viewers.measure)
        self.run_of_show = RunOfShow(tokens, pictures, desk.show_card, desk.hide_card)
        self.picture = PicturePanel(tokens, desk, lambda: self.sheet.unfold(self.sheet.last))
        self.stage = StagePanel(tokens, desk, host)
        self.choosers = Choosers(tokens, desk)
        self.checks = Checks(tokens, desk, self.choosers.focus_on)
        self.sheet = Sheet(tokens, desk, self.picture.preview, self._make_room)
        self.ended = Ended(tokens)
        self.sales, self.feed = Sales(tokens), Feed(tokens, self._hide_comment(desk))
        self.foot = Foot(
            tokens,
            desk,
            wishes.report,
            self._close_for_good,
            lambda: self.sheet.unfold(Tab.SOUND),
            self.sheet.fold,
        )
        self._key = HeldKey(lambda: self.foot.ending)
        # The window itself takes the first focus: no button looks chosen before the host has chosen one.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._shape = (self._snapshot.choices.canvas, ShowPhase.SETUP)
        self._lay_out()
        self.setFocus()

    def draw(self, snapshot: Snapshot) -> None:
        """Shows a snapshot; called about twenty times a second."""
        self._snapshot = snapshot
        shape = (snapshot.choices.canvas, snapshot.phase)
        if shape != self._shape:
            if snapshot.phase is not self._shape[1]:
                # Qt would hand the focus of what goes away to its neighbour: a space would mute the microphone.
                self.setFocus()
            self._shape = shape
            self._arrange(grid(self.width(), self.height()))
        said = speech.words(self._language)
        is_setup, is_over = snapshot.phase is ShowPhase.SETUP, snapshot.phase is ShowPhase.ENDED
        self.sheet.draw(snapshot, said)
        is_sheet = self.sheet.is_unfolded
        for part, is_seen in (
            (self.choosers, is_setup),
            (self.checks, is_setup and not is_sheet),
            (self.sheet, is_sheet),
            (self.stage, not is_setup and not is_over),
            (self.sales, not is_setup),
            (self.feed, not is_setup and not is_sheet),
            (self.picture, not is_over),
            (self.ended, is_over),
        ):
            if part.isHidden() is is_seen:
                part.setVisible(is_seen)
        theme = said.theme_light if self._is_dark else said.theme_dark
        self.head.draw(snapshot, said, theme)
        self.run_of_show.draw(snapshot, said)
        rows = self.checks.draw(snapshot, said)
        if is_setup:
            self.choosers.draw(snapshot, said)
        elif is_over:
            self.ended.draw(snapshot, said)
        else:
            self.stage.draw(snapshot, said)
        if not is_over:
            self.picture.draw(snapshot, said)
        if not is_setup:
            self.sales.draw(snapshot, said)
            self.feed.draw(snapshot, said)
        self.foot.draw(snapshot, said, lacking(rows))
        title = f"{snapshot.title} · Storecast" if snapshot.title else "Storecast"
        if self.windowTitle() != title:
            self.setWindowTitle(title)

    @property
    def language(self) -> Language:
        return self._language

    def set_language(self, language: Language) -> None:
        self._language = language
        qt_words.speak(language)
        self.draw(self._snapshot)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802  # Qt's name
        self._arrange(grid(self.width(), self.height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.sheet.fold()
        elif event.key() == Qt.Key.Key_F9 and not event.isAutoRepeat():
            self._key.press()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_F9 and not event.isAutoRepeat():
            self._key.release()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Keys let go in another window are never told to this one."""
        if event.type() is QEvent.Type.ActivationChange and not self.isActiveWindow():
            self._key.drop()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """While live the question comes in the banner; the window stays."""
        if self._snapshot.phase in _ON_AIR and not self._may_close:
            event.ignore()
            self.foot.ask("close")
            return
        event.accept()
        self._wishes.quit()

    def _make_room(self) -> None:
        """The sheet was opened or closed."""
        self._arrange(grid(self.width(), self.height()))
        self.draw(self._snapshot)

    def _lay_out(self) -> None:
        self._centre = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._centre.addWidget(self.picture)
        self._centre.addWidget(self.stage, 1)
        self._centre.addWidget(self.choosers, 1)
        self._centre.addWidget(self.ended, 1)
        self._right_side = QWidget()
        self._right = QVBoxLayout(self._right_side)
        self._right.setContentsMargins(0, 0, 0, 0)
        for part in (self.sales, self.checks):
            self._right.addWidget(part)
        self._right.addWidget(self.feed, 1)
        self._right.addWidget(self.sheet, 1)
        self._middle = QHBoxLayout()
        self._middle.addWidget(self.run_of_show)
        self._middle.addLayout(self._centre, 1)
        self._middle.addWidget(self._right_side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(self._middle, 1)
        column.addWidget(self.foot)

    def _arrange(self, measures: Grid) -> None:
        for part in (self.head, self.run_of_show, self.stage, self.checks, self.sales, self.ended, self.foot):
            part.arrange(measures)
        is_setup = self._snapshot.phase is ShowPhase.SETUP
        right = round(measures.right * _SETUP_WIDER) if is_setup else measures.right
        self.run_of_show.setFixedWidth(measures.left)
        self._right_side.setFixedWidth(right)
        gap = measures.gap
        self._middle.setContentsMargins(gap, gap, gap, gap)
        for layout in (self._middle, self._centre, self._right):
            layout.setSpacing(gap)
        room = QSize(
            self.width() - measures.left - right - 4 * gap,
            self.height() - measures.head - measures.foot - 2 * gap,
        )
        self._fit_picture(room, measures)

    def _fit_picture(self, room: QSize, measures: Grid) -> None:
        """Landscape: as wide as the centre, what stands below keeps its least height. Portrait: full height."""
        width, height = self._snapshot.choices.canvas
        is_portrait = height > width
        direction = QBoxLayout.Direction
        self._centre.setDirection(direction.LeftToRight if is_portrait else direction.TopToBottom)
        self.stage.set_narrow(is_portrait)
        least = 168 if measures.is_compact else 240
        if self._snapshot.phase is ShowPhase.SETUP:
            least = _SHORT_CHOOSERS if measures.is_short else _CHOOSERS
            # While it is framed the picture is what counts.
            least = _FRAMING_CHOOSERS if self.sheet.is_unfolded else least
        if is_portrait:
            wanted = round((room.height() - PICTURE_HEAD) * width / height) + 2
            self.picture.setFixedWidth(min(wanted, room.width() - measures.gap - _NARROW))
            self.picture.setMinimumHeight(0)
            self.picture.setMaximumHeight(_ANY)
        else:
            wanted = round((room.width() - 2) * height / width) + PICTURE_HEAD + 1
            self.picture.setFixedHeight(min(wanted, room.height() - measures.gap - least))
            self.picture.setMinimumWidth(0)
            self.picture.setMaximumWidth(_ANY)

    def _switch_language(self) -> None:
        self.set_language(speech.other(self._language))
        self._wishes.language(self._language)

    def _switch_theme(self) -> None:
        self._wishes.theme(not self._is_dark)

    def _close_for_good(self) -> None:
        self._may_close = True
        self.close()

    @staticmethod
    def _hide_comment(desk: Desk) -> Callable[[str, str, bool], None]:
        return lambda connector, comment_id, is_hidden: desk.hide_comment(
            connector, comment_id, is_hidden=is_hidden
        )


def dress(application: QApplication, *, is_dark: bool) -> None:
    """The style for all windows."""
    style.apply(application, DARK if is_dark else LIGHT)
