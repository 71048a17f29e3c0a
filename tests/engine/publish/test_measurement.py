"""What a trial sends and what it concludes, on a clock that is turned by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.engine.publish.measurement import MOST_BYTES, Measurement

STEP_NS = 10_000_000
Capacity = Callable[[float], float]


class Line:
    """Destinations that take what their part of a line lets through."""

    def __init__(self, measurement: Measurement, *names: str) -> None:
        self.measurement = measurement
        self.now_ns = 5_000_000_000
        self.waiting = dict.fromkeys(names, 0)
        self.taken = dict.fromkeys(names, 0.0)
        self.bytes_sent = 0

    @property
    def at_s(self) -> float:
        return (self.now_ns - 5_000_000_000) / 1e9

    def join(self, name: str) -> None:
        self.measurement.join(name, self.now_ns)

    def run(self, seconds: float, *names: str, kbps: float = 1e9, grain: int = 1) -> list[str]:
        """Each of `names` takes `kbps` and says so by `grain` bytes; answers with those that were said not to read."""
        deaf = []
        for _ in range(round(seconds * 1e9 / STEP_NS)):
            if self.measurement.is_over:
                break
            self.now_ns += STEP_NS
            for name in names:
                if self.waiting[name] < 65_536:
                    due = self.measurement.due(name, self.now_ns)
                    self.measurement.sent(name, due)
                    self.waiting[name] += due
                    self.bytes_sent += due
                gone = min(self.waiting[name], kbps * STEP_NS / 8e6)
                self.waiting[name] -= round(gone)
                self.taken[name] += round(gone)
                if not self.measurement.took(name, round(self.taken[name]) // grain * grain, self.now_ns):
                    deaf.append(name)
        return deaf


def test_a_wide_line_took_half_as_much_again_as_the_show_needs_and_may_take_more() -> None:
    line = Line(Measurement(("a", "b"), 6000), "a", "b")
    line.join("a")
    line.join("b")
    line.run(10, "a", "b")
    carried, is_at_least = line.measurement.carried()
    assert carried == pytest.approx(9000, rel=0.02) and is_at_least
    assert line.at_s == pytest.approx(4.0, abs=0.1)
    assert line.bytes_sent == pytest.approx(9000 * 125 * 4, rel=0.03)


def test_a_narrow_line_is_what_all_of_them_took_together() -> None:
    line = Line(Measurement(("a", "b"), 6000), "a", "b")
    line.join("a")
    line.join("b")
    line.run(10, "a", "b", kbps=1700)
    carried, is_at_least = line.measurement.carried()
    assert carried == pytest.approx(3400, rel=0.02) and is_at_least is False
    assert line.measurement.kbps("a") == pytest.approx(1700, rel=0.02)


def test_acknowledgements_that_come_in_lumps_measure_as_well() -> None:
    line = Line(Measurement(("a",), 3000), "a")
    line.join("a")
    line.run(10, "a", kbps=400, grain=16_384)
    carried, _ = line.measurement.carried()
    assert carried == pytest.approx(400, rel=0.02)


def test_nothing_is_sent_before_every_destination_has_answered_or_failed() -> None:
    line = Line(Measurement(("a", "b"), 6000), "a", "b")
    line.join("a")
    line.run(2, "a")
    assert line.bytes_sent == 0
    line.measurement.leave("b", line.now_ns)
    line.run(1, "a")
    assert line.bytes_sent > 0


def test_one_that_does_not_answer_is_waited_for_three_seconds_and_comes_too_late_then() -> None:
    line = Line(Measurement(("a", "b"), 6000), "a", "b")
    line.join("a")
    line.run(3.5, "a")
    assert line.bytes_sent > 0
    line.join("b")
    assert line.measurement.due("b", line.now_ns) == 0
    line.run(10, "a", "b")
    carried, _ = line.measurement.carried()
    assert carried == pytest.approx(9000, rel=0.02)
    assert line.measurement.kbps("b") is None


def test_who_takes_no_data_leaves_its_share_to_the_others() -> None:
    line = Line(Measurement(("a", "b"), 6000), "a", "b")
    line.join("a")
    line.join("b")
    line.run(2, "a", "b")
    line.measurement.leave("b", line.now_ns)
    line.run(10, "a")
    carried, is_at_least = line.measurement.carried()
    assert carried == pytest.approx(9000, rel=0.02) and is_at_least is True


def test_a_server_that_does_not_read_is_told_from_a_narrow_line() -> None:
    line = Line(Measurement(("a",), 3000), "a")
    line.join("a")
    assert line.run(1, "a", kbps=200) == []
    assert line.run(1.4, "a", kbps=0) == []
    assert line.run(0.3, "a", kbps=0) != []


def test_nobody_left_is_the_end_and_nothing_is_known() -> None:
    measurement = Measurement(("a", "b"), 3000)
    measurement.join("a", 1)
    measurement.leave("a", 2)
    is_over_early = measurement.is_over
    measurement.leave("b", 3)
    assert (is_over_early, measurement.is_over) == (False, True)
    assert measurement.carried() == (None, False)


def test_one_that_comes_after_everybody_measured_has_left_is_measured_itself() -> None:
    line = Line(Measurement(("a", "b"), 3000), "a", "b")
    line.join("a")
    line.run(3.5, "a")
    assert line.bytes_sent > 0
    line.measurement.leave("a", line.now_ns)
    is_over_early = line.measurement.is_over
    line.join("b")
    line.run(10, "b")
    assert (is_over_early, line.measurement.is_over) == (False, True)
    assert line.measurement.kbps("b") == pytest.approx(4500, rel=0.02)


def test_without_a_need_nothing_is_sent() -> None:
    measurement = Measurement(("a",), 0)
    measurement.join("a", 1)
    assert measurement.is_over and measurement.due("a", 10**9) == 0


def test_no_trial_sends_more_than_was_promised() -> None:
    line = Line(Measurement(("a",), 100_000), "a")
    line.join("a")
    line.run(10, "a")
    assert line.measurement.is_over
    assert line.bytes_sent < MOST_BYTES * 1.02
    carried, is_at_least = line.measurement.carried()
    assert carried == pytest.approx(150_000, rel=0.05) and is_at_least is True
