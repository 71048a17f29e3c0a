"""Without a screen the window says so in one line, and a demo runs unseen."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.rig import ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux may have no screen")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    away = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in away}
    environment |= {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    folder.chmod(0o700)
    command = [sys.executable, str(ROOT / "main.py"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_window_without_a_screen_is_one_line(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "--headless" in done.stderr


def test_a_show_without_destination_says_that_nobody_sees_it(tmp_path: Path) -> None:
    show = tmp_path / "show.toml"
    show.write_text('[show]\ntitle = "Coats"\n[camera]\nsource = "demo"\n')
    report = tmp_path / "report"
    done = run(tmp_path, "show", str(show), "--headless", "--seconds", "1", "--report", str(report))
    assert done.returncode == 0, done.stderr
    assert "nobody sees this show" in done.stderr
    assert json.loads((report / "report.json").read_text())["mode"] == "no-destination"


def test_a_demo_without_a_screen_runs_unseen(tmp_path: Path) -> None:
    done = run(tmp_path, "demo", "--seconds", "1", "--report", str(tmp_path / "report"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "report" / "window.png").exists()
