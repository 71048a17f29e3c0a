"""The show file while the window edits it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

from app.domain.fault import Fault, FaultCode
from app.faults import FaultBoard
from app.settings.safe_file import forget
from app.settings.show_edit import save

Edit = Callable[[str], str]


class ShowText:
    """The show file that the window edits; every edit is written in one worker, one after the other."""

    def __init__(self, path: Path | None, executor: Executor, faults: FaultBoard) -> None:
        self._path = path
        self._executor = executor
        self._faults = faults

    def edit(self, change: Edit) -> None:
        """Applies `change` to the text on disk; without a path (a demo) nothing is kept."""
        if self._path is not None:
            self._executor.submit(self._edit, self._path, change)

    def forget(self, text: str) -> None:
        """Removes older generations of the file in which `text` stands, once what was asked before is written."""
        if self._path is not None:
            self._executor.submit(forget, self._path, text)

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
