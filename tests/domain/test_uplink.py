"""Whether a line is wide enough: the sum of the destinations, with a quarter to spare."""

from __future__ import annotations

import pytest

from app.domain.uplink import Uplink


@pytest.mark.parametrize(
    ("carried_kbps", "is_enough"), [(9384.0, True), (7820.0, True), (7819.0, False), (3000.0, False)]
)
def test_a_show_takes_four_fifths_of_its_line_at_most(carried_kbps: float, is_enough: bool) -> None:
    assert Uplink(6256, carried_kbps).is_enough is is_enough


@pytest.mark.parametrize(
    ("carried_kbps", "destinations", "fits"),
    [(5000, 2, 1800), (5000, 1, 3800), (900, 2, 200), (800, 3, 0), (0, 1, 0)],
)
def test_the_bitrate_that_fits_is_said_and_nothing_that_no_show_file_may_have(
    carried_kbps: float, destinations: int, fits: int
) -> None:
    assert Uplink(6256, carried_kbps).fitting_video_kbps(destinations, 128) == fits


def test_a_bitrate_that_fits_is_enough_when_it_is_set() -> None:
    for carried in range(500, 20_000, 137):
        for destinations in (1, 2, 5):
            fits = Uplink(10**6, carried).fitting_video_kbps(destinations, 96)
            assert not fits or Uplink(destinations * (fits + 96), carried).is_enough
