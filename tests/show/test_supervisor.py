"""The supervisor: a signal between two consoles ends the show, on every system."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.command_line import parsed
from app.supervisor import Supervisor, supervise


class Child:
    """A console that crashes at once; keeps what it was sent."""

    def __init__(self) -> None:
        self.signals: list[int] = []

    def wait(self) -> int:
        return 77

    def send_signal(self, number: int) -> None:
        self.signals.append(number)


@pytest.fixture(autouse=True)
def own_signals() -> Iterator[None]:
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def test_a_signal_in_the_pause_starts_no_other_console(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Child] = []

    def start(*_: object, **__: object) -> Child:
        assert not started, "another console was started after the signal"
        started.append(Child())
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(time, "sleep", lambda _: signal.raise_signal(signal.SIGTERM))
    assert Supervisor([]).run() == 128 + signal.SIGTERM


def test_a_signal_while_the_console_starts_reaches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    child = Child()

    def start(*_: object, **__: object) -> Child:
        signal.raise_signal(signal.SIGTERM)
        return child

    monkeypatch.setattr(subprocess, "Popen", start)
    assert Supervisor([]).run() == 77
    assert child.signals == [signal.SIGTERM]


def test_windows_is_sent_no_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    child = Child()

    def start(*_: object, **__: object) -> Child:
        signal.raise_signal(signal.SIGINT)
        return child

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(os, "name", "nt")
    assert Supervisor([]).run() == 77
    assert child.signals == []


def test_a_misspelt_show_file_is_one_line_and_begins_no_show(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["show", str(tmp_path / "shwo.toml")]
    assert supervise(parsed(arguments), arguments) == 2
    assert (
        capsys.readouterr().err == f"storecast: {tmp_path / 'shwo.toml'}: no such show file; check the path\n"
    )
    assert not list(tmp_path.iterdir())
