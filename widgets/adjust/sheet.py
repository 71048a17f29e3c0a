"""The sheet in the right column: a tab for each camera, for the look and for the sound."""

from __future__ import annotations

import enum
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QTabBar, QVBoxLayout, QWidget

from app.desk import Desk
from app.snapshot import ShowPhase, Snapshot
from widgets.adjust.camera_page import CameraPage
from widgets.adjust.look_page import LookPage
from widgets.adjust.page import Page
from widgets.adjust.sound_page import SoundPage
from widgets.adjust.veil import Dropper, Grip
from widgets.preview import Preview
from widgets.theme.tokens import Tokens
from widgets.words.catalogue import Words

_ON_AIR = frozenset({ShowPhase.LIVE, ShowPhase.RECONNECTING})


class Tab(enum.IntEnum):
    """In their order on the sheet."""

    CAMERA = 0
    SECOND = 1
    LOOK = 2
    SOUND = 3


class Sheet(QFrame):
    """Folded away until it is asked for, and again when a show begins or ends. `on_turn` makes or takes back room."""

    def __init__(self, tokens: Tokens, desk: Desk, preview: Preview, on_turn: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("panel", True)
        self._on_turn = on_turn
        self._snapshot = Snapshot()
        self._said: Words | None = None
        self.is_unfolded = False
        self._from: QWidget | None = None
        self._preview = preview
        self._grip = Grip(preview, self._drag, self._wheel)
        self._dropper = Dropper(preview, self._picked)
        self._on_picked: Callable[[str], None] | None = None
        self.tabs, self._done = QTabBar(), QPushButton()
        self._pages: tuple[Page, ...] = (
            CameraPage(tokens, desk, is_second=False),
            CameraPage(tokens, desk, is_second=True),
            LookPage(tokens, desk, self._pick),
            SoundPage(tokens, desk),
        )
        self._page: Page = self._pages[Tab.CAMERA]
        self._lay_out()

    @property
    def last(self) -> Tab:
        """The one that is open, or was when the sheet was folded."""
        return Tab(self.tabs.currentIndex())

    def unfold(self, tab: Tab) -> None:
        """Asked for the tab that is open already, it folds."""
        if self.is_unfolded and self.tabs.currentIndex() == tab:
            self.fold()
            return
        focused = self.window().focusWidget()
        if not self.is_unfolded:
            self.is_unfolded = True
            # By keyboard the host goes on in the sheet; a click leaves no focus behind.
            self._from = focused if focused is not self.window() else None
        self.tabs.setCurrentIndex(tab)
        self._on_turn()
        if self._from is not None:
            self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def fold(self) -> None:
        if not self.is_unfolded:
            return
        self.is_unfolded = False
        self._page.leave(self._snapshot)
        self._lie_over_preview()
        is_focus_mine = self.isAncestorOf(self.window().focusWidget() or self.window())
        if is_focus_mine:
            (self._from or self.window()).setFocus(Qt.FocusReason.OtherFocusReason)
        self._from = None
        self._on_turn()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  # Qt's name
        """The window gives way to one in other colours: what was lent for a moment is given back."""
        if not event.spontaneous():
            self.fold()

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        before, self._snapshot, self._said = self._snapshot.phase, snapshot, said
        is_same_show = snapshot.phase is before or {snapshot.phase, before} <= _ON_AIR
        if not is_same_show:
            self.fold()
        if not self.is_unfolded:
            return
        words = said.adjust
        names = (words.camera, words.second, words.look, words.sound)
        for tab, name in zip(Tab, names, strict=True):
            if self.tabs.tabText(tab) != name:
                self.tabs.setTabText(tab, name)
        self.tabs.setTabVisible(Tab.SECOND, bool(snapshot.choices.second_camera))
        self.tabs.setAccessibleName(words.title)
        self._done.setText(words.done)
        self._done.setAccessibleName(words.done)
        self._page.draw(snapshot, said)
        self._lie_over_preview()

    def _lay_out(self) -> None:
        for _ in Tab:
            self.tabs.addTab("")
        self.tabs.setDrawBase(False)
        self.tabs.setProperty("narrow", True)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.currentChanged.connect(self._turn_to)
        self._done.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._done.setProperty("flat", True)
        self._done.clicked.connect(self.fold)
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 4, 0)
        head.setSpacing(0)
        head.addWidget(self.tabs, 1)
        head.addWidget(self._done)
        rule = QFrame()
        rule.setProperty("rule", True)
        rule.setFixedHeight(1)
        inner = QWidget()
        stack = QVBoxLayout(inner)
        stack.setContentsMargins(16, 12, 16, 12)
        for page in self._pages:
            stack.addWidget(page)
        for page in self._pages[1:]:
            page.hide()
        self._area = QScrollArea()
        self._area.setWidget(inner)
        self._area.setWidgetResizable(True)
        # What has the focus is scrolled to; the area itself is no stop.
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(rule)
        column.addWidget(self._area, 1)

    def _turn_to(self, tab: int) -> None:
        if self._pages[tab] is self._page:
            return
        self._page.leave(self._snapshot)
        self._page.hide()
        self._page = self._pages[tab]
        self._page.show()
        self._area.verticalScrollBar().setValue(0)
        if self._said is not None:
            self.draw(self._snapshot, self._said)

    def _lie_over_preview(self) -> None:
        is_picking, going = self._on_picked is not None, self._snapshot.measuring
        # A finger that misses the panel there must not move the camera before viewers, with the phone in its picture.
        is_measuring = going is not None and not going.is_by_itself
        is_free = not is_picking and not is_measuring
        self._grip.lie(self.is_unfolded and self._page.can_be_dragged and is_free)

    def _drag(self, across: float, down: float) -> None:
        self._page.drag(across, down, self._preview.canvas)

    def _wheel(self, notches: float) -> None:
        self._page.turn_wheel(notches)

    def _pick(self, taken: Callable[[str], None] | None) -> None:
        self._on_picked = taken
        if taken is None or self._said is None:
            had_focus = self._dropper.hasFocus()
            self._dropper.lie(False)
            if had_focus:
                self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._dropper.begin(self._said.adjust.pick_hint)

    def _picked(self, colour: str) -> None:
        if self._on_picked is not None:
            self._on_picked(colour)
