"""What a fake device is to do now: a file that a fault run writes and the device in a process of the show reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class Orders:
    """The file with what a device is to do now, and beside it the log of how often it was opened."""

    def __init__(self, path: Path, well: Mapping[str, Any]) -> None:
        self._path = path
        self._well = well

    def give(self, **changes: object) -> None:
        """Replaces the orders; what is not named is as it should be."""
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps({**self._well, **changes}))
        fresh.replace(self._path)

    def now(self) -> dict[str, Any]:
        """Any: the values are of mixed types."""
        return dict(json.loads(self._path.read_text()))

    def note_opened(self) -> None:
        with self._path.with_suffix(".opened").open("a") as file:
            file.write("opened\n")

    @property
    def times_opened(self) -> int:
        return self._path.with_suffix(".opened").read_text().count("opened")
