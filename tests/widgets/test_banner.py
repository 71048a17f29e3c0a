"""The banner says the one thing that matters now, and offers the one thing to do about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.fault import Fault, FaultCode
from tests.widgets.rooms import Room
from widgets.proof.scenes import scenes
from widgets.words import speech


def test_the_worst_fault_speaks_and_the_others_are_counted(room: Room) -> None:
    faults = (
        Fault(FaultCode.UPLINK_SLOW, "destination:Douyin", retrying=True),
        Fault(FaultCode.STORE_FAILED, "store"),
        Fault(FaultCode.IMAGE_UNREADABLE, "image"),
    )
    room.draw(replace(scenes("en")["live"], faults=faults))
    assert room.window.foot.banner.accessibleName().startswith("Orders cannot be stored · 2 more")


def test_why_nobody_sees_the_show_comes_before_what_else_is_wrong(room: Room) -> None:
    faults = (
        Fault(FaultCode.STORE_FAILED, "store"),
        Fault(FaultCode.CONNECTION_LOST, "destination:Douyin", retrying=True),
    )
    for state, first in (("reconnecting", FaultCode.CONNECTION_LOST), ("live", FaultCode.STORE_FAILED)):
        room.draw(replace(scenes("en")[state], faults=faults))
        happened = speech.words("en").faults[first].happened
        assert room.window.foot.banner.accessibleName().partition(". ")[0].endswith(f"{happened} · 1 more"), (
            state
        )


@pytest.mark.parametrize("state", ["rehearsal", "live"])
def test_a_muted_host_who_talks_may_unmute_at_once(room: Room, state: str) -> None:
    fault = Fault(FaultCode.MICROPHONE_MUTED_TALKING, "microphone", retrying=True)
    room.draw(replace(scenes("en")[state], faults=(fault,)))
    assert [one.accessibleName() for one in room.window.foot.banner.buttons()] == [speech.words("en").unmute]


@pytest.mark.parametrize("code", FaultCode)
@pytest.mark.parametrize("state", ["setup", "live", "reconnecting"])
def test_every_fault_has_words_in_every_state(room: Room, code: FaultCode, state: str) -> None:
    where = "camera" if "camera" in code else "microphone" if "microphone" in code else "destination:Douyin"
    room.draw(replace(scenes("en")[state], faults=(Fault(code, where, True, "540p"),)))
    happened = speech.words("en").faults[code].happened.replace("{detail}", "540p")
    assert happened in room.window.foot.banner.accessibleName()


def test_a_lowered_picture_says_how_low_and_offers_nothing_to_press(room: Room) -> None:
    fault = Fault(FaultCode.PICTURE_LOWERED, "upload", True, "540p")
    room.draw(replace(scenes("en")["live"], faults=(fault,)))
    banner = room.window.foot.banner
    assert banner.accessibleName().startswith("Upload is slow: picture lowered to 540p. ")
    assert banner.buttons() == []


def test_a_lowered_picture_says_what_the_line_carries_of_what_is_needed(room: Room) -> None:
    room.draw(scenes("en")["live-alarm"])
    assert "The line carries 1.2 of the 3.1 Mb/s needed." in room.window.foot.banner.accessibleName()


def test_a_second_picture_that_is_lost_stands_behind_whatever_else_happens(room: Room) -> None:
    faults = (
        Fault(FaultCode.SECOND_PICTURE_GIVEN_UP, "second-canvas"),
        Fault(FaultCode.PICTURE_LOWERED, "upload", True, "540p"),
    )
    room.draw(replace(scenes("en")["live"], faults=faults))
    assert room.window.foot.banner.accessibleName().startswith("Upload is slow")
    room.draw(replace(scenes("en")["live"], faults=faults[:1]))
    assert room.window.foot.banner.accessibleName().startswith("The second picture was given up. ")


def test_a_lowered_second_picture_offers_nothing_to_press(room: Room) -> None:
    fault = Fault(FaultCode.SECOND_PICTURE_LOWERED, "second-picture", True, "15 fps")
    room.draw(replace(scenes("en")["live"], faults=(fault,)))
    assert room.window.foot.banner.buttons() == []
