"""A show without anybody at the window: the same composition, run unseen, with a report at its end."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.command_line import Options
from app.composition import Parts, Place
from app.connectors.connector import kinds
from app.domain.clock import SystemClock
from app.domain.facts import Mode
from app.ending import CLOSE_WITHIN_S, Due, end, write_report
from app.resumption import take_up
from app.settings.folders import Folders
from app.settings.plan import Plan, load
from app.store.trouble import StoreError
from widgets import event_loop, fonts
from widgets.bridge import Bridge, Canvas
from widgets.demo import demo_plan
from widgets.fault_lines import FaultLines
from widgets.painted_window import PaintedWindow
from widgets.screen import OnAirScreen, screen_for
from widgets.window import dress


def run(options: Options, folders: Folders) -> int:
    """Goes live at once (a demo: into its rehearsal), ends by itself or by a signal, and writes the report."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    is_demo = options.command == "demo"
    plan = _plan(options)
    folder = options.report or Path.cwd()
    mode = Mode.REHEARSAL if is_demo else Mode.LIVE
    database = options.database or folder / "show.db"
    place = Place(
        database=lambda _: database,
        recordings=lambda _: str(folder) if is_demo else plan.recording_folder,
        run=folders.engine_run(database),
        keys=folders.config / "keys.json",
        is_demo=is_demo,
    )
    if mode is Mode.LIVE and not plan.destinations:
        sys.stderr.write(f"storecast: {nobody_sees(plan)}\n")
    parts = Parts(plan, place, SystemClock())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        parts.start()
    except (StoreError, OSError) as error:
        sys.stderr.write(f"storecast: {_words(error, folder)}\n")
        return 1
    try:
        parts.open_now(mode)
    except StoreError as error:
        sys.stderr.write(f"storecast: {error}\n")
        parts.close(CLOSE_WITHIN_S)
        return 1
    could_not = _Unseen(parts, mode).run(options.seconds, folder, with_window=is_demo)
    if could_not:
        sys.stderr.write(f"storecast: {could_not}\n")
    print(folder, flush=True)
    return 1 if could_not else 0


def nobody_sees(plan: Plan) -> str:
    """What a show without any destination is good for."""
    use = f"only recorded into {plan.recording_folder}" if plan.recording_folder else "not recorded either"
    return f"the show file has no [[destination]]: nobody sees this show, it is {use}"


def _words(error: Exception, folder: Path) -> str:
    if isinstance(error, OSError):
        return f"{folder}: cannot be the report's folder ({error.strerror}); choose another"
    return str(error)


def _plan(options: Options) -> Plan:
    if options.show_file is None:
        return demo_plan("en")
    return load(options.show_file, {name: kind.settings for name, kind in kinds().items()})


class _Unseen:
    """One run of a show: from the first tick to the report."""

    def __init__(self, parts: Parts, mode: Mode) -> None:
        self._parts = parts
        self._mode = mode

    def run(self, seconds: float | None, folder: Path, *, with_window: bool) -> str:
        """Returns why the show could not run or reached nobody, or an empty text."""
        parts = self._parts
        application, window = _offscreen(parts) if with_window else (QGuiApplication(["storecast"]), None)
        fonts.load()
        screen = screen_for(parts, "en")
        self._begin(screen)
        due = Due(seconds, parts.clock, is_unseen=True)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: due.ask())
        canvases: list[Canvas] = [screen, FaultLines(sys.stderr), *([window] if window else [])]
        bridge = Bridge(parts.show, *canvases)
        event_loop.run(application, bridge.run(due.is_due))
        if window is not None:
            window.save(folder / "window.png")
        end(parts)
        if trouble := write_report(parts, folder, bridge.delay.figures()):
            sys.stderr.write(f"storecast: {trouble}\n")
        return due.could_not or self._missed(due)

    def _missed(self, due: Due) -> str:
        """Why the show reached nobody; empty when somebody could see it for a moment, or nobody was meant to."""
        is_for_viewers = self._mode is Mode.LIVE and self._parts.choices.plan.destinations
        return (
            "no destination was ever live; report.json says why"
            if is_for_viewers and not due.was_live
            else ""
        )

    def _begin(self, screen: OnAirScreen) -> None:
        show, programme = self._parts.show, self._parts.programme

        def then(is_resumed: bool) -> None:
            if is_resumed:
                screen.take_over(programme.hello.slots if programme.hello else ())
            elif self._mode is Mode.REHEARSAL:
                show.rehearse()
            else:
                show.go_live()

        take_up(self._parts, (self._mode,), then)


def _offscreen(parts: Parts) -> tuple[QGuiApplication, PaintedWindow]:
    """The whole window of the demo, built where nobody sees it."""
    application = QApplication(["storecast"])
    fonts.load()
    dress(application, is_dark=True)
    return application, PaintedWindow(parts)
