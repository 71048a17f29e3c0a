"""One console per database: a lock of the operating system, which no crash leaves behind."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """Held from construction to `release`, or until the process ends. Raises `BlockingIOError` when another has it."""

    def __init__(self, database: Path) -> None:
        database = database.resolve()  # a link to a database is that database
        self._file = open(database.with_name(f"{database.name}.lock"), "ab")  # noqa: SIM115  # held until release
        try:
            _take(self._file)
        except OSError as error:
            self._file.close()
            raise BlockingIOError(str(error)) from None

    def release(self) -> None:
        self._file.close()
