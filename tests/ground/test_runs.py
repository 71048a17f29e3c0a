"""The long runs: each is found by its `run`, and gets the arguments that are meant for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import runs

MODULE = '"""Echoes."""\n\n\ndef run(*arguments: str) -> list[str]:\n    return list(arguments)\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = tmp_path / "echoes"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "echo.py").write_text(MODULE)
    (package / "other.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    return package


def test_what_follows_a_name_belongs_to_that_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert runs.main("echoes", folder, ["echo", "--short"]) == 0
    assert '"--short"' in capsys.readouterr().out


def test_arguments_without_one_name_belong_to_nobody(folder: Path) -> None:
    with pytest.raises(SystemExit):
        runs.main("echoes", folder, ["--short"])
    with pytest.raises(SystemExit):
        runs.main("echoes", folder, ["echo", "other", "--short"])
