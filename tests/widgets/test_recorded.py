"""What the window says of the recording is true: on air, while reconnecting, and when the show is over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from app.domain.fault import Fault, FaultCode
from app.engine.messages import RecordingHealth
from app.snapshot import Snapshot
from widgets.banner import Message, message_of
from widgets.proof.scenes import scenes
from widgets.theme.tokens import DARK
from widgets.words import speech
from widgets.words.catalogue import Language

EN = speech.words("en")
FAILED = Fault(FaultCode.RECORDING_FAILED, "recording", retrying=True)
FULL = Fault(FaultCode.DISK_FULL, "recording", retrying=True)
LOST = Fault(FaultCode.CONNECTION_LOST, "destination:Douyin", retrying=True)
SHOP = Fault(FaultCode.CONNECTOR_OFFLINE, "connector:shop", retrying=True)
STORE = Fault(FaultCode.STORE_FAILED, "store", retrying=True)


def scene(name: str, *faults: Fault, recordings: tuple[RecordingHealth, ...] | None = None) -> Snapshot:
    snapshot = scenes("en")[name]
    assert snapshot.health is not None
    health = snapshot.health
    if recordings is not None:
        health = structs.replace(health, recordings=recordings)
    return replace(snapshot, faults=faults, health=health)


def said(snapshot: Snapshot, language: Language = "en") -> Message:
    return message_of(snapshot, speech.words(language), DARK, is_ready=True)


def test_a_recording_that_does_not_go_on_is_not_called_a_gap() -> None:
    assert said(scene("live", FAILED, recordings=())).happened == "Nothing is being recorded"
    assert said(scene("live", FAILED, recordings=()), "zh").happened == "现在没有在录像"
    assert "Nothing is recorded until then" in said(scene("live", FULL)).means
    assert "没有在录像" in said(scene("live", FULL), "zh").means


@pytest.mark.parametrize(
    ("faults", "is_recorded", "goes_on"),
    [
        ((LOST,), True, "Recording and orders go on."),
        ((LOST, FAILED), True, "Orders go on."),
        ((LOST, FULL), True, "Orders go on."),
        ((LOST,), False, "Orders go on."),
        ((LOST, SHOP), True, "The recording goes on."),
        ((LOST, STORE), True, "The recording goes on."),
        ((LOST, SHOP, FAILED), True, ""),
    ],
)
def test_only_what_goes_on_is_said_to_go_on(
    faults: tuple[Fault, ...], is_recorded: bool, goes_on: str
) -> None:
    snapshot = scene("reconnecting", *faults, recordings=None if is_recorded else ())
    assert said(snapshot).means == f"Storecast is connecting again. {goes_on}".strip()


def test_without_a_recording_the_orders_alone_go_on_while_the_line_is_away() -> None:
    assert said(scene("reconnecting")).means == (
        "Viewers see the last picture. Recording and orders go on. You need do nothing."
    )
    assert said(scene("reconnecting", recordings=())).means == (
        "Viewers see the last picture. Orders go on. You need do nothing."
    )
    assert (
        said(scene("reconnecting", recordings=()), "zh").means
        == "观众看到最后的画面。订单照常。你什么都不用做。"
    )
