"""The window's own show file: a damaged one keeps nobody from selling."""

from __future__ import annotations

import logging
from pathlib import Path

from app.domain.fault import Fault, FaultCode
from app.settings.connector_plan import Kinds
from app.settings.plan import Plan, load
from app.settings.safe_file import generations, supersede
from app.settings.show_file import ShowFileError, read

OWN_FILE = "show-file"
"""The part of the console that the fault of this file concerns."""
_log = logging.getLogger(__name__)


def load_own(path: Path, kinds: Kinds) -> tuple[Plan, Fault | None]:
    """The plan in the file at `path`, and what is to be said of it.

    A file that cannot be used is set aside; the newest of its older texts that can be used stands in its place, else
    an empty one. Raises `ShowFileError` when the folder takes neither.
    """
    try:
        return load(path, kinds), None
    except ShowFileError as error:
        _log.warning("%s", error)
        code, text = _substitute(path, kinds)
        try:
            supersede(path, text, mode=0o644)
        except OSError:
            raise error from None
        return load(path, kinds), Fault(code, OWN_FILE, detail=str(error))


def _substitute(path: Path, kinds: Kinds) -> tuple[FaultCode, str]:
    for older in generations(path)[1:]:
        try:
            load(older, kinds)
            return FaultCode.SHOW_FILE_RESTORED, read(older)
        except ShowFileError as error:
            _log.warning("%s", error)
    return FaultCode.SHOW_FILE_BEGUN_ANEW, ""
