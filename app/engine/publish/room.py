"""How long the recording's folders will last, and which of them comes next."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

WARN_S = 330.0
"""The host is told five minutes ahead; half a minute more, since a rate is an estimate."""

LEAVE_S = 15.0
"""A folder is left this long before it is full: a new part begins within a key frame's distance, two seconds."""

RESERVE = 8 << 20
"""Bytes that are never counted on: what the file system keeps for itself, and a fragment."""

FOLDER_FAILURES = (OSError, ValueError)
"""What a folder may raise: Python answers a name that no system takes (a NUL in it) with a `ValueError`."""


class Room:
    """Belongs to the recording's thread. `free(folder)` gives bytes and raises `OSError`, as for a folder that is
    not there. `rate` is what the recording takes, bytes a second; 0 until it is known.
    """

    def __init__(self, folders: Sequence[Path], free: Callable[[Path], int]) -> None:
        self._folders = tuple(folders)
        self._free = free
        self.rate = 0.0
        self._was_scarce = False

    def by_preference(self) -> tuple[Path, ...]:
        """All folders: those with room in the host's order, then the others, the one with the most left first."""
        return tuple(
            sorted(
                self._folders, key=lambda one: -self._left(one) if self._is_nearly_full(one) else -math.inf
            )
        )

    def should_leave(self, folder: Path) -> bool:
        """Whether `folder` is nearly full and another one, on another disk, has twice the room that makes it so.

        Else two that are nearly full would be left for each other, as each part's rate is a little different.
        """
        if not self._is_nearly_full(folder):
            return False
        mine = _disk_of(folder)
        others = [one for one in self._folders if _disk_of(one) != mine]
        return any(self._usable(one) > 2 * LEAVE_S * self.rate for one in others)

    def is_scarce(self) -> bool:
        """Whether all folders together last less than five minutes; from then on, until half as much again is there.

        The rate is of a part's beginning by turns: a warning that comes and goes with it would be no warning.
        """
        by_disk = {_disk_of(folder): self._usable(folder) for folder in self._folders}
        enough_s = WARN_S * (1.5 if self._was_scarce else 1)
        self._was_scarce = sum(by_disk.values()) < enough_s * self.rate
        return self._was_scarce

    def _is_nearly_full(self, folder: Path) -> bool:
        return self._usable(folder) <= LEAVE_S * self.rate

    def _usable(self, folder: Path) -> int:
        return max(0, self._left(folder) - RESERVE)

    def _left(self, folder: Path) -> int:
        try:
            return self._free(folder)
        except FOLDER_FAILURES:
            return 0


def _disk_of(folder: Path) -> int | str:
    """What two folders on one disk have in common; a folder that is yet to be made is on its parent's."""
    for one in (folder, *folder.parents):
        try:
            return one.stat().st_dev
        except FOLDER_FAILURES:
            continue
    return str(folder)
