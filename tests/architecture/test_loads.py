"""What each process loads, seen by really importing it: no codec in the console, no Qt in the engine."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT


def loaded(module: str, *unwanted: str) -> list[str]:
    """Which of the unwanted packages stand in `sys.modules` after the import."""
    program = f"import sys, {module}; print(*[m for m in {unwanted!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    "module", ["main", "widgets.console", "app.composition", "app.engine.client", "app.store.totals"]
)
def test_the_console_never_loads_the_engines_libraries(module: str) -> None:
    assert loaded(module, "cv2", "av") == []


@pytest.mark.parametrize(
    "module",
    ["main", "app.engine.service", "app.store.totals", "app.store.verify", "app.show", "app.supervisor"],
)
def test_the_core_never_loads_qt(module: str) -> None:
    assert loaded(module, "PySide6", "shiboken6", "qasync") == []


def test_the_supervisor_stays_small() -> None:
    assert loaded("app.supervisor", "numpy", "sqlalchemy", "aiohttp", "requests") == []


def test_a_loaded_library_is_seen() -> None:
    assert loaded("av", "av", "cv2") == ["av"]
