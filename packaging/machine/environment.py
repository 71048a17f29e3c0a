"""The tree's own `.venv`: made, filled from the lock, mended after a set-up that was killed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

_UNREACHABLE = re.compile(
    r"NewConnectionError|Name or service not known|name resolution|getaddrinfo|Connection refused|"
    r"ConnectTimeout|Network is unreachable|ProxyError|Max retries|No route to host|from versions: none"
)
_PROBE = "import PySide6.QtWidgets, av, cv2, sounddevice"


class Environment:
    """Where the locked packages live. `is_ready` costs two small reads; `probe` must run once they are there."""

    def __init__(self, root: Path, say: Callable[[str], None], probe: str = _PROBE) -> None:
        self._probe = probe
        self.folder = root / ".venv"
        self._lock = root / "requirements.lock"
        self._stamp = self.folder / "storecast-lock.sha256"
        self._begun = self.folder / "storecast-installing"
        self._log = self.folder / "storecast-pip.log"
        self._say = say

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def is_ready(self) -> bool:
        """Whether it holds what the lock says, for the Python that asks."""
        return self.python.exists() and _read(self._stamp) == self._key()

    def make(self) -> str:
        """Makes, fills or mends it; returns what went wrong. The stamp is written last."""
        if not self._is_sound():
            shutil.rmtree(self.folder, ignore_errors=True)
            self._say(f"making {self.folder.name}")
            made = subprocess.run(
                [sys.executable, "-m", "venv", str(self.folder)], capture_output=True, text=True
            )
            if made.returncode:
                return "python3 -m venv failed: " + _last_line(made.stdout + made.stderr)
        return self._install()

    def _is_sound(self) -> bool:
        """Of this Python, with pip, and not left half-filled by a set-up that was killed."""
        made_by = re.search(
            r"^version(?:_info)? *= *(\d+)\.(\d+)", _read(self.folder / "pyvenv.cfg"), re.MULTILINE
        )
        if not made_by or (int(made_by[1]), int(made_by[2])) != sys.version_info[:2] or self._begun.exists():
            return False
        try:
            pip = subprocess.run([str(self.python), "-m", "pip", "--version"], capture_output=True)
        except OSError:
            return False
        return pip.returncode == 0

    def _install(self) -> str:
        self._say("installing the locked packages; the first time takes a minute or two")
        self._begun.touch()
        self._stamp.unlink(missing_ok=True)
        pip = [str(self.python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        pip += ["--progress-bar", "off", "--only-binary", ":all:", "--require-hashes", "-r", str(self._lock)]
        with self._log.open("w", encoding="utf-8") as log:
            done = subprocess.run(
                pip, stdout=log, stderr=subprocess.STDOUT, env={**os.environ, "PIP_USER": "0"}
            )
        if done.returncode:
            return self._why_pip_failed()
        probe = subprocess.run([str(self.python), "-c", self._probe], capture_output=True, text=True)
        if probe.returncode:
            return "the packages are installed but do not load: " + _last_line(probe.stderr)
        self._stamp.write_text(self._key(), encoding="utf-8")
        self._begun.unlink()
        return ""

    def _why_pip_failed(self) -> str:
        said = _read(self._log)
        self._begun.unlink(missing_ok=True)  # pip undoes what it could not finish; only a kill leaves halves
        if _UNREACHABLE.search(said):
            return "the package index cannot be reached; is the network there? Then run this again"
        errors = [line for line in said.splitlines() if line.startswith("ERROR")]
        return f"pip could not install the lock: {errors[-1] if errors else _last_line(said)} (all of it: {self._log})"

    def _key(self) -> str:
        return hashlib.sha256(self._lock.read_bytes() + repr(sys.version_info[:2]).encode()).hexdigest()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it said nothing"
