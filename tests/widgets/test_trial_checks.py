"""What the pre-flight says of destinations and upload, from the trial alone, in words that a host can act on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton

from app.snapshot import Snapshot, Trial
from tests.widgets.rooms import Room, seen
from widgets.check import AGAIN, Check, Verdict
from widgets.checks import checks, lacking
from widgets.proof.scenes import scenes
from widgets.words import speech

SAID = speech.words("en")
SCENES = scenes("en")


def rows(name: str) -> list[Check]:
    """Destinations, and the upload where it is spoken of."""
    return [one for one in checks(SCENES[name], SAID)[2:4] if "price" not in one.evidence]


@pytest.mark.parametrize(
    ("name", "verdict", "evidence", "upload", "says"),
    [
        ("setup-trying", Verdict.OPEN, "Trying the server", Verdict.OPEN, "Measuring, a few seconds"),
        ("setup-measuring", Verdict.PASS, "All answer in 39 ms", Verdict.OPEN, "Measuring, a few"),
        ("setup-ready", Verdict.PASS, "Answers in 23 ms", Verdict.PASS, "At least 4.7 Mb/s; this show needs 3.1"),
        ("setup-narrow", Verdict.PASS, "All answer", Verdict.WARN, "Fewer destinations, or 1.1 Mb/s under More"),
        ("setup-narrow-one", Verdict.PASS, "Answers", Verdict.WARN, "Choose 1.8 Mb/s under More"),
        ("setup-hopeless", Verdict.PASS, "All answer", Verdict.WARN, "Too little: use another network or a cable"),
        ("setup-unmeasured", Verdict.PASS, "All answer", Verdict.OPEN, "Not measured: platforms take no test data"),
        ("setup-metered", Verdict.PASS, "All answer", Verdict.OPEN, "Not measured, as the show file says"),
        ("setup-one-away", Verdict.WARN, "Check the network", Verdict.PASS, "At least 14.1 Mb/s"),
        ("setup-all-away", Verdict.FAIL, "Check the address", Verdict.OPEN, "Not measured: no server answers"),
    ],
)  # fmt: skip
def test_each_end_of_a_trial_is_told(
    name: str, verdict: Verdict, evidence: str, upload: Verdict, says: str
) -> None:
    destination, line = rows(name)
    assert (destination.verdict, line.verdict) == (verdict, upload)
    assert evidence in destination.evidence and says in line.evidence
    assert (lacking(checks(SCENES[name], SAID)) is None) is (verdict is not Verdict.FAIL)


def test_a_narrow_upload_says_what_it_is_and_what_would_be_safe() -> None:
    assert rows("setup-narrow")[1].name == "Upload is narrow: 4.9 of 11.7 Mb/s"


def test_one_that_does_not_answer_is_named_and_does_not_keep_the_others_off_the_air() -> None:
    destination = rows("setup-one-away")[0]
    assert (destination.name, destination.fix) == ("Taobao: server not found", "destination:Taobao")
    assert rows("setup-all-away")[0].name == "Douyin: certificate not valid · 2 more"


def test_what_was_not_tried_is_not_called_ready() -> None:
    snapshot = replace(SCENES["setup-ready"], trial=None)
    found = checks(snapshot, SAID)
    assert (found[2].verdict, found[2].evidence) == (Verdict.OPEN, "Not tried yet")
    assert found[3].name == SAID.products


def draw(room: Room, snapshot: Snapshot) -> list[QAbstractButton]:
    room.draw(snapshot)
    return [one for one in seen(room.window) if isinstance(one, QAbstractButton)]


def test_looking_again_is_a_press_beside_what_was_found(room: Room) -> None:
    buttons = draw(room, SCENES["setup-narrow"])
    next(one for one in buttons if one.accessibleName().startswith("Check again: Upload is narrow")).click()
    assert room.asked() == ["check_again"]
    assert rows("setup-narrow")[1].fix == AGAIN


def test_when_nobody_answers_the_one_action_tries_again(room: Room) -> None:
    draw(room, SCENES["setup-all-away"])
    room.window.foot.primary.click()
    assert room.asked() == ["check_again"]


def test_the_fix_of_a_destination_opens_its_own_fields(room: Room) -> None:
    buttons = draw(room, SCENES["setup-one-away"])
    next(one for one in buttons if one.accessibleName().startswith("Fix: Taobao")).click()
    names = [one.accessibleName() for one in draw(room, SCENES["setup-one-away"])]
    assert any(name.startswith("Taobao") and "server not found" in name for name in names)
    assert room.window.choosers._destinations.url.text() == "rtmp://live.example.org/app"


def test_a_tile_is_only_marked_well_when_its_server_has_answered(room: Room) -> None:
    trying = replace(SCENES["setup-trying"], trial=Trial())
    faces = room.window.choosers._destinations
    draw(room, trying)
    assert [one.shape for one in faces._faces(SAID)[:3]] == [None] * 3
    draw(room, SCENES["setup-one-away"])
    shapes = [one.shape.value if one.shape else "" for one in faces._faces(SAID)[:3]]
    assert shapes == ["check", "fail", "check"]


def test_eight_rows_stand_above_the_foot_of_the_smallest_window(room: Room) -> None:
    room.window.resize(1180, 640)
    for _ in range(3):
        room.draw(SCENES["setup-all-away"])
    column = room.window.checks
    shown = [row for row in column._rows if not row.isHidden()]
    assert len(shown) == 8
    assert column._area.verticalScrollBar().maximum() == 0
    assert column._area.geometry().bottom() <= column._rehearse.geometry().top()
