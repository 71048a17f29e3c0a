"""What console and engine say of the second canvas: the same show, framed the other way round, at the same time."""

from __future__ import annotations

import msgspec

from app.engine.figures import FaultReport
from app.engine.message import Command

WHERE = "second-canvas"
_SECOND = "second/"


class SetSecondCanvas(Command, tag="set-second-canvas", frozen=True, kw_only=True):
    """A second programme of that size beside the first, with its frame rate and its sound; zero width: none.

    The same words again change nothing, not even that it was refused or given up: who wants it tried once more
    takes it away first. `is_carried`, `lost`: what the engine before has found out, for one that takes its place.
    """

    width: int = 0
    height: int = 0
    video_kbps: int = 0
    is_carried: bool = False
    lost: FaultReport | None = None


class SecondHealth(msgspec.Struct, frozen=True, kw_only=True):
    """What is encoded of the second canvas now, and its frames so far; `is_on_trial` until the computer has shown that
    it can carry both."""

    width: int
    height: int
    fps: int
    video_kbps: int
    composed: int = 0
    encoded: int = 0
    dropped_encoder_full: int = 0
    left_out_lowered: int = 0
    is_on_trial: bool = False


def second_slot(slot: str) -> str:
    """The slot of that name on the second canvas."""
    return _SECOND + slot


def is_second_slot(slot: str) -> bool:
    return slot.startswith(_SECOND)


def plain_slot(slot: str) -> str:
    """The slot's name on its own canvas."""
    return slot.removeprefix(_SECOND)
