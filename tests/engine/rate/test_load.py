"""When lost frames bring the picture down a rung, and when it comes back."""

from __future__ import annotations

from collections.abc import Callable

from app.engine.rate.load import Load, Ticks


def looked(load: Load, seconds: float, lost_share: Callable[[float, int], float]) -> list[tuple[float, int]]:
    """Ten looks a second; each change of rung with its time."""
    due = lost = 0.0
    changes: list[tuple[float, int]] = []
    for number in range(round(seconds * 10)):
        now_s = number / 10
        due += 3
        lost += 3 * lost_share(now_s, load.rung)
        before = load.rung
        load.look(now_s, Ticks(round(due), round(lost)))
        if load.rung != before:
            changes.append((now_s, load.rung))
    return changes


def test_a_hiccup_is_nothing() -> None:
    load = Load(4)
    assert looked(load, 30, lambda now_s, _: 0.8 if 10 < now_s < 10.9 else 0.0) == []
    assert not load.is_overloaded


def test_half_a_computer_is_told_within_three_seconds_and_steps_down_until_it_suffices() -> None:
    load = Load(4)
    changes = looked(load, 12, lambda now_s, rung: max(0.0, 0.5 - rung * 0.25) if now_s >= 5 else 0.0)
    assert [rung for _, rung in changes] == [1, 2]
    assert changes[0][0] <= 8.0
    assert load.is_overloaded


def test_it_comes_back_by_itself_rung_by_rung() -> None:
    load = Load(4)
    changes = looked(load, 60, lambda now_s, _: 0.5 if 5 <= now_s < 10 else 0.0)
    assert [rung for _, rung in changes] == [1, 2, 1, 0]
    assert not load.is_overloaded


def test_a_rung_that_never_holds_is_tried_ever_more_rarely() -> None:
    load = Load(4)
    changes = looked(load, 600, lambda now_s, rung: 0.5 if rung == 0 and now_s >= 5 else 0.0)
    tries = [now_s for now_s, rung in changes if rung == 0]
    assert 3 <= len(tries) <= 6
    assert tries[-1] - tries[-2] >= 100


def test_below_the_last_rung_there_is_none() -> None:
    load = Load(2)
    looked(load, 20, lambda *_: 0.9)
    assert load.rung == 1 and load.is_overloaded
