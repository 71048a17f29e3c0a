"""The project's own files, with git or, in an unpacked archive, without it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_MADE = {".git", ".venv", ".hypothesis", "__pycache__", "build", "dist", "out", "node_modules"}


def files() -> list[Path]:
    """All that belongs to the project: what git tracks, else everything that no tool made."""
    git = shutil.which("git")
    if git is None:
        return walked(ROOT)
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    tracked = [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    return tracked or walked(ROOT)


def walked(root: Path) -> list[Path]:
    """The same without git."""
    found = []
    for folder, below, names in os.walk(root):
        below[:] = [one for one in below if one not in _MADE and not one.endswith(("_cache", ".egg-info"))]
        found += [Path(folder) / name for name in names]
    return sorted(found)


def sources() -> list[Path]:
    return [path for path in files() if path.suffix == ".py"]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
