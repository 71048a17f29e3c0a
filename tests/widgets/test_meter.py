"""The microphone in the foot: too loud stays to be seen, and a host who talks while muted has the button at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from app.domain.fault import Fault, FaultCode
from tests.widgets.rooms import Room, room, seen
from widgets.meter import Meter
from widgets.proof.scenes import scenes
from widgets.words.en import ENGLISH

LIVE = scenes("en")["live"]


@pytest.fixture
def live(qapp: QApplication) -> Iterator[Room]:
    yield from room(qapp)


def test_clipping_is_said_in_words_and_lights_the_last_bar(live: Room) -> None:
    assert LIVE.health is not None
    meter = next(one for one in seen(live.window) if isinstance(one, Meter))
    live.draw(LIVE)
    calm = meter.grab().toImage()
    live.draw(replace(LIVE, health=msgspec.structs.replace(LIVE.health, is_clipping=True)))
    assert ENGLISH.clipping in meter.accessibleName()
    assert meter.grab().toImage() != calm


def test_talking_while_muted_offers_to_unmute(live: Room) -> None:
    fault = Fault(FaultCode.MICROPHONE_MUTED_TALKING, "microphone", retrying=True)
    live.draw(replace(LIVE, faults=(fault,)))
    button = next(
        one for one in seen(live.window) if isinstance(one, QPushButton) and one.text() == ENGLISH.unmute
    )
    button.click()
    assert ("mute", False) in live.desk.asked


def test_the_shop_voice_is_one_switch_beside_the_microphone(live: Room) -> None:
    setup = scenes("en")["setup"]
    live.draw(replace(setup, choices=replace(setup.choices, has_shop_voice=True)))
    switch = next(
        one for one in seen(live.window) if isinstance(one, QPushButton) and one.text() == ENGLISH.shop_voice
    )
    assert switch.isChecked()
    switch.click()
    assert ("set_shop_voice", False) in live.desk.asked
