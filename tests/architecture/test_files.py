"""The rules of the house that no linter knows: one room a file, a first sentence, no names of machines."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, files, named, sources, walked

MOST_LINES = 300
_TEXT = {
    ".py",
    ".md",
    ".toml",
    ".yml",
    ".spec",
    ".sh",
    ".json",
    ".lock",
    ".cfg",
    ".nsi",
    ".txt",
    ".plist",
    ".svg",
}
# Paths of one machine and hosts of package registries have no place in the project.
_MACHINES = re.compile(
    r"(?:^|[\s\"'(=])/(?:work|root|farm)/|py" + r"pi\.org|python" + r"hosted|npm" + r"js\."
)
_UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
_NAMELESS = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}


def test_every_file_is_one_room() -> None:
    long = {named(path): len(lines(path)) for path in sources() if len(lines(path)) > MOST_LINES}
    assert not long


def test_every_module_says_what_it_is_for() -> None:
    silent = [named(path) for path in sources() if not ast.get_docstring(parsed(path))]
    assert not silent


def test_no_file_is_named_after_nothing() -> None:
    nameless = [
        named(path) for path in sources() if _NAMELESS & set(path.relative_to(ROOT).with_suffix("").parts)
    ]
    assert not nameless


def test_nothing_waits_to_be_finished() -> None:
    assert not found(_UNFINISHED, sources())


def test_nothing_names_a_machine_or_a_registry() -> None:
    assert not found(_MACHINES, [path for path in files() if path.suffix in _TEXT or path.name == "run"])


def test_the_domain_stands_on_the_standard_library_alone() -> None:
    foreign = [
        f"{named(path)}: {name}"
        for path in sorted((ROOT / "app" / "domain").rglob("*.py"))
        for name in imported(path)
        if not name.startswith("app.domain") and name.split(".")[0] not in sys.stdlib_module_names
    ]
    assert not foreign


@pytest.mark.parametrize(
    ("source", "is_seen"),
    [
        ("x = '/ro" + "ot/here'", True),
        ("x = 'https://py" + "pi.org/simple'", True),
        ("x = '/home/root'", False),
    ],
)
def test_a_machines_name_is_seen(source: str, is_seen: bool) -> None:
    assert bool(_MACHINES.search(source)) == is_seen


def test_an_unpacked_archive_is_looked_at_without_git(tmp_path: Path) -> None:
    for name in ("app/a.py", ".venv/b.py", "app/__pycache__/c.py", ".mypy_cache/d.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert walked(tmp_path) == [tmp_path / "app" / "a.py"]


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> list[str]:
    names = []
    for node in ast.walk(parsed(path)):
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    return names


def found(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{named(path)}:{number}"
        for path in paths
        for number, line in enumerate(lines(path), 1)
        if pattern.search(line)
    ]
