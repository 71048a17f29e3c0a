"""How the other roles of the program are started: by name, never by reference, from source and frozen alike."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_MAIN = Path(__file__).resolve().parents[2] / "main.py"


def role_command(role: str, arguments: Sequence[str]) -> list[str]:
    """The command line of a role such as "--engine": the frozen program itself, or Python with main.py."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, str(_MAIN)]
    return [*program, role, *arguments]


def started_apart(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """A process in a session of its own: Ctrl+C at the terminal is the console's business alone."""
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, creationflags=flags
        )
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True, close_fds=True
    )


def kill(pid: int) -> None:
    """Ends a process at once; one that is gone already is fine."""
    try:
        os.kill(pid, 9 if os.name == "posix" else 15)
    except (ProcessLookupError, PermissionError, OSError):
        return
