"""The window's own program, on a screen that nobody sees: what crashes goes on."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.rig import ROOT, SHOW, Program, until, with_pid

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="finds its processes through /proc"
)


class Demo(Program):
    """`storecast demo` with its window."""

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(ROOT / "main.py"), "demo", *arguments]

    @property
    def database(self) -> Path:
        return self.report_folder / "rehearsal.db"

    def kinds(self) -> list[str]:
        """The kinds of all events so far."""
        if not self.database.exists():
            return []
        try:
            with sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True) as connection:
                return [kind for (kind,) in connection.execute("SELECT kind FROM events ORDER BY seq")]
        except sqlite3.OperationalError:  # its tables are being made
            return []
        finally:
            connection.close()

    def at_s(self, kind: str) -> float:
        """When the first event of a kind happened, in media time."""
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            query = "SELECT payload FROM events WHERE kind = ? ORDER BY seq"
            return float(json.loads(connection.execute(query, (kind,)).fetchone()[0])["at_s"])


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return Demo(tmp_path, "", QT_QPA_PLATFORM="offscreen")


def test_a_window_that_crashed_takes_up_its_show_where_it_was(demo: Demo) -> None:
    until(lambda: "stream.programme-started" in demo.kinds(), 30, "the rehearsal runs")
    engine, console = demo.pid_of("--engine"), demo.pid_of("--console")
    with_pid(console, signal.SIGKILL)
    until(lambda: "show.resumed" in demo.kinds(), 20, "another window goes on with it")
    assert demo.pid_of("--console") not in (0, console)
    assert demo.pid_of("--engine") == engine
    assert demo.kinds().count("show.opened") == 1
    demo.process.send_signal(signal.SIGTERM)
    assert demo.wait(30) == 0, demo.output.read_text()
    assert demo.kinds()[-1] == "show.ended"
    assert demo.verify() == 0


def test_a_demo_with_a_window_ends_when_its_seconds_are_over(tmp_path: Path) -> None:
    demo = Demo(tmp_path, "", "--seconds", "3", QT_QPA_PLATFORM="offscreen")
    assert demo.wait(40) == 0, demo.output.read_text()
    assert demo.kinds()[-1] == "show.ended"
    assert demo.at_s("show.ended") - demo.at_s("stream.programme-started") >= 3


class Shown(Program):
    """`storecast show` with its window, which nobody puts on air."""

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(ROOT / "main.py"), "show", str(self.show_file), *arguments]


def test_a_window_that_nobody_puts_on_air_ends_with_its_seconds_too(tmp_path: Path) -> None:
    shown = Shown(tmp_path, SHOW.format(root=ROOT), "--seconds", "2", QT_QPA_PLATFORM="offscreen")
    assert shown.wait(40) == 0, shown.output.read_text()


def test_a_window_that_is_closed_ends_its_show(tmp_path: Path) -> None:
    report = tmp_path / "report"
    home = {name: str(tmp_path / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")}
    closed = subprocess.run(
        [sys.executable, "-m", "tests.e2e.close_window", str(report)],
        cwd=ROOT,
        env={**os.environ, **home, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert closed.returncode == 0, closed.stderr
    with contextlib.closing(sqlite3.connect(report / "rehearsal.db")) as connection:
        kinds = [kind for (kind,) in connection.execute("SELECT kind FROM events ORDER BY seq")]
    assert kinds[-1] == "show.ended"
    written = json.loads((report / "report.json").read_text())
    assert written["recordings"][0]["seconds"] < 20
