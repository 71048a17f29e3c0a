"""While nobody watches, trouble says what viewers would see, never that they see it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.domain.fault import Fault, FaultCode
from app.snapshot import ShowPhase, Snapshot
from widgets.banner import message_of
from widgets.checks import checks
from widgets.proof.scenes import scenes
from widgets.theme.tokens import DARK
from widgets.words import speech
from widgets.words.catalogue import Language

WATCHED = re.compile(
    r"[Vv]iewers (see|hear)\b|for viewers|(stream|show) (goes on|is not touched)|观众(?!会|延迟)|直播(照常|不受|没有)"
)


def told(snapshot: Snapshot, language: Language, code: FaultCode) -> list[str]:
    """What the banner and the rows of the pre-flight say."""
    said = speech.words(language)
    wrong = replace(snapshot, faults=(Fault(code, where(code), True, "540p"),))
    rows = checks(wrong, said) if snapshot.phase is ShowPhase.SETUP else ()
    return [message_of(wrong, said, DARK, lacking=None).means, *(one.evidence for one in rows)]


def where(code: FaultCode) -> str:
    """The part that has this trouble, where the pre-flight has a row for it."""
    if code in (FaultCode.PHONE_AWAY, FaultCode.PHONE_PORT_IN_USE):
        return "camera"
    return next((part for part in ("camera", "microphone") if code.startswith(part)), "second-canvas")


@pytest.mark.parametrize("code", FaultCode)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_nobody_is_said_to_watch_before_the_show_is_on_air(language: Language, code: FaultCode) -> None:
    states = scenes(language)
    connecting = replace(states["reconnecting"], was_live=False)
    for snapshot in (states["setup"], states["setup-many"], states["rehearsal"], connecting):
        assert [text for text in told(snapshot, language, code) if WATCHED.search(text)] == []


@pytest.mark.parametrize("state", ["live", "reconnecting"])
def test_on_air_it_says_what_viewers_see(state: str) -> None:
    snapshot = replace(scenes("en")[state], was_live=True)
    assert told(snapshot, "en", FaultCode.CAMERA_LOST)[0].startswith("Viewers see a waiting picture. ")


def test_both_languages_speak_of_the_same_troubles() -> None:
    assert speech.words("zh").unwatched.keys() == speech.words("en").unwatched.keys()
