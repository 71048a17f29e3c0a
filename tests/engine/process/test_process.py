"""A process is known by its number and its start, the same way on every system."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from ctypes import wintypes
from pathlib import Path

import pytest

from app.engine import process
from app.engine.process import StartTime, by_proc, by_ps, by_windows, is_alive
from app.engine.rendezvous import Rendezvous, announce, found, is_running

ALIVE, ENDED = 0x102, 0


class Windows:
    """Processes by number: the state and the start of each, as `kernel32` would tell; counts open handles."""

    def __init__(self, processes: dict[int, tuple[int, int]], error: int = 87) -> None:
        self.processes = processes
        self.error = error
        self.handles = 0

    def OpenProcess(self, access: int, inherits: bool, pid: int) -> int | None:  # noqa: N802  # Windows' names
        assert access == 0x101000 and not inherits, "nothing that could end or change it"
        self.handles += pid in self.processes
        return pid if pid in self.processes else None

    def WaitForSingleObject(self, handle: int, milliseconds: int) -> int:  # noqa: N802
        assert milliseconds == 0
        return self.processes[handle][0]

    def GetProcessTimes(self, handle: int, *times: object) -> int:  # noqa: N802
        created = times[0]._obj  # type: ignore[attr-defined]  # what byref() points at
        assert isinstance(created, wintypes.FILETIME) and len(times) == 4
        created.dwHighDateTime, created.dwLowDateTime = divmod(self.processes[handle][1], 1 << 32)
        return int(self.processes[handle][1] > 0)

    def CloseHandle(self, handle: int) -> int:  # noqa: N802
        self.handles -= 1
        return 1

    def last_error(self) -> int:
        return self.error


def ways() -> Iterator[StartTime]:
    if Path("/proc/self/stat").exists():
        yield by_proc
    if os.name == "posix":
        yield by_ps
    yield process.start_time


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as one:
        yield one
        one.kill()


@pytest.mark.parametrize("way", [*ways()])
def test_a_process_is_alive_until_it_has_ended(way: StartTime, child: subprocess.Popen[bytes]) -> None:
    assert way(child.pid) and is_alive(child.pid, "", way)
    assert not is_alive(child.pid, "of another one", way), "its number was given again"
    child.kill()
    if hasattr(os, "waitid"):
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert way(child.pid) == "", "it has ended and nobody has asked for its status yet"
    child.wait()
    assert way(child.pid) == ""
    assert not is_alive(child.pid, "", way)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no ps")
def test_ps_is_not_asked_in_the_persons_own_language(monkeypatch: pytest.MonkeyPatch) -> None:
    there = by_ps(os.getppid())
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert there and by_ps(os.getppid()) == there


@pytest.mark.skipif(os.name != "posix", reason="Windows has no ps")
def test_an_engine_is_not_taken_for_dead_when_nothing_can_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert by_ps(os.getpid()) is None
    assert is_alive(os.getpid(), "then", by_ps)


@pytest.mark.parametrize(
    ("state", "started", "found"), [(ALIVE, 1 << 56 | 7, str(1 << 56 | 7)), (ENDED, 9, ""), (ALIVE, 0, None)]
)
def test_windows_tells_a_process_by_its_creation(state: int, started: int, found: str | None) -> None:
    kernel = Windows({42: (state, started)})
    assert by_windows(42, kernel) == found
    assert kernel.handles == 0


@pytest.mark.parametrize(("error", "found"), [(87, ""), (5, ""), (8, None)])
def test_windows_tells_a_gone_process_from_one_it_cannot_ask_for(error: int, found: str | None) -> None:
    assert by_windows(42, Windows({}, error)) == found


def test_no_number_that_means_many_processes_is_ever_alive() -> None:
    everybody: Callable[[int], str | None] = lambda _: "then"  # noqa: E731
    assert not is_alive(0, "then", everybody) and not is_alive(-1, "then", everybody)
    assert is_running(Rendezvous("", "", "", os.getpid(), process.start_time(os.getpid()) or ""))


def test_an_engine_announces_itself_while_the_console_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace
    refused: list[tuple[Path, ...]] = []

    def busy(*names: Path) -> None:
        if len(refused) < 3:
            refused.append(names)
            raise PermissionError(13, "used by another process")
        replace(*names)

    monkeypatch.setattr(os, "replace", busy)
    monkeypatch.setattr("app.engine.rendezvous._AGAIN_S", 0.0)
    mine = Rendezvous("AF_UNIX", "nowhere", "key", os.getpid(), process.start_time(os.getpid()) or "")
    announce(tmp_path, mine)
    assert found(tmp_path) == mine
    assert len(refused) == 3
