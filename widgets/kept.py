"""What there is of the recording when the show is over: all of it, a part, or nothing."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from pathlib import Path

from app.snapshot import Snapshot
from widgets.fault_words import is_unrecorded

_LATE_S = 5.0
"""A recording begins with a key frame and ends with a whole fragment; another engine takes a moment."""

_TROUBLED_LATE_S = 2.0
_MOST_CHARS = 40


class Kept(enum.Enum):
    """`OFF`: nobody wanted a recording."""

    OFF = "off"
    WHOLE = "whole"
    PART = "part"
    FAILED = "failed"


def kept(snapshot: Snapshot) -> Kept:
    """Of a show that has ended."""
    did_fail = any(is_unrecorded(one.where, one.code) for one in snapshot.state.troubles)
    if not any(snapshot.recordings.values()):
        return Kept.FAILED if did_fail or snapshot.choices.recording_folder else Kept.OFF
    missing_s = length_s(snapshot) - sum(snapshot.recordings.values())
    return Kept.PART if missing_s > (_TROUBLED_LATE_S if did_fail else _LATE_S) else Kept.WHOLE


def length_s(snapshot: Snapshot) -> float:
    """Of the show, from its first picture; what there is of it where nobody knows that."""
    since_s = snapshot.state.programme_since_s
    return sum(snapshot.recordings.values()) if since_s is None else snapshot.at_s - since_s


def folder_names(paths: Iterable[str]) -> dict[Path, str]:
    """The shortest ends of the folders that tell them apart; nothing when there is one alone."""
    folders = list(dict.fromkeys(Path(path).parent for path in paths))
    if len(folders) < 2:
        return {}
    deepest = max(len(folder.parts) for folder in folders)
    names = next(
        names
        for depth in range(1, deepest + 1)
        if len(set(names := ["/".join(folder.parts[-depth:]) for folder in folders])) == len(folders)
    )
    return dict(zip(folders, (_short(name) for name in names), strict=True))


def _short(name: str) -> str:
    return name if len(name) <= _MOST_CHARS else f"…{name[1 - _MOST_CHARS :]}"
