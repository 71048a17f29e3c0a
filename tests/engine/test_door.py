"""Which ticks become pictures."""

from __future__ import annotations

from app.engine.door import Door
from app.engine.rate.rung import Aim, Rung

EVERY = Aim(Rung(1280, 720, 1, 0.0, 3000.0), 3000)
HALF = Aim(Rung(1280, 720, 2, 0.0, 1500.0), 1500)
HELD = Aim(Rung(1280, 720, 1, 0.0, 3000.0), 3000, is_held=True)


def pictures(door: Door, ticks: range) -> list[int]:
    passed = []
    for tick in ticks:
        if door.admits(tick):
            door.passed(tick)
            passed.append(tick)
    return passed


def test_every_second_tick_evenly() -> None:
    assert pictures(Door(30, HALF), range(11, 20)) == [12, 14, 16, 18]


def test_while_held_two_pictures_a_second_come_through_the_first_after_half_a_second() -> None:
    door = Door(30, EVERY)
    assert pictures(door, range(3)) == [0, 1, 2]
    door.aim = HELD
    assert pictures(door, range(3, 63)) == [17, 32, 47, 62]


def test_of_ticks_that_are_overdue_the_newest_that_counts_is_taken_and_no_other_called_lost() -> None:
    door = Door(30, HALF)
    assert door.newest(4, 5) == 4
    assert door.newest(5, 9) == 8
    assert door.lost(5, 8) == 1
    door.aim = EVERY
    assert (door.newest(5, 9), door.lost(5, 9)) == (9, 4)


def test_with_nothing_to_show_time_goes_on_all_the_same() -> None:
    door = Door(30, HELD)
    door.passed(100)
    assert door.newest(101, 105) == 105
