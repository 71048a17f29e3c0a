"""One set-up at a time: a lock of the operating system, which no crash leaves behind."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[str]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[str]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def alone(path: Path, say: Callable[[str], None], pause_s: float = 0.2) -> Iterator[None]:
    """Waits until no other process is inside; tells once that it waits. The file itself stays and means nothing."""
    with path.open("a+", encoding="utf-8") as file:
        is_told = False
        while True:
            try:
                _take(file)
                break
            except OSError:
                if not is_told:
                    say("another dev.py is setting up here; waiting for it")
                is_told = True
                time.sleep(pause_s)
        yield
