"""Where a running engine can be found: a file in its run folder with address, key and process."""

from __future__ import annotations

import json
import os
import secrets
import stat
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from app.engine.process import is_alive

_NAME = "engine.json"
_TRIES, _AGAIN_S = 20, 0.01


@dataclass(frozen=True, slots=True)
class Rendezvous:
    """`address` is a path, a pipe name or `host:port`; `key` authenticates both ends; `started` tells a pid's reuse."""

    family: str
    address: str
    key: str
    pid: int
    started: str

    def __repr__(self) -> str:
        return f"Rendezvous({self.family}, pid={self.pid})"

    @property
    def target(self) -> str | tuple[str, int]:
        """The address as the connection takes it."""
        if self.family != "AF_INET":
            return self.address
        host, port = self.address.rsplit(":", 1)
        return host, int(port)


def fresh_key() -> str:
    """A key for one engine's life."""
    return secrets.token_hex(32)


def make_private(folder: Path) -> Path:
    """The run folder, readable by this user alone."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) != 0o700:
        folder.chmod(0o700)
    return folder


def announce(folder: Path, rendezvous: Rendezvous) -> None:
    """Writes the file in one step; raises `OSError`."""
    draft = folder / f".{_NAME}.{os.getpid()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="ascii") as file:
        json.dump(asdict(rendezvous), file)
    for is_last in (*(False,) * _TRIES, True):
        try:
            os.replace(draft, folder / _NAME)
            return
        except PermissionError:  # Windows replaces no file that the console is reading just now
            if is_last:
                draft.unlink(missing_ok=True)
                raise
            time.sleep(_AGAIN_S)  # reading takes the console a millisecond


def found(folder: Path) -> Rendezvous | None:
    """The engine that announced itself there, None when there is none or its process is gone."""
    rendezvous = _read(folder)
    return rendezvous if rendezvous is not None and is_running(rendezvous) else None


def withdraw(folder: Path, pid: int) -> None:
    """Removes the file if it is that process's own."""
    rendezvous = _read(folder)
    if rendezvous is not None and rendezvous.pid == pid:
        (folder / _NAME).unlink(missing_ok=True)


def is_running(rendezvous: Rendezvous) -> bool:
    """Whether that very process still lives."""
    return is_alive(rendezvous.pid, rendezvous.started)


def _read(folder: Path) -> Rendezvous | None:
    try:
        return Rendezvous(**json.loads((folder / _NAME).read_text(encoding="ascii")))
    except (OSError, ValueError, TypeError):
        return None
