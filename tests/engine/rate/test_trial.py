"""Whether two programmes can be carried is judged by what they cost together, not by the number of cores alone."""

from __future__ import annotations

import pytest

from app.engine.rate.load import Ticks
from app.engine.rate.trial import Effort, Trial, Verdict


def tried(
    *, cores: int = 2, cpu: float = 0.8, busy: float = 0.3, lost: float = 0.0, lost_early: float = 0.0
) -> tuple[float, Verdict | None]:
    """When a verdict came, and which; `cpu` in cores, the others as shares."""
    trial = Trial(0.0, 30, cores)
    losses = ticks = 0.0
    for look in range(1, 101):
        now_s = look / 10
        losses += 3 * (lost_early if now_s <= 2 else lost)
        ticks += 3
        frames = Ticks(round(ticks), round(losses))
        if verdict := trial.look(now_s, Effort(frames, cpu * now_s, busy * ticks, round(ticks))):
            return now_s, verdict
    return 10.0, None


def test_a_computer_with_room_carries_both() -> None:
    at_s, verdict = tried()
    assert verdict == Verdict() and verdict.is_carried
    assert 5 < at_s < 7


def test_frames_that_are_lost_while_codecs_open_count_for_nothing() -> None:
    assert tried(lost_early=0.9)[1] == Verdict()


@pytest.mark.parametrize(
    ("effort", "reason"),
    [
        ({"cpu": 1.8}, "CPU 90 %"),
        ({"busy": 0.85}, "CPU 85 %"),
        ({"lost": 0.1}, "27/30 fps"),
    ],
)
def test_the_reason_is_what_was_measured(effort: dict[str, float], reason: str) -> None:
    _, verdict = tried(**effort)  # type: ignore[arg-type]  # shares alone
    assert verdict == Verdict(reason)


def test_the_same_load_is_no_trouble_on_more_cores() -> None:
    assert tried(cpu=1.8, cores=4)[1] == Verdict()


def test_who_loses_a_third_of_all_frames_is_watched_no_longer() -> None:
    at_s, verdict = tried(lost=0.34)
    assert verdict == Verdict("20/30 fps")
    assert at_s < 3.5
