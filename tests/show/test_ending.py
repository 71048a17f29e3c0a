"""A show ends when its time is up or somebody says so, and not before it had a picture."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.state import ShowState
from app.ending import Due, end
from app.engine.messages import AudioCounts, FrameCounts, Health
from app.snapshot import ShowPhase, Snapshot
from tests.show.rig import ManualClock


def encoded(frames: int) -> Health:
    return Health(at_ns=0, media_ns=0, frames=FrameCounts(encoded=frames), audio=AudioCounts())


class Run:
    """A program whose show began at `epoch_s` of its clock."""

    def __init__(self, seconds: float | None, *, is_unseen: bool = False) -> None:
        self.clock = ManualClock()
        self.due = Due(seconds, self.clock, is_unseen=is_unseen)
        self.snapshot = Snapshot()
        self.epoch_ns = self.clock.ns

    def is_due(self, after_s: float, snapshot: Snapshot | None = None) -> bool:
        """Some seconds later; media time goes on but for a show that has ended."""
        self.snapshot = snapshot or self.snapshot
        self.clock.advance(after_s)
        if self.snapshot.phase is not ShowPhase.ENDED:
            self.snapshot = replace(self.snapshot, at_s=(self.clock.ns - self.epoch_ns) / 1e9)
        return self.due.is_due(self.snapshot)


LIVE = Snapshot(phase=ShowPhase.LIVE, state=ShowState(programme_since_s=1.0))


def test_a_show_that_was_live_for_a_moment_was_live() -> None:
    run = Run(20)
    run.is_due(1, replace(LIVE, phase=ShowPhase.RECONNECTING))
    assert not run.due.was_live
    run.is_due(1, replace(LIVE, was_live=True))
    run.is_due(1, replace(LIVE, phase=ShowPhase.ENDED))
    assert run.due.was_live


def test_the_time_counts_from_the_shows_first_frame() -> None:
    run = Run(20)
    assert not run.is_due(1, LIVE)
    assert not run.is_due(19.9)
    assert run.is_due(0.2)


def test_a_show_that_was_taken_up_has_run_already() -> None:
    run = Run(20)
    run.epoch_ns -= 19_000_000_000
    assert not run.is_due(1, LIVE)
    assert run.is_due(1.1)


def test_a_preview_that_nobody_puts_on_air_ends_as_well() -> None:
    run = Run(20)
    assert not run.is_due(100, Snapshot(health=encoded(0)))
    assert not run.is_due(1, Snapshot(health=encoded(1)))
    assert not run.is_due(19.9)
    assert run.is_due(0.2)


def test_a_show_gets_its_whole_time_after_a_preview() -> None:
    run = Run(20)
    assert not run.is_due(0, Snapshot(health=encoded(1)))
    run.epoch_ns = run.clock.ns + 15_000_000_000
    assert not run.is_due(16, LIVE)
    assert not run.is_due(19.9)
    assert run.is_due(0.2)


def test_a_show_that_the_host_ended_early_still_ends_the_program() -> None:
    run = Run(20)
    run.is_due(1, LIVE)
    assert not run.is_due(5, replace(LIVE, phase=ShowPhase.ENDED, at_s=1.0))
    assert run.is_due(15.1)


@pytest.mark.parametrize("is_unseen", [True, False])
def test_without_a_picture_only_what_nobody_sees_gives_up(*, is_unseen: bool) -> None:
    run = Run(None, is_unseen=is_unseen)
    assert not run.is_due(29)
    assert run.is_due(2) is is_unseen
    assert ("no picture" in run.due.could_not) is is_unseen


def test_who_asks_is_heard_at_once() -> None:
    run = Run(None)
    assert not run.is_due(1000, LIVE)
    run.due.ask()
    assert run.is_due(0)


class SlowLog:
    """A console whose log takes ten turns to close; writes down what was asked of its parts, in order."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.clock = ManualClock()
        self.show = self.engine = self
        self._turns = 10

    def end_live(self) -> None:
        self.asked.append("off air")

    def finish(self) -> None:
        self.asked.append("engine")

    def is_closed(self) -> bool:
        self._turns -= 1
        return self._turns < 0

    def tick(self) -> None: ...

    def close(self, deadline_s: float) -> None:
        self.asked.append(f"closed after {10 - self._turns - 1} turns")


def test_the_engine_ends_at_once_and_does_not_wait_for_a_log_that_takes_its_time() -> None:
    parts: Any = SlowLog()
    end(parts, sleep=lambda _: None)
    assert parts.asked == ["off air", "engine", "closed after 10 turns"]
