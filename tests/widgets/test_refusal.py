"""What keeps the program from starting is said where whoever clicked its icon can read it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.command_line import Options
from app.domain.fault import FaultCode
from app.settings.folders import Folders
from tests.e2e.rig import ROOT
from widgets import application
from widgets.words import speech
from widgets.words.catalogue import Language

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


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_wrong_show_file_is_one_line_and_a_small_window_in_its_language(
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: Language,
) -> None:
    wrong = tmp_path / "show.toml"
    wrong.write_text("[show]\nfps = 7\n")
    (tmp_path / "preferences.toml").write_text(f'language = "{language}"\n')
    shown: list[str] = []
    monkeypatch.setattr(application, "_application", lambda: qapp)
    monkeypatch.setattr(application, "refuse", lambda _application, words: shown.append(words))
    options = Options(command="show", show_file=wrong, report=tmp_path / "r")
    assert application.run(options, folders(tmp_path)) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "show.toml" in told and "fps" in told
    frame, line = shown[0].split("\n\n")
    assert (frame, f"storecast: {line}\n") == (speech.words(language).show_file_wrong, told)
    assert wrong.read_text() == "[show]\nfps = 7\n", "a file that was named is never changed"


def test_the_windows_own_file_is_mended_and_it_says_so(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "show.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "show.toml.1").write_text('[show]\ntitle = "Coats"\n')
    console = application.Console(Options(command="window"), folders(tmp_path))
    parts = console._parts  # what the window is built on, before it is shown
    parts.start()
    assert parts.choices.plan.title == "Coats"
    assert [one.code for one in parts.faults.all()] == [FaultCode.SHOW_FILE_RESTORED]
    parts.close(5.0)


def folders(folder: Path) -> Folders:
    return Folders(config=folder, data=folder, log=folder, run=folder / "run", videos=folder)
