"""Whom the show reaches is said as it is: nobody, not yet, not all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from app.domain.fault import FaultCode
from app.engine.messages import FaultReport
from app.snapshot import Snapshot
from tests.widgets.rooms import Room
from widgets.head import stream_figures
from widgets.proof.scenes import scenes
from widgets.theme.shapes import Shape
from widgets.theme.tokens import DARK
from widgets.words import speech
from widgets.words.catalogue import Language

SAID = speech.words("en")
SCENES = scenes("en")


def without_destination(state: str, language: Language = "en") -> Snapshot:
    """A scene in which none was ever set up."""
    shown = scenes(language)[state]
    health = scenes(language)["setup"].health if state != "rehearsal" else shown.health
    return replace(shown, choices=replace(shown.choices, destinations=()), health=health)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_rehearsal_does_not_lead_past_what_the_set_up_asks_for(room: Room, language: Language) -> None:
    said = speech.words(language)
    room.window.set_language(language)
    room.draw(without_destination("rehearsal", language))
    foot = room.window.foot
    assert foot.primary.accessibleName() == said.reach.to_setup
    assert said.destination_none in foot.banner.accessibleName()
    foot.primary.click()
    assert room.asked() == ["stop_rehearsal"]


def test_who_was_asked_whether_to_go_live_cannot_when_something_has_failed_since(room: Room) -> None:
    room.draw(SCENES["rehearsal"])
    room.window.foot.ask("go_live")
    room.draw(without_destination("rehearsal"))
    assert SAID.yes_live not in [one.accessibleName() for one in room.window.foot.banner.buttons()]


@pytest.mark.parametrize(("folder", "word"), [("/films", "Recording only"), ("", "Nobody sees this")])
def test_a_show_without_destination_is_never_called_live(room: Room, folder: str, word: str) -> None:
    shown = without_destination("live")
    room.draw(replace(shown, choices=replace(shown.choices, recording_folder=folder)))
    window = room.window
    assert window.head.badge.accessibleName() == word
    assert window.foot.banner.accessibleName().startswith(SAID.reach.nowhere_title)
    assert window.foot.primary.accessibleName() == SAID.reach.end_show


def test_one_refused_destination_does_not_speak_for_those_that_are_well(room: Room) -> None:
    room.draw(SCENES["live-some"])
    stream = stream_figures(SCENES["live-some"], SAID, DARK)[0]
    assert (stream.label, stream.value, stream.shape) == ("2 of 3 live", "2.4 Mb/s", Shape.HALF)
    assert room.window.head.accessibleName().startswith("Stream health 2 of 3 live, 2.4 Mb/s")


def test_of_those_that_are_live_the_slowest_speaks() -> None:
    live = SCENES["live-some"]
    assert live.health is not None
    late = structs.replace(live.destinations[2], unsent_ms=1900.0, bitrate_kbps=800.0)
    health = structs.replace(live.health, destinations=(*live.destinations[:2], late))
    stream, unsent = stream_figures(replace(live, health=health), SAID, DARK)[:2]
    assert (stream.value, unsent.value) == ("0.8 Mb/s", "1.9 s")


def test_a_refused_show_does_not_count_up_as_if_it_were_connecting(room: Room) -> None:
    room.draw(SCENES["refused"])
    foot = room.window.foot
    assert room.window.head.badge.accessibleName() == "Refused"
    assert "end the show, then use the set-up" in foot.banner.accessibleName()
    assert (foot.primary.accessibleName(), foot.second.accessibleName()) == (SAID.retry_now, SAID.end_live)


def test_what_no_retry_can_mend_offers_the_end_alone(room: Room) -> None:
    shown = SCENES["refused"]
    assert shown.health is not None
    report = FaultReport(code=FaultCode.URL_INVALID, where="destination:Taobao")
    one = structs.replace(shown.destinations[0], fault=report, retry_in_s=None)
    room.draw(replace(shown, health=structs.replace(shown.health, destinations=(one,))))
    foot = room.window.foot
    assert foot.primary.accessibleName() == SAID.end_live and not foot.second.isVisible()


def test_a_key_refused_beside_others_says_that_they_go_on(room: Room) -> None:
    room.draw(SCENES["live-some"])
    banner = room.window.foot.banner
    assert "The others go on." in banner.accessibleName()
    assert [one.accessibleName() for one in banner.buttons()] == [SAID.retry_now]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Viewers see you in 3 s"), ("zh", "3 秒后观众看到你")]
)
def test_the_safety_delay_is_counted_down_until_viewers_see_the_show(
    room: Room, language: Language, words: str
) -> None:
    room.window.set_language(language)
    room.draw(scenes(language)["soon"])
    said, foot = speech.words(language), room.window.foot
    assert room.window.head.badge.accessibleName() == words
    assert foot.primary.accessibleName() == said.end_live and not foot.second.isVisible()
    assert foot.banner.accessibleName().startswith(said.reach.soon_title.format(seconds=10))
    assert "0.0" not in room.window.head.accessibleName()


def test_connecting_is_counted_from_when_the_safety_delay_is_over(room: Room) -> None:
    room.draw(replace(SCENES["soon"], at_s=12.4, reconnecting_s=12.4))
    assert room.window.head.badge.accessibleName() == "Connecting (2 s)"


def test_the_head_says_what_is_held_back(room: Room) -> None:
    room.draw(SCENES["live-held"])
    assert room.window.head.badge.toolTip() == "Safety delay: picture and sound go out 10 s later"
    room.draw(SCENES["live"])
    assert room.window.head.badge.toolTip() == ""


@pytest.mark.parametrize("question", ["end_live", "close"])
def test_the_end_of_a_show_that_nobody_sees_is_not_asked_as_if_it_were_live(
    room: Room, question: str
) -> None:
    room.draw(without_destination("live"))
    room.window.foot.ask(question)
    assert room.window.foot.banner.accessibleName() == f"{SAID.confirm_end}. {SAID.reach.nowhere_title}"
