"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MOST_LINES = 300
_TEXT = {".py", ".md", ".toml", ".yml", ".spec", ".sh", ".json", ".lock", ".cfg", ".nsi", ".txt"}
# Paths of one machine and hosts of package registries have no place in the project.
_FORBIDDEN = re.compile(
    r"(?:^|[\s\"'(=])/(?:work|root|farm)/|py" + r"pi\.org|python" + r"hosted|npm" + r"js\."
)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def sources() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py"]


def test_every_file_is_one_room() -> None:
    too_long = {
        str(path.relative_to(ROOT)): count
        for path in sources()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert not too_long


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources()
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_the_domain_stands_on_the_standard_library_alone() -> None:
    for path in (ROOT / "app" / "domain").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
            for name in names:
                assert name.startswith("app.domain") or name.split(".")[0] in sys.stdlib_module_names, name


def test_nothing_names_a_machine_or_a_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix in _TEXT or path.name == "run"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if _FORBIDDEN.search(line)
    ]
    assert not found


def test_the_lock_is_pinned_by_hash_and_names_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert "==" in block and "--hash=sha256:" in block, block.splitlines()[0]


def test_the_lock_covers_what_the_project_asks_for() -> None:
    locked = {
        re.split(r"[=<>!~; \[]", line)[0].lower().replace("_", "-")
        for line in (ROOT / "requirements.lock").read_text().splitlines()
        if line and line[0].isalnum()
    }
    asked = re.findall(
        r'^    "([A-Za-z0-9_.-]+)(?:\[\w+\])?[><=]', (ROOT / "pyproject.toml").read_text(), re.M
    )
    assert asked
    assert {name.lower().replace("_", "-") for name in asked} <= locked


@pytest.mark.parametrize(
    "module", ["widgets.console", "app.composition", "app.engine.client", "app.store.totals"]
)
def test_the_console_never_loads_the_engines_libraries(module: str) -> None:
    program = f"import sys, {module}; print([m for m in ('cv2', 'av') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize("module", ["app.engine.service", "app.store.totals", "app.store.verify", "app.show"])
def test_the_core_never_loads_qt(module: str) -> None:
    program = f"import sys, {module}; print([m for m in sys.modules if m.startswith('PySide6')])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr
