"""Rules for every test: no screen, no network but this machine, no trace in the user's folders, Qt's warnings fail."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import leaks

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

_LOCAL = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104  # compared, never bound
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


def _connect_locally(self: socket.socket, address: Any) -> None:
    _refuse_others(self, address)
    _connect(self, address)


def _connect_ex_locally(self: socket.socket, address: Any) -> int:
    _refuse_others(self, address)
    return _connect_ex(self, address)


def _refuse_others(one: socket.socket, address: Any) -> None:
    """Any address that is not this machine fails the test. Any: the shape depends on the socket's family."""
    if one.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(_LOCAL):
        raise AssertionError(f"a test tried to reach {address[0]}")


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_left_behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """At the end no thread and no process of the tests runs any more."""
    yield
    folder = tmp_path_factory.getbasetemp()
    assert not leaks.left(leaks.threads, 5)
    assert not leaks.left(lambda: leaks.processes(folder), 5)


@pytest.fixture(autouse=True)
def _this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", _connect_locally)
    monkeypatch.setattr(socket.socket, "connect_ex", _connect_ex_locally)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """HOME and the XDG folders lie in a folder of the test's own."""
    home: Path = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    runtime = home / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))


@pytest.fixture(scope="session")
def qapp() -> Any:
    """The one QApplication of a test process, in the program's own style."""
    # Imported here: tests without Qt must not pay for it, nor load it.
    from PySide6.QtWidgets import QApplication

    return QApplication.instance() or QApplication(["storecast"])


@pytest.fixture(autouse=True)
def _qt_says_nothing(request: pytest.FixtureRequest) -> Iterator[None]:
    """A message of Qt in a test that uses it is a failure of that test."""
    if "qapp" not in request.fixturenames:
        yield
        return
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    said: list[str] = []

    def keep(kind: QtMsgType, _context: object, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and kind is not QtMsgType.QtInfoMsg:
            said.append(text)

    before = qInstallMessageHandler(keep)
    yield
    qInstallMessageHandler(before)
    assert not said, f"Qt warned: {said}"
