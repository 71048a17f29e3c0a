"""What the pre-flight says of the recording's folder and its disk."""

from __future__ import annotations

import pytest

from app.disk import DiskRoom
from tests.widgets.test_setup import SAID, many
from widgets.checks import checks


@pytest.mark.parametrize(
    ("free", "name", "verdict"),
    [
        (83 * 10**9, "83.0 GB free on the disk: Holds 69 h 20 min of this show", "pass"),
        (6_100_000_000, "6.1 GB free on the disk: Holds 5 h 6 min of this show", "pass"),
        (3 * 10**9, "3.0 GB free on the disk: Holds 2 h 30 min of this show; free some", "warn"),
        (310_000_000, "0.3 GB free on the disk: Nearly full", "warn"),
        (4_000_000, "0.0 GB free on the disk: Nearly full", "fail"),
        (None, "The recording's folder cannot be used: Choose another", "fail"),
    ],
)
def test_the_disk_says_how_long_a_show_it_holds(free: int | None, name: str, verdict: str) -> None:
    rows = checks(many(disk=DiskRoom(free)), SAID)
    found = [row for row in rows if f"{row.name}: {row.evidence}".startswith(name)]
    assert [row.verdict.value for row in found] == [verdict]


@pytest.mark.parametrize(
    ("disk", "found"), [(DiskRoom(None), []), (None, ["open"]), (DiskRoom(9**12), ["pass"])]
)
def test_a_recording_is_ready_only_where_its_folder_can_be_used(
    disk: DiskRoom | None, found: list[str]
) -> None:
    rows = checks(many(disk=disk), SAID)
    assert [row.verdict.value for row in rows if row.name == SAID.recording] == found


def test_a_recording_that_goes_into_the_second_folder_says_so_and_stops_nobody() -> None:
    rows = checks(many(disk=DiskRoom(9**12, is_second=True), second_recording_folder="/media/usb"), SAID)
    (row,) = [row for row in rows if "cannot be used" in row.name]
    assert (row.verdict.value, row.evidence, row.fix) == ("warn", "Into /media/usb instead", "recording")


@pytest.mark.parametrize("changes", [{"disk": None}, {"recording_folder": ""}])
def test_a_disk_that_nobody_looked_at_is_not_judged(changes: dict[str, object]) -> None:
    assert not [row for row in checks(many(**changes), SAID) if "disk" in row.name]
