"""Puts the fakes that a fault run names in its environment into the real processes of a show, before these begin."""

from __future__ import annotations

import importlib
import os
from pathlib import Path

CAMERA, MICROPHONE = "STORECAST_TEST_CAMERA", "STORECAST_TEST_MICROPHONE"
_FAKES = {
    "engine": {CAMERA: "fake_driver", MICROPHONE: "fake_microphone"},
    "console": {MICROPHONE: "muting_host"},
}


def installed(role: str) -> None:
    """In the process of that role: the files with the orders are named by the environment."""
    for name, module in _FAKES[role].items():
        if name in os.environ:
            # Here, since each pulls in what only its own process may import.
            importlib.import_module(f"tests.faults.{module}").install(Path(os.environ[name]))


def at_start(folder: Path, root: Path) -> str:
    """Makes a `sitecustomize` that installs what the environment names before a process of the show begins; the
    PYTHONPATH that finds it.
    """
    folder.mkdir()
    lines = [
        "import sys",
        "for role in ('engine', 'console'):",
        "    if f'--{role}' in sys.orig_argv:",
        f"        sys.path.insert(0, {str(root)!r})",
        "        from tests.faults.drivers import installed",
        "        installed(role)",
    ]
    (folder / "sitecustomize.py").write_text("\n".join(lines) + "\n")
    return str(folder)
