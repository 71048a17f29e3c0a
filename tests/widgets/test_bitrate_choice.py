"""The picture's bitrate is chosen by what it takes of the upload; the one that fits a narrow line is offered."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QAbstractButton

from tests.widgets.rooms import Room, seen
from widgets.proof.scenes import scenes
from widgets.words import speech

SAID = speech.words("en")


def tiles(room: Room, name: str, second_video_kbps: int | None = None) -> dict[str, QAbstractButton]:
    """By their words, of the set-up in that state with its rare choices unfolded."""
    snapshot = scenes("en")[name]
    snapshot = replace(snapshot, choices=replace(snapshot.choices, second_video_kbps=second_video_kbps))
    room.draw(snapshot)
    for one in seen(room.window):
        if one.accessibleName() == SAID.more:
            one.click()  # type: ignore[attr-defined]
    room.draw(snapshot)
    buttons = [one for one in seen(room.window) if isinstance(one, QAbstractButton)]
    return {one.accessibleName(): one for one in buttons if " Mb/s: " in one.accessibleName()}


def test_what_the_show_file_says_is_among_the_steps_and_chosen(room: Room) -> None:
    found = tiles(room, "setup-ready")
    assert list(found) == [
        "1.5 Mb/s: takes 2.1 of upload",
        "2.5 Mb/s: takes 3.3 of upload",
        "3.0 Mb/s: takes 4.0 of upload",
        "4.5 Mb/s: takes 5.8 of upload",
        "6.0 Mb/s: takes 7.7 of upload",
    ]
    assert [name for name, one in found.items() if one.isChecked()] == ["2.5 Mb/s: takes 3.3 of upload"]
    found["4.5 Mb/s: takes 5.8 of upload"].click()
    assert room.desk.asked[-1] == ("set_video_kbps", 4500)


def test_a_narrow_line_has_a_step_of_its_own_that_the_check_names(room: Room) -> None:
    found = tiles(room, "setup-narrow-one")
    found["1.8 Mb/s: fits your upload"].click()
    assert room.desk.asked[-1] == ("set_video_kbps", 1800)


def test_a_second_picture_with_a_bitrate_of_its_own_takes_no_more_for_a_larger_step(room: Room) -> None:
    same, own = tiles(room, "setup-two"), tiles(room, "setup-two", 1000)
    assert "4.5 Mb/s: takes 11.7 of upload" in same
    assert "4.5 Mb/s: takes 7.3 of upload" in own
