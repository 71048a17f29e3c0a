"""The time that a platform still waits is counted down beside the message, and never goes below zero."""

from __future__ import annotations

import pytest

from app.domain.ingest import Closing
from app.snapshot import ShowPhase, Snapshot
from widgets.banner import closing_words
from widgets.words import speech

SAID = speech.words("en")


@pytest.mark.parametrize(
    ("closing", "phase", "words"),
    [
        (Closing("Douyin", 86.0), ShowPhase.RECONNECTING, ("Douyin ends\nthe show in", "1:26")),
        (Closing("Douyin", 59.1), ShowPhase.LIVE, ("Douyin ends\nthe show in", "1:00")),
        (Closing("Douyin", 0.0), ShowPhase.RECONNECTING, ("Douyin may have\nended the show", "")),
        (Closing("Douyin", 86.0), ShowPhase.ENDED, ("", "")),
        (None, ShowPhase.RECONNECTING, ("", "")),
    ],
)
def test_the_countdown_says_who_closes_and_when(
    closing: Closing | None, phase: ShowPhase, words: tuple[str, str]
) -> None:
    assert closing_words(Snapshot(phase=phase, closing=closing), SAID) == words
