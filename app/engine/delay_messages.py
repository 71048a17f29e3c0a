"""What console and engine say about the viewers' delay: codes that went on air, codes that the camera sees."""

from __future__ import annotations

from app.engine.message import Command, Report


class ReadCodes(Command, tag="read-codes", frozen=True, kw_only=True):
    """Looks for codes in what the cameras see, for `for_s` seconds from now; 0: no longer."""

    for_s: float


class MarkShown(Report, tag="mark-shown", frozen=True, kw_only=True):
    """A sprite with that mark is in the picture for the first time: in the frame of `media_ns`."""

    mark: int
    media_ns: int


class CodeSeen(Report, tag="code-seen", frozen=True, kw_only=True):
    """A camera saw the code with these digits, on a phone that is held up to it; `media_ns` is when."""

    digits: str
    media_ns: int
