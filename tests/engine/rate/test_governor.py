"""The congestion control on simulated lines: what viewers would see, and that nothing flaps."""

from __future__ import annotations

import random

import pytest

from app.engine.rate.governor import Governor
from app.engine.rate.line import Line
from app.engine.rate.load import Ticks
from tests.engine.rate.simulated_line import configured, run

NEED = 3096.0


@pytest.mark.parametrize("seed", range(5))
def test_at_thirty_per_cent_for_a_minute_nothing_freezes_and_all_is_back_in_fifteen_seconds(
    seed: int,
) -> None:
    result = run(lambda now_s: NEED * (0.3 if 10 <= now_s < 70 else 1.2), 100, seed=seed)
    assert result.longest_freeze_s() <= 1.5
    assert result.worst_delay_s() <= 2.0
    assert result.sound_late_s <= 2.0
    assert result.worst_age_ms(15, 70) < 700
    assert result.back_after_s(2700, 70) <= 15
    assert result.mean_kbps(15, 70) >= 0.85 * (NEED * 0.3 - 96)
    # Down once, up once; the probes of a minute are not seen as another size or frame rate.
    assert len(result.rungs()) <= 3


@pytest.mark.parametrize("seed", range(5))
def test_at_two_hundred_kilobits_there_is_a_picture_every_four_seconds(seed: int) -> None:
    result = run(lambda now_s: 200.0 if 10 <= now_s < 70 else NEED * 1.2, 110, seed=seed)
    # What is on the way when a line falls to a fifteenth cannot be taken back: a key frame alone takes it 2.5 s.
    assert result.longest_freeze_s() <= 6
    assert result.longest_freeze_s(after_s=17) <= 4
    assert result.worst_age_ms() < 6000
    assert result.worst_age_ms(20, 70) < 3000
    assert len(result.rungs()) <= 9


@pytest.mark.parametrize("share", [0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
def test_on_any_steady_line_the_picture_stands_still_on_one_rung_and_uses_it(share: float) -> None:
    result = run(lambda now_s: NEED * (share if now_s >= 5 else 1.2), 120)
    assert len([at for at, _, _ in result.rungs() if at > 10]) <= 2
    assert result.mean_kbps(20, 120) >= 0.8 * (NEED * share - 102)
    assert result.worst_age_ms(12) < 900
    assert result.longest_freeze_s() <= 1.6


@pytest.mark.parametrize("seed", range(3))
def test_delay_that_trembles_on_a_wide_line_lowers_nothing_visible(seed: int) -> None:
    def trembling(chance: random.Random) -> float:
        return 160 + chance.uniform(-40, 40) + (200 if chance.random() < 0.1 else 0)

    result = run(lambda _: NEED * 1.2, 120, round_trip_ms=trembling, seed=seed)
    assert len(result.rungs()) == 1
    assert result.mean_kbps(10, 120) > 0.9 * 3000
    assert not any(aim.is_held for _, aim in result.aims)


@pytest.mark.parametrize("period_s", [1.0, 5.0, 10.0, 20.0])
def test_a_line_that_swings_does_not_make_the_picture_swing_with_it(period_s: float) -> None:
    result = run(lambda now_s: 4000.0 if now_s // period_s % 2 else 1000.0, 200)
    assert len(result.rungs()) <= 200 / 10
    assert result.worst_delay_s() <= 2.5
    assert result.longest_freeze_s() <= 2.0


@pytest.mark.parametrize("seed", range(3))
def test_on_a_line_of_chance_the_delay_stays_bounded(seed: int) -> None:
    chance = random.Random(seed)
    widths = [chance.uniform(400, 3500) for _ in range(400)]
    result = run(lambda now_s: widths[int(now_s * 2)], 180, seed=seed)
    assert result.worst_delay_s() <= 2.5
    assert len(result.rungs()) <= 24


def test_a_long_way_is_not_taken_for_a_full_one() -> None:
    result = run(lambda _: NEED * 1.2, 60, round_trip_ms=lambda _: 600.0)
    assert result.aims[-1][1].kbps == 3000
    assert len(result.rungs()) == 1


class Lines:
    """Two destinations, looked at by hand: what each line has waiting, and what it has carried."""

    def __init__(self) -> None:
        self.governor = Governor(configured())
        self._now_s = 0.0
        self._acknowledged = {"wide": 0.0, "narrow": 0.0}

    def look(self, seconds: float, **age_ms: float) -> None:
        """The narrow one carries 60 kB/s, the wide one all there is."""
        for _ in range(round(seconds * 10)):
            self._now_s += 0.1
            self._acknowledged["wide"] += 38_700
            self._acknowledged["narrow"] += 6_000
            lines = [
                Line(
                    name, age, round(self._acknowledged[name]), waiting=round(age * 60), is_skipping=age > 900
                )
                for name, age in age_ms.items()
            ]
            self.governor.look(self._now_s, lines, Ticks(int(self._now_s * 30)))


def test_one_slow_destination_lowers_nobody_s_picture() -> None:
    lines = Lines()
    lines.look(5, wide=20, narrow=20)
    lines.look(20, wide=20, narrow=1500)
    assert lines.governor.aim.kbps == 3000
    assert not lines.governor.aim.is_held
    assert not lines.governor.is_line_narrow
    assert not lines.governor.wants_key_frame


def test_when_the_wide_one_ends_the_narrow_one_decides() -> None:
    lines = Lines()
    lines.look(5, wide=20, narrow=20)
    lines.look(20, wide=20, narrow=1500)
    lines.look(12, narrow=1500)
    assert lines.governor.aim.kbps < 500
    assert lines.governor.is_line_narrow


def test_a_line_that_breaks_and_returns_is_not_flooded_at_once() -> None:
    lines = Lines()
    lines.look(5, narrow=20)
    lines.look(5, narrow=1500)
    low = lines.governor.aim.kbps
    lines.look(5)
    assert lines.governor.aim.kbps <= max(low, 600)
    lines.look(12)
    assert lines.governor.aim.kbps == 3000


@pytest.mark.parametrize("seed", range(3))
def test_a_line_that_broke_for_seconds_is_as_wide_as_before(seed: int) -> None:
    result = run(lambda now_s: 0.0 if 10 <= now_s < 12 else NEED * 1.5, 30, seed=seed)
    assert any(aim.is_held for _, aim in result.aims)
    assert result.longest_freeze_s() <= 2.5
    assert result.aims[-1][1].kbps == 3000
    assert result.back_after_s(2700, 12) <= 5


def test_a_key_frame_is_wanted_once_all_are_waiting_for_one_and_could_take_it() -> None:
    governor = Governor(configured())
    skipping = Line("main", 100, 1000, 0, is_skipping=True)
    governor.look(1.0, [skipping], Ticks())
    assert governor.wants_key_frame
    wants = []
    for now_s, lines in ((1.1, [skipping]), (3.0, [skipping, Line("other", 20, 1000, 0)])):
        governor.look(now_s, lines, Ticks())
        wants.append(governor.wants_key_frame)
    assert wants == [False, False], "not ten times a second, and not where another one would pay for it"
