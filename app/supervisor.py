"""Stands above the console: starts it, passes signals on, starts it again when it crashed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from types import FrameType

from app.command_line import Options
from app.engine.launch import role_command

# A console that ends by itself says 0, 1 or 2; everything else is a crash.
_PROPER = (0, 1, 2)
# Enough to outlast a bad minute; a console that never gets as far as its first picture must not be started for ever.
_MOST_QUICK_CRASHES = 30
_QUICK_S = 5.0
_LONGEST_PAUSE_S = 2.0
_FORWARDED = ("SIGTERM", "SIGINT", "SIGHUP")


class Supervisor:
    """One console after the other, until one ends properly or crashes again and again right after its start."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._command = role_command("--console", arguments)
        self._child: subprocess.Popen[bytes] | None = None
        self._ended_by = 0

    def run(self) -> int:
        """The console's exit status."""
        for name in _FORWARDED:
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._forward)
        quick_crashes, is_restart = 0, False
        while True:
            began = time.monotonic()
            status = self._run_once(is_restart=is_restart)
            if status in _PROPER or self._ended_by:
                return status if status >= 0 else 128 - status
            quick_crashes = quick_crashes + 1 if time.monotonic() - began < _QUICK_S else 1
            if quick_crashes >= _MOST_QUICK_CRASHES:
                sys.stderr.write("storecast: the console crashes again and again; its log says why\n")
                return 1
            sys.stderr.write("storecast: the console crashed; starting it again, the stream goes on\n")
            is_restart = True
            if number := self._signal_in_pause(min(0.1 * (quick_crashes - 1), _LONGEST_PAUSE_S)):
                return 128 + number

    def _signal_in_pause(self, seconds: float) -> int:
        """The signal that ends the show instead of starting it again; 0: none."""
        time.sleep(seconds)
        return self._ended_by

    def _run_once(self, *, is_restart: bool) -> int:
        environment = {**os.environ, "STORECAST_RESTARTED": "1"} if is_restart else None
        self._child = subprocess.Popen(self._command, env=environment)
        if self._ended_by:
            self._pass_on(self._ended_by)
        while True:
            try:
                return self._child.wait()
            except KeyboardInterrupt:
                continue

    def _forward(self, number: int, _frame: FrameType | None) -> None:
        """A terminal sends Ctrl+C to the console as well; twice means the same there."""
        self._ended_by = number
        self._pass_on(number)

    def _pass_on(self, number: int) -> None:
        """Windows has no signals to send, and tells the console of Ctrl+C itself."""
        if self._child is not None and os.name == "posix":
            self._child.send_signal(number)


def supervise(options: Options, arguments: Sequence[str]) -> int:
    """Runs the console with these arguments; one that must make a folder of its own gets the same each time.

    A misspelt show file is told here: the window would begin an empty show under that name.
    """
    if options.show_file is not None and not options.show_file.is_file():
        sys.stderr.write(f"storecast: {options.show_file}: no such show file; check the path\n")
        return 2
    needs_folder = (options.is_headless or options.command == "demo") and options.report is None
    folder = ["--report", tempfile.mkdtemp(prefix="storecast-")] if needs_folder else []
    return Supervisor([*arguments, *folder]).run()
