"""The window's own program, on a screen that nobody sees: what crashes goes on."""

from __future__ import annotations

import signal
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.e2e.rig import ROOT, Program, until, with_pid

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
