"""The foot of the window: the banner, the microphone, and the one primary action at its fixed place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.desk import Desk
from app.snapshot import ShowPhase, Snapshot
from widgets.banner import Banner, closing_words, message_of, told
from widgets.check import Check
from widgets.fault_list import FaultList
from widgets.hold_button import Action, HoldButton
from widgets.message import Message
from widgets.meter import Meter
from widgets.theme.icons import Icon, icon, size
from widgets.theme.shapes import Shape
from widgets.theme.tokens import Grid, Tokens
from widgets.urgency import Turns, rank
from widgets.words.catalogue import Words


class Foot(QWidget):
    """`on_report` opens the report's folder, `on_close` closes the window after the question was answered, `on_volume`
    opens what sets the microphone's volume, `on_check` brings the checks into sight.
    """

    def __init__(
        self,
        tokens: Tokens,
        desk: Desk,
        on_report: Callable[[], None],
        on_close: Callable[[], None],
        on_volume: Callable[[], None],
        on_check: Callable[[], None],
    ) -> None:
        super().__init__()
        self.setObjectName("foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._tokens = tokens
        self._desk = desk
        self._on_report = on_report
        self._on_close = on_close
        self._on_check = on_check
        self._question = ""
        self._said: Words | None = None
        self._is_muted = self._is_unseen = False
        self.banner = Banner(tokens, self._do)
        self.faults = FaultList(tokens, self.banner)
        self._turns = Turns()
        self._mute = QPushButton()
        self._mute.setCheckable(True)
        self._mute.setProperty("square", True)
        self._mute.setIconSize(size())
        self._icons = icon(Icon.MICROPHONE, tokens.text1), icon(Icon.MUTED, tokens.fail.text)
        self._mute.clicked.connect(lambda: desk.mute(not self._is_muted))
        self._meter = Meter(tokens)
        self._volume = QPushButton()
        self._volume.setProperty("square", True)
        self._volume.setIcon(icon(Icon.SLIDERS, tokens.text1))
        self._volume.setIconSize(size())
        self._volume.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._volume.clicked.connect(lambda: on_volume())
        self.second = HoldButton(tokens, self._do, self._ask)
        self.primary = HoldButton(tokens, self._do, self._ask)
        self.primary.setFixedWidth(224)
        self.second.setFixedWidth(120)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.banner, 1)
        self._row.addWidget(self._mute)
        self._row.addWidget(self._meter)
        self._row.addWidget(self._volume)
        self._row.addWidget(self.second)
        self._row.addWidget(self.primary)

    def arrange(self, grid: Grid) -> None:
        self.setFixedHeight(grid.foot)
        self._row.setContentsMargins(
            grid.gap, 8 if grid.is_compact else 12, grid.gap, 8 if grid.is_compact else 12
        )
        self._row.setSpacing(16)
        self.banner.setFixedHeight(56)

    def draw(self, snapshot: Snapshot, said: Words, lacking: Check | None) -> None:
        """`lacking` keeps the host from going live, in a rehearsal as in the set-up."""
        is_ready = lacking is None
        self._said = said
        self._is_muted, self._is_unseen = snapshot.on_air.is_muted, snapshot.is_unseen
        self._meter.draw(snapshot.health, self._is_muted, said)
        self._mute.setChecked(self._is_muted)
        label = said.unmute if self._is_muted else said.mute
        if self._mute.accessibleName() != label:
            self._mute.setIcon(self._icons[self._is_muted])
        self._mute.setAccessibleName(label)
        self._mute.setToolTip(label)
        self._volume.setAccessibleName(said.adjust.volume_tip)
        self._volume.setToolTip(said.adjust.volume_tip)
        for part in (self._mute, self._meter, self._volume):
            part.setVisible(snapshot.phase is not ShowPhase.ENDED)
        primary, second = actions(snapshot, said, is_ready=is_ready)
        self.primary.show_action(primary)
        self.second.setVisible(second is not None)
        if second is not None:
            self.second.show_action(second)
        if self._question and not self._is_asking_rightly(snapshot, is_ready=is_ready):
            self._question = ""
        self.banner.count_down(*("", "") if self._question else closing_words(snapshot, said))
        if self._question:
            self.banner.say(self._asking(said))
        else:
            self._tell(snapshot, said, lacking)

    def _tell(self, snapshot: Snapshot, said: Words, lacking: Check | None) -> None:
        """The banner has room for one of the faults; the list has them all."""
        snapshot = replace(snapshot, faults=self._turns.ordered(snapshot))
        self.banner.say(message_of(snapshot, said, self._tokens, lacking))
        is_over = snapshot.phase is ShowPhase.ENDED
        listed = () if is_over else sorted(snapshot.faults, key=lambda one: rank(one, snapshot))
        self.faults.draw(tuple(told(one, snapshot, said, self._tokens) for one in listed), said)

    @property
    def ending(self) -> HoldButton:
        """The button that F9 holds: the primary one, but for the retry that needs no holding."""
        return self.second if self.second.isVisible() else self.primary

    def ask(self, question: str) -> None:
        """Puts "go_live", "end_live" or "close" as a question into the banner."""
        self._question = question
        if self._said:
            self.banner.say(self._asking(self._said))

    def _ask(self, name: str) -> None:
        self.ask(name)

    def _asking(self, said: Words) -> Message:
        titles = {
            "go_live": (said.confirm_live, said.confirm_live_note, said.yes_live),
            "end_live": (said.confirm_end, said.confirm_end_note, said.yes_end),
            "close": (said.confirm_close, said.confirm_close_note, said.yes_end),
        }
        happened, means, yes = titles[self._question]
        if self._is_unseen:
            happened, means = said.confirm_end, said.reach.nowhere_title
        buttons = ((said.stay, "stay"), (yes, f"yes_{self._question}"))
        return Message(happened, means, Shape.WARN, self._tokens.warn, buttons)

    def _is_asking_rightly(self, snapshot: Snapshot, *, is_ready: bool) -> bool:
        if self._question == "go_live":
            return is_ready and snapshot.phase in (ShowPhase.SETUP, ShowPhase.REHEARSAL)
        return snapshot.phase in (ShowPhase.LIVE, ShowPhase.RECONNECTING, ShowPhase.REHEARSAL)

    def _do(self, name: str) -> None:
        self._question = ""
        wishes: dict[str, Callable[[], None]] = {
            "go_live": self._desk.go_live,
            "yes_go_live": self._desk.go_live,
            "end_live": self._desk.end_live,
            "yes_end_live": self._desk.end_live,
            "yes_close": self._on_close,
            "stop_rehearsal": self._desk.stop_rehearsal,
            "check": self._check,
            "check_again": self._check_again,
            "unmute": lambda: self._desk.mute(False),
            "retry_now": self._desk.retry_now,
            "new_show": self._desk.new_show,
            "report": self._on_report,
            "all": self.faults.turn,
        }
        wish = wishes.get(name)
        if wish is not None:
            wish()

    def _check(self) -> None:
        self._on_check()
        self._desk.refresh_devices()

    def _check_again(self) -> None:
        self._on_check()
        self._desk.check_again()


def actions(snapshot: Snapshot, said: Words, *, is_ready: bool) -> tuple[Action, Action | None]:
    """The primary action of a state and, while reconnecting, the way to end beside it. What keeps the host from going
    live out of the set-up keeps her from it in a rehearsal too, which leads back to it.
    """
    go = Action("go_live", said.go_live, said.hold, said.keep_holding)
    label = said.reach.end_show if snapshot.is_unseen else said.end_live
    end = Action("end_live", label, said.hold, said.keep_holding, is_end=True)
    match snapshot.phase:
        case ShowPhase.LIVE:
            return end, None
        case ShowPhase.RECONNECTING if snapshot.seen_in_s or not _can_retry(snapshot):
            return end, None
        case ShowPhase.RECONNECTING:
            return Action("retry_now", said.retry_now, icon=Icon.AGAIN), end
        case ShowPhase.ENDED:
            return Action("report", said.report, icon=Icon.REPORT), None
        case ShowPhase.SETUP if not is_ready:
            return Action("check_again", said.check_again, icon=Icon.AGAIN), None
        case ShowPhase.REHEARSAL if not is_ready:
            return Action("stop_rehearsal", said.reach.to_setup, icon=Icon.SLIDERS), None
    return go, None


def _can_retry(snapshot: Snapshot) -> bool:
    """Whether asking again could change anything: an address that is wrong stays so until it is mended."""
    faults = [one.fault for one in snapshot.busy]
    return not snapshot.is_refused or any(fault is None or fault.retrying for fault in faults)
