"""What keeps the program from starting is said where whoever clicked its icon can read it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.command_line import Options
from app.settings.folders import Folders
from tests.e2e.rig import ROOT
from widgets import application

# In a process of its own: a window that is really shown makes Qt's offscreen platform warn.
PROGRAM = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from widgets.refusal import refuse
application = QApplication(["storecast"])
def read():
    box = QApplication.activeModalWidget()
    print(box.textFormat().name, box.text())
QTimer.singleShot(0, read)
refuse(application, "<b>show.toml:2</b> is wrong", within_ms=50)
print("closed", QApplication.activeModalWidget())
"""


def test_a_refusal_closes_by_itself_and_shows_its_words_as_they_are() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines() == ["PlainText <b>show.toml:2</b> is wrong", "closed None"]


@pytest.mark.parametrize("is_named", [True, False])
def test_a_wrong_show_file_is_one_line_and_a_small_window(
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    is_named: bool,
) -> None:
    """Named on the command line, or the window's own one behind an icon."""
    wrong = tmp_path / "show.toml"
    wrong.write_text("[show]\nfps = 7\n")
    shown: list[str] = []
    monkeypatch.setattr(application, "_application", lambda: qapp)
    monkeypatch.setattr(application, "refuse", lambda _application, words: shown.append(words))
    folders = Folders(config=tmp_path, data=tmp_path, log=tmp_path, run=tmp_path / "run", videos=tmp_path)
    options = (
        Options(command="show", show_file=wrong, report=tmp_path / "r")
        if is_named
        else Options(command="window")
    )
    assert application.run(options, folders) == 2
    told = capsys.readouterr().err
    assert told == f"storecast: {shown[0]}\n" and "show.toml" in told and "fps" in told
