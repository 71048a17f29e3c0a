"""The show file while the window edits it."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.fault import Fault, FaultCode
from app.faults import FaultBoard
from app.settings.safe_file import forget
from app.settings.show_edit import Value, save, with_values

Edit = Callable[[str], str]


@dataclass(slots=True)
class _Waiting:
    """Values of one table that nobody has begun to write."""

    table: str
    values: dict[str, Value] = field(default_factory=dict)


class ShowText:
    """The show file that the window edits; every edit is written in one worker, one after the other."""

    def __init__(self, path: Path | None, executor: Executor, faults: FaultBoard) -> None:
        self._path = path
        self._executor = executor
        self._faults = faults
        self._lock = threading.Lock()
        self._waiting: _Waiting | None = None

    def set(self, table: str, values: Mapping[str, Value]) -> None:
        """Sets keys of `[table]`. A slider asks faster than a disk writes: what waits is written together."""
        if self._path is None:
            return
        with self._lock:
            waiting = self._waiting
            if waiting is not None and waiting.table == table:
                waiting.values.update(values)
                return
            waiting = self._waiting = _Waiting(table, dict(values))
        self._executor.submit(self._set, self._path, waiting)

    def change(self, table: str, before: object, values: Mapping[str, Value]) -> None:
        """As `set`, from a table that was as `before`. A file that stays is not written: its author may have named it
        from the show file's own folder, and the plan knows the whole path only.
        """
        kept = {
            key: new for key, new in values.items() if not _is_file(key, new) or new != getattr(before, key)
        }
        if kept:
            self.set(table, kept)

    def edit(self, change: Edit) -> None:
        """Applies `change` to the text on disk; without a path (a demo) nothing is kept."""
        if self._path is not None:
            self._executor.submit(self._edit, self._path, change)

    def forget(self, text: str) -> None:
        """Removes older generations of the file in which `text` stands, once what was asked before is written."""
        if self._path is not None:
            self._executor.submit(forget, self._path, text)

    def _set(self, path: Path, waiting: _Waiting) -> None:
        with self._lock:
            if self._waiting is waiting:
                self._waiting = None
        self._edit(path, lambda text: with_values(text, waiting.table, waiting.values))

    def _edit(self, path: Path, change: Edit) -> None:
        try:
            text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
            changed = change(text)
            tomllib.loads(changed)
            save(path, changed)
            self._faults.set("settings", None)
        except (OSError, ValueError) as error:
            detail = getattr(error, "strerror", None) or "the show file was changed by somebody else"
            self._faults.set("settings", Fault(FaultCode.SETTINGS_FAILED, "settings", detail=detail))


def _is_file(key: str, value: Value) -> bool:
    return key in ("file", "ground_image") or (key == "source" and str(value).startswith("file:"))
