"""What the window says of the recording is true: on air, while reconnecting, and when the show is over."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs
from PySide6.QtWidgets import QLabel

from app.domain.fault import Fault, FaultCode
from app.domain.trouble import Trouble
from app.engine.messages import RecordingHealth
from app.snapshot import Snapshot
from tests.widgets.rooms import Room, seen
from widgets.banner import message_of
from widgets.head import stream_figures
from widgets.message import Message
from widgets.proof.scenes import scenes
from widgets.theme.shapes import Shape
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
    return message_of(snapshot, speech.words(language), DARK, lacking=None)


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


def part(path: str, seconds: float) -> RecordingHealth:
    return RecordingHealth(path=path, seconds=seconds, bytes_written=1, is_open=False)


def over(*parts: RecordingHealth, code: FaultCode | None = None, folder: str = "/videos") -> Snapshot:
    """A show of 57 s that began to give pictures after one; `code`: the recording had that trouble."""
    ended = scene("ended", recordings=parts)
    troubles = (Trouble(code=code, where="recording", at_s=3.0, is_standing=False),) if code else ()
    state = replace(ended.state, programme_since_s=1.0, troubles=troubles)
    choices = replace(ended.choices, recording_folder=folder)
    return replace(ended, state=state, at_s=58.0, choices=choices)


def page(room: Room, snapshot: Snapshot) -> str:
    room.draw(snapshot)
    labels = [one for one in seen(room.window) if isinstance(one, QLabel)]
    return "\n".join(one.text() for one in labels)


def test_a_recording_that_failed_is_not_called_off(room: Room) -> None:
    failed = page(room, over(code=FaultCode.RECORDING_FAILED))
    assert "The recording failed: nothing was recorded" in failed and EN.recording_none not in failed
    assert "Nothing was recorded; press Report" in failed
    assert room.window.foot.banner.accessibleName().startswith(EN.ended_title)
    off = page(room, over(folder=""))
    assert EN.recording_none in off and "failed" not in off and "recorded;" not in off


@pytest.mark.parametrize(
    ("code", "seconds", "is_missing"),
    [
        (FaultCode.DISK_FULL, 36.0, True),
        (None, 36.0, True),
        (FaultCode.DISK_NEARLY_FULL, 56.4, False),
        (FaultCode.DISK_FULL, 56.4, False),
        (None, 56.4, False),
    ],
)
def test_a_part_that_is_missing_is_told_with_how_much_there_is(
    room: Room, code: FaultCode | None, seconds: float, is_missing: bool
) -> None:
    snapshot = over(part("/videos/a-001.mp4", seconds), code=code)
    shown = page(room, snapshot)
    assert ("A part is missing: 00:00:36 of 00:00:57 recorded" in shown) is is_missing
    assert ("A part of the recording is missing" in shown) is is_missing
    assert (said(snapshot).shape is Shape.WARN) is is_missing
    figure = next(one for one in stream_figures(snapshot, EN, DARK) if one.label == EN.recording)
    assert (figure.shape is Shape.WARN, figure.shape is Shape.CHECK) == (is_missing, not is_missing)


def test_parts_of_two_folders_are_told_apart_by_them(room: Room) -> None:
    one, two = part("/home/store/shows/a-001.mp4", 30.0), part("/media/usb/shows/a-001.mp4", 27.0)
    both = page(room, over(one, two))
    assert "a-001.mp4 · store/shows" in both and "a-001.mp4 · usb/shows" in both
    assert "folder" not in said(over(one, two)).means
    alone = page(room, over(one, part("/home/store/shows/a-002.mp4", 27.0)))
    assert "shows" not in alone


def test_two_long_folders_do_not_push_the_window_wide(room: Room) -> None:
    parts = [part(f"/{letter}{'folder' * 60}/a-001.mp4", 27.0) for letter in "ab"]
    room.window.resize(1180, 640)
    page(room, over(*parts))
    assert room.window.ended.width() < 1180 - 272 - 336


@pytest.mark.parametrize("fault", [FAILED, FULL])
def test_nothing_to_press_is_offered_for_a_recording_that_tries_again_by_itself(fault: Fault) -> None:
    assert said(scene("live", fault, recordings=())).buttons == ()
