"""What is said of the recording: where it goes, whether it goes on, and what there is of it after the show."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedWords:
    """Part of `Words`; braces name what is filled in."""

    second: str


ENGLISH = RecordedWords(
    second="Into {folder} instead",
)

CHINESE = RecordedWords(
    second="改存到 {folder}",
)
