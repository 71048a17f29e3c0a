"""Whether a line is wide enough: the sum of the destinations, with a quarter to spare."""

from __future__ import annotations

import pytest

from app.domain.uplink import Demand, Uplink, demand_of


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
    assert Uplink(6256, carried_kbps).fitting_video_kbps(Demand(destinations, 128)) == fits


@pytest.mark.parametrize("second_video_kbps", [None, 1000])
def test_a_bitrate_that_fits_is_enough_when_it_is_set(second_video_kbps: int | None) -> None:
    for are_second in ([False], [True, False], [False, True, False, True, False]):
        demand = demand_of(are_second, second_video_kbps, 96)
        for carried in range(500, 20_000, 137):
            fits = Uplink(10**6, carried).fitting_video_kbps(demand)
            assert not fits or Uplink(demand.need_kbps(fits), carried).is_enough


def test_a_second_picture_needs_its_own_bitrate_or_the_shows() -> None:
    assert demand_of([False, True], 1000, 128).need_kbps(3000) == 3128 + 1128
    assert demand_of([False, True], None, 128).need_kbps(3000) == 2 * 3128


def test_no_bitrate_of_the_show_mends_what_only_a_second_picture_of_its_own_needs() -> None:
    assert Uplink(3128, 2500).fitting_video_kbps(demand_of([True], 3000, 128)) == 0
