"""The composition root of the window: builds each part once, hands it down, and ends it in order."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QLocale, QSize, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from app.command_line import Options
from app.composition import Parts, Place
from app.connectors.connector import kinds
from app.domain.clock import SystemClock
from app.domain.facts import Mode
from app.domain.fault import Fault
from app.ending import Due, end, write_report
from app.resumption import Offer, take_up
from app.settings import preferences
from app.settings.folders import Folders
from app.settings.own_file import OWN_FILE, load_own
from app.settings.plan import Plan, load
from app.settings.preferences import Preferences
from app.settings.show_file import ShowFileError
from app.snapshot import ShowPhase, Snapshot
from app.store.trouble import StoreError
from widgets import event_loop, fonts
from widgets.bridge import Bridge
from widgets.demo import demo_plan
from widgets.loop_delay import LoopDelay
from widgets.overlays.picture import Pictures
from widgets.refusal import refuse
from widgets.theme.scheme import Scheme
from widgets.window import MainWindow, Wishes, dress
from widgets.words import qt_words, speech
from widgets.words.catalogue import Language

if TYPE_CHECKING:
    from widgets.screen import OnAirScreen

_PREFERENCES = "preferences.toml"
_PREVIEW_MS = 33
_TITLE_BAR = 40


class Console:
    """One run of the window."""

    def __init__(self, options: Options, folders: Folders) -> None:
        self._options = options
        self._is_demo = options.command == "demo"
        self._folder = options.report or folders.data
        self._folder.mkdir(parents=True, exist_ok=True)
        self._preferences_path = folders.config / _PREFERENCES
        self._preferences = preferences.load(self._preferences_path)
        self._scheme = Scheme(lambda: self._preferences.theme)
        show_file = options.show_file or folders.config / "show.toml"
        plan, trouble = _plan(options, show_file, self._language())
        self._parts = Parts(plan, self._place(folders, plan, show_file), SystemClock())
        self._parts.faults.set(OWN_FILE, trouble)
        self._due = Due(options.seconds, self._parts.clock, is_unseen=False)
        self._was_on = False
        self._pictures = Pictures()
        self._delay = LoopDelay()
        self._offer: Offer | None = None
        self._window: MainWindow

    def run(self) -> int:
        """The exit status."""
        # The engine comes up while the window paints: its first frame is there when the window is.
        try:
            self._parts.start()
        except StoreError as error:
            sys.stderr.write(f"storecast: {error}\n")
            refuse(self._application(), speech.words(self._language()).already_open)
            return 1
        application = self._application()
        self._window = self._built()
        self._window.show()
        application.styleHints().colorSchemeChanged.connect(self._scheme.follow(self._dress_anew))
        application.processEvents()
        # Overlays load once the window is to be seen: nothing is on air before that.
        from widgets.screen import screen_for

        screen = screen_for(self._parts, self._language())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._quit())
        timer = QTimer()
        timer.timeout.connect(self._paint_preview)
        timer.start(_PREVIEW_MS)
        self._begin(screen)
        bridge = Bridge(self._parts.show, screen, self)
        self._delay = bridge.delay
        try:
            event_loop.run(application, bridge.run(self._due.is_due))
        finally:
            timer.stop()
            end(self._parts)
            self._pictures.close()
            self._write_report()
        return 0

    def _application(self) -> QApplication:
        application = _application()
        dress(application, is_dark=self._is_dark())
        qt_words.speak(self._language())
        return application

    def draw(self, snapshot: Snapshot) -> None:
        """The window's turn; a show that has just ended gets its report."""
        self._window.draw(snapshot)
        is_on = snapshot.phase in (ShowPhase.LIVE, ShowPhase.RECONNECTING, ShowPhase.REHEARSAL)
        if is_on and not self._was_on:
            # The host has begun with it: it was read, and must not stand over what happens on air.
            self._parts.faults.set(OWN_FILE, None)
        if self._was_on and not is_on:
            QTimer.singleShot(1500, self._write_report)
        self._was_on = is_on
        if self._offer is not None:
            self._offer.tick()

    def _begin(self, screen: OnAirScreen) -> None:
        """A show that crashed a moment ago goes on by itself; else the preview starts, and a demo rehearses."""
        has_crashed = self._parts.engine.has_survivor or "STORECAST_RESTARTED" in os.environ
        if not has_crashed:
            self._begin_anew()
            return

        def then(is_resumed: bool) -> None:
            if is_resumed:
                hello = self._parts.programme.hello
                screen.take_over(hello.slots if hello else ())
            else:
                self._begin_anew()

        take_up(self._parts, (Mode.LIVE, Mode.REHEARSAL), then)

    def _begin_anew(self) -> None:
        parts = self._parts
        parts.show.prepare()
        if self._is_demo:
            parts.show.rehearse()
        else:
            self._offer = Offer(parts)

    def _quit(self) -> None:
        self._due.ask()

    def _write_report(self) -> None:
        if trouble := write_report(self._parts, self._folder, self._delay.figures()):
            sys.stderr.write(f"storecast: {trouble}\n")

    def _paint_preview(self) -> None:
        found = self._parts.engine.picture()
        if found is not None:
            layout, picture = found
            self._window.picture.preview.show_picture(layout.width, layout.height, picture)

    def _built(self) -> MainWindow:
        plan = self._parts.choices.plan
        wishes = Wishes(
            report=self._open_report,
            quit=self._quit,
            language=lambda language: self._prefer(language=language),
            theme=self._change_theme,
        )
        host = (plan.host_name, plan.host_role)
        window = MainWindow(
            self._parts.show, self._pictures, wishes, self._language(), host, is_dark=self._is_dark()
        )
        # A shop's laptop has 1366 x 768, and a window that was sized on another screen must not hang over its edge.
        room = window.screen().availableSize() - QSize(0, _TITLE_BAR)
        window.resize(QSize(self._preferences.width, self._preferences.height).boundedTo(room))
        return window

    def _open_report(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _change_theme(self, is_dark: bool) -> None:
        self._prefer(theme="dark" if is_dark else "light")
        self._dress_anew(is_dark)

    def _dress_anew(self, is_dark: bool) -> None:
        """The window is built anew in the other colours; the show does not notice."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            dress(application, is_dark=is_dark)
        before, size = self._window, self._window.size()
        self._window = self._built()
        self._window.resize(size)
        self._window.show()
        before.hide()
        before.deleteLater()

    def _prefer(self, **changes: str) -> None:
        values = {"language": self._preferences.language, "theme": self._preferences.theme, **changes}
        size = {"width": self._window.width(), "height": self._window.height()}
        self._preferences = msgspec.convert({**values, **size}, Preferences)
        with contextlib.suppress(OSError):
            preferences.save(self._preferences_path, self._preferences)

    def _language(self) -> Language:
        return _language(self._preferences)

    def _is_dark(self) -> bool:
        return self._scheme.is_dark()

    def _place(self, folders: Folders, plan: Plan, show_file: Path) -> Place:
        named = self._options.database
        names = {Mode.LIVE: "storecast.db", Mode.REHEARSAL: "rehearsal.db"}

        def database(mode: Mode) -> Path:
            return named if named and mode is Mode.LIVE else self._folder / names[mode]

        return Place(
            database=database,
            recordings=lambda _: (
                str(self._folder) if self._is_demo else self._parts.choices.plan.recording_folder
            ),
            run=folders.engine_run(named or self._folder),
            keys=folders.config / "keys.json",
            show_file=None if self._is_demo else show_file,
            is_demo=self._is_demo,
            starts_clean=True,
        )


def run(options: Options, folders: Folders) -> int:
    """The window, from its first paint to its last; 2 for a wrong show file."""
    try:
        console = Console(options, folders)
    except ShowFileError as error:
        sys.stderr.write(f"storecast: {error}\n")
        application = _application()
        dress(application, is_dark=True)
        said = speech.words(_language(preferences.load(folders.config / _PREFERENCES)))
        refuse(application, f"{said.show_file_wrong}\n\n{error}")
        return 2
    return console.run()


def _application() -> QApplication:
    application = QApplication(["storecast"])
    application.setApplicationName("Storecast")
    # A window that was closed has a show to end first: `_quit` says when the loop is over, not Qt.
    application.setQuitOnLastWindowClosed(False)
    fonts.load()
    return application


def _plan(options: Options, show_file: Path, language: Language) -> tuple[Plan, Fault | None]:
    """What to show, and what is to be said of the window's own show file."""
    if options.command == "demo":
        return demo_plan(language), None
    if not show_file.exists():
        show_file.parent.mkdir(parents=True, exist_ok=True)
        show_file.write_text("", encoding="utf-8")
    settings = {name: kind.settings for name, kind in kinds().items()}
    if options.show_file is None:
        return load_own(show_file, settings)
    return load(show_file, settings), None


def _language(preferred: Preferences) -> Language:
    if preferred.language:
        return "zh" if preferred.language == "zh" else "en"
    return "zh" if QLocale.system().language() is QLocale.Language.Chinese else "en"
