"""The console's process: reads what was typed, then runs a show with a window or without one."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from app.command_line import Options, parsed
from app.settings.folders import Folders
from app.settings.show_file import ShowFileError

_LOG_BYTES = 1 << 20


def main(arguments: Sequence[str]) -> int:
    """0: the show ran to its end; 1: it could not run; 2: a wrong show file."""
    options = parsed(arguments)
    folders = Folders.of_user()
    _keep_log(folders.log)
    try:
        return _run(options, folders)
    except ShowFileError as error:
        sys.stderr.write(f"storecast: {error}\n")
        return 2


def _run(options: Options, folders: Folders) -> int:
    """Each way imports only what it needs: a headless show never loads Qt's widgets."""
    has_screen = _has_screen(os.environ)
    if options.is_headless or (options.command == "demo" and not has_screen):
        from widgets.headless import run as run_headless

        return run_headless(options, folders)
    if not has_screen:
        sys.stderr.write(
            "storecast: there is no screen for a window; storecast show SHOW.toml --headless needs none\n"
        )
        return 1
    from widgets.application import run as run_window

    return run_window(options, folders)


def _has_screen(environment: Mapping[str, str]) -> bool:
    """Whether a window can be shown: only Linux may be without. Qt would abort, and be started again and again."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform in ("win32", "darwin") or any(environment.get(name) for name in names)


def _keep_log(folder: Path) -> None:
    """Errors go to stderr too; a log that cannot be written keeps nobody from selling."""
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    handlers[0].setLevel(logging.ERROR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "console.log"
        handlers.append(
            logging.handlers.RotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=3, encoding="utf-8")
        )
        faulthandler.enable((folder / "console.crash").open("a"))
    except OSError:
        faulthandler.enable()
    logging.basicConfig(
        level=logging.INFO,
        handlers=handlers,
        format="%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s",
    )
