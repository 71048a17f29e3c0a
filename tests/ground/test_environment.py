"""The tree's .venv: made once, mended after a kill, and every trouble told in one line."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from machine.environment import Environment

from tests.architecture.tree import ROOT

# One worker makes the environment that all of these copy.
pytestmark = pytest.mark.xdist_group("environment")


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture(autouse=True)
def _no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree whose lock asks for nothing, with its environment."""
    root = tmp_path_factory.mktemp("made")
    (root / "requirements.lock").write_text("# nothing\n")
    assert environment(root, []).make() == ""
    return root


@pytest.fixture
def tree(tmp_path: Path, made: Path) -> Path:
    """A copy of it in a folder with a space."""
    root = tmp_path / "a shop"
    shutil.copytree(made, root, symlinks=True)
    return root


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The smallest package there is, where pip finds it."""
    path = tmp_path / "wheels" / "till-1.0-py3-none-any.whl"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("till.py", "")
        info = "till-1.0.dist-info"
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: till\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", f"till.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    monkeypatch.setenv("PIP_FIND_LINKS", str(path.parent))
    return path


def test_the_program_keeps_its_status_its_folder_and_a_pure_stdout(tree: Path, tmp_path: Path) -> None:
    (tree / "main.py").write_text("import os, sys; print(sys.argv[1:], os.getcwd()); sys.exit(3)")
    shutil.copy(ROOT / "dev.py", tree)
    shutil.copytree(ROOT / "packaging" / "machine", tree / "packaging" / "machine")
    done = subprocess.run(
        [sys.executable, str(tree / "dev.py"), "run", "totals", "--json"],
        cwd=tmp_path,
        env={
            **os.environ,
            "PATH": str(tmp_path),
        },  # no dpkg there: this machine's packages are not the matter
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == f"['totals', '--json'] {tmp_path}\n"
    assert done.stderr == ""
    assert done.returncode == 3


def environment(tree: Path, said: list[str]) -> Environment:
    return Environment(tree, said.append, probe="import json")


def test_a_ready_environment_is_ready_until_the_lock_changes(
    tree: Path, said: list[str], wheel: Path
) -> None:
    ours = environment(tree, said)
    assert ours.is_ready()
    pin(tree, wheel)
    assert not ours.is_ready()
    assert ours.make() == ""
    assert "making .venv" not in said
    assert ours.is_ready()
    assert list(ours.folder.rglob("till.py"))


def test_a_set_up_that_was_killed_is_done_again_from_nothing(tree: Path, said: list[str]) -> None:
    ours = environment(tree, said)
    (ours.folder / "storecast-lock.sha256").unlink()
    (ours.folder / "storecast-installing").touch()
    (ours.folder / "half").touch()
    assert not ours.is_ready()
    assert ours.make() == ""
    assert not (ours.folder / "half").exists()
    assert ours.is_ready()


def test_an_environment_of_another_python_is_made_anew(tree: Path, said: list[str]) -> None:
    ours = environment(tree, said)
    (ours.folder / "pyvenv.cfg").write_text("version = 3.9.2\n")
    (ours.folder / "storecast-lock.sha256").unlink()
    assert ours.make() == ""
    assert "making .venv" in said


def test_an_environment_made_by_hand_is_adopted(tree: Path, said: list[str]) -> None:
    ours = environment(tree, said)
    (ours.folder / "storecast-lock.sha256").unlink()
    assert not ours.is_ready()
    assert ours.make() == ""
    assert "making .venv" not in said


def test_a_package_whose_hash_is_wrong_is_refused_in_one_line(
    tree: Path, said: list[str], wheel: Path
) -> None:
    pin(tree, wheel, "0" * 64)
    trouble = environment(tree, said).make()
    assert trouble.startswith("pip could not install the lock: ERROR")
    assert "\n" not in trouble
    assert not environment(tree, said).is_ready()


def test_no_network_is_told_in_one_line(
    tree: Path, said: list[str], wheel: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pin(tree, wheel)
    monkeypatch.setenv("PIP_NO_INDEX", "0")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    trouble = environment(tree, said).make()
    assert trouble == "the package index cannot be reached; is the network there? Then run this again"
    assert not environment(tree, said).is_ready()


def test_packages_that_do_not_load_are_told(tree: Path, said: list[str]) -> None:
    (tree / ".venv" / "storecast-lock.sha256").unlink()
    trouble = Environment(tree, said.append, probe="raise ImportError('libGL.so.1: not found')").make()
    assert trouble.endswith("ImportError: libGL.so.1: not found")


def pin(tree: Path, wheel: Path, digest: str = "") -> None:
    """The lock then asks for the wheel, with its own hash or another one."""
    digest = digest or hashlib.sha256(wheel.read_bytes()).hexdigest()
    (tree / "requirements.lock").write_text(f"till==1.0 --hash=sha256:{digest}\n")
