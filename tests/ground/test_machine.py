"""dev.py on machines in every state: wrong Python, no packages, no root, killed half-way, two at once, no network."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from machine.commands import Commands, unseen
from machine.debian import FOR_TESTS, FOR_THE_PROGRAM, Debian
from machine.lock import alone

from tests.architecture.tree import ROOT

needs_posix = pytest.mark.skipif(os.name != "posix", reason="the fakes are shell scripts")


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Puts a small shell script in front of the real tool of that name; its calls go to `calls`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    def make(name: str, script: str) -> None:
        path = folder / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >> "{tmp_path}/calls"\n{script}\n')
        path.chmod(0o755)

    return make


def calls(tmp_path: Path) -> list[str]:
    return (tmp_path / "calls").read_text().splitlines()


def test_an_older_python_can_read_dev_py_to_say_that_it_is_too_old() -> None:
    source = (ROOT / "dev.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 4))
    assert not [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr | ast.AnnAssign)
    ]


def test_a_wrong_python_is_told_in_one_line(tmp_path: Path) -> None:
    program = (
        f"import sys, runpy; sys.version_info = (3, 14, 0); sys.argv = ['dev.py', 'demo'];"
        f"runpy.run_path({str(ROOT / 'dev.py')!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "dev.py: Storecast needs Python 3.11, 3.12 or 3.13; this is 3.14\n"


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([], 2),
        (["--help"], 0),
        (["dmeo"], 2),
        (["check", "--help"], 0),
        (["bundle", "-h"], 0),
        (["check", "app"], 2),
    ],
)
def test_wrong_usage_sets_nothing_up(tmp_path: Path, arguments: list[str], status: int) -> None:
    assert Commands(tmp_path).obey(arguments) == status
    assert not list(tmp_path.iterdir())


@needs_posix
def test_a_package_counts_under_its_newer_name_too(tool: Callable[[str, str], None], said: list[str]) -> None:
    tool("apt-get", "")
    tool("dpkg-query", "printf 'libglib2.0-0t64 installed\\nlibgl1 installed\\nxvfb config-files\\n'")
    assert Debian(said.append).missing(["libglib2.0-0", "libgl1", "xvfb"]) == ["xvfb"]


@needs_posix
def test_without_root_and_sudo_the_one_line_is_printed(
    tool: Callable[[str, str], None], said: list[str], tmp_path: Path
) -> None:
    tool("sudo", "exit 1")
    trouble = Debian(said.append, tmp_path / "policy", is_root=False).install(["libegl1", "xvfb"])
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1 xvfb" in trouble
    assert "\n" not in trouble
    assert calls(tmp_path) == ["sudo -n true"]


@needs_posix
@pytest.mark.parametrize("left", [None, "ours"])
def test_services_are_kept_from_starting_and_no_trace_stays(
    tool: Callable[[str, str], None], said: list[str], tmp_path: Path, left: str | None
) -> None:
    policy = tmp_path / "policy-rc.d"
    if left:
        policy.write_text(
            "#!/bin/sh\n# dev.py of Storecast, while it installs packages for its tests\nexit 101\n"
        )
    tool("apt-get", f'sh "{policy}"; echo "policy says $?" >> "{tmp_path}/calls"')
    tool("apt-cache", 'case "$2" in libglib2.0-0|nginxt64|inspircd*) exit 100;; esac; echo Version: 1')
    tool("systemctl", "")
    assert Debian(said.append, policy, is_root=True).install(["nginx", "libglib2.0-0", "inspircd"]) == ""
    log = calls(tmp_path)
    assert log.count("policy says 101") == 2
    assert any(line.startswith("apt-get install") and line.endswith("nginx libglib2.0-0t64") for line in log)
    assert "this release has no inspircd" in said
    assert "systemctl disable nginx" in log
    assert not policy.exists()


@needs_posix
def test_somebody_elses_policy_is_left_alone(
    tool: Callable[[str, str], None], said: list[str], tmp_path: Path
) -> None:
    policy = tmp_path / "policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 0\n")
    tool("apt-get", "")
    tool("apt-cache", "")
    Debian(said.append, policy, is_root=True).install(["libgl1"])
    assert policy.read_text() == "#!/bin/sh\nexit 0\n"


@needs_posix
def test_apt_that_fails_is_told_with_its_own_words(
    tool: Callable[[str, str], None], said: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tool("apt-get", "echo 'E: Unable to locate package'; exit 100")
    tool("apt-cache", "")
    trouble = Debian(said.append, tmp_path / "policy", is_root=True).install(["libgl1"])
    assert "apt-get failed" in trouble
    assert "E: Unable to locate package" in capfd.readouterr().err
    assert not (tmp_path / "policy").exists()


def test_two_set_ups_at_once_wait_for_each_other(tmp_path: Path, said: list[str]) -> None:
    path = tmp_path / "a folder" / ".venv.lock"
    path.parent.mkdir()
    order: list[str] = []

    def second() -> None:
        with alone(path, said.append, pause_s=0.01):
            order.append("second")

    waiting = threading.Thread(target=second, name="second-set-up")
    with alone(path, said.append):
        waiting.start()
        while not said:
            waiting.join(0.01)
        order.append("first")
    waiting.join(10)
    assert order == ["first", "second"]
    assert said == ["another dev.py is setting up here; waiting for it"]


def test_what_debian_needs_is_named_once() -> None:
    names = FOR_THE_PROGRAM + FOR_TESTS
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("system", "display", "typed", "told"),
    [
        ("linux", {"DISPLAY": ":0"}, [], []),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, [], []),
        ("darwin", {}, [], []),
        ("win32", {}, [], []),
        ("linux", {"DISPLAY": ""}, [], ["--headless", "--seconds", "20"]),
        ("linux", {}, ["--seconds", "5"], ["--headless"]),
        ("linux", {}, ["--seconds=5", "--headless"], []),
        ("linux", {}, ["--help"], []),
    ],
)
def test_a_demo_without_a_display_runs_unseen_and_ends(
    system: str, display: dict[str, str], typed: list[str], told: list[str]
) -> None:
    assert unseen(system, display, typed) == told
