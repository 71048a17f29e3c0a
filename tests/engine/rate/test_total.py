"""The figure of a line that is too narrow for all: there soon, steady enough to be read, gone when all is well."""

from __future__ import annotations

from app.engine.rate.governor import Governor
from app.engine.rate.line import Line
from app.engine.rate.load import Ticks
from app.engine.rate.total import Total
from tests.engine.rate.simulated_line import configured


class Watch:
    """A total that is looked at ten times a second; `shown` are the figures it had, each once."""

    def __init__(self) -> None:
        self.total = Total()
        self.now_s = 0.0
        self.shown: list[int | None] = []

    def run(self, seconds: float, carried_kbps: float | None, *, is_narrow: bool = True) -> None:
        for _ in range(round(seconds * 10)):
            self.now_s += 0.1
            self.total.look(self.now_s, 6200, carried_kbps, is_narrow=is_narrow)
            if not self.shown or self.shown[-1] != self.total.figures.carried_kbps:
                self.shown.append(self.total.figures.carried_kbps)


def test_what_a_narrow_line_carries_is_said_within_a_second() -> None:
    watch = Watch()
    watch.run(1.0, 2404.0)
    figures = watch.total.figures
    assert (figures.need_kbps, figures.carried_kbps, figures.least_kbps) == (6200, 2400, 2400)


def test_the_figure_stands_still_until_it_is_another_one() -> None:
    watch = Watch()
    watch.run(2, 2400)
    for kbps in (2500, 2300, 2600, 2200):
        watch.run(2, kbps)
    assert watch.shown == [None, 2400]
    watch.run(8, 1200)
    assert watch.shown == [None, 2400, 1200]
    watch.run(2, 6000)
    assert watch.shown == [None, 2400, 1200], "a moment is no other line"


def test_a_line_that_is_wide_again_has_no_figure_and_the_least_is_remembered() -> None:
    watch = Watch()
    watch.run(3, 1500)
    watch.run(1, 1500, is_narrow=False)
    assert watch.total.figures.carried_kbps is None
    assert watch.total.figures.least_kbps == 1500


def test_lines_that_never_were_full_tell_nothing() -> None:
    watch = Watch()
    watch.run(5, None)
    assert watch.total.figures.carried_kbps is None and watch.total.figures.least_kbps is None


class Lines:
    """Two destinations on lines of their own, looked at ten times a second."""

    def __init__(self) -> None:
        self.governor = Governor(configured(3000))
        self.now_s = 0.0
        self._acknowledged = {"a": 0, "b": 0}

    def run(self, seconds: float, age_ms: float, **kbps: int) -> None:
        for _ in range(round(seconds * 10)):
            self.now_s += 0.1
            for name, each in kbps.items():
                self._acknowledged[name] += each * 125 // 10
            lines = [
                Line(name, age_ms, self._acknowledged[name], round(each * 125 * age_ms / 1000))
                for name, each in kbps.items()
            ]
            self.governor.look(self.now_s, lines, Ticks())


def test_what_two_full_lines_carry_is_added_up_against_what_both_need() -> None:
    lines = Lines()
    lines.run(1, 20, a=3096, b=3096)
    lines.run(5, 600, a=900, b=600)
    governor = lines.governor
    assert governor.need_kbps == 2 * 3096
    assert governor.carried_kbps is not None and abs(governor.carried_kbps - 1500) < 40
    governor.look(lines.now_s + 0.1, [], Ticks())
    assert governor.need_kbps == 0 and governor.carried_kbps is None


def test_lines_that_are_wide_again_are_not_called_as_narrow_as_they_were() -> None:
    lines = Lines()
    lines.run(1, 20, a=3096, b=3096)
    lines.run(5, 600, a=900, b=600)
    lines.run(10, 20, a=1400, b=1400)
    assert lines.governor.carried_kbps is not None and lines.governor.carried_kbps > 2500


def test_one_line_that_alone_is_full_is_no_sum() -> None:
    lines = Lines()
    lines.run(1, 20, a=3096, b=3096)
    lines.run(5, 20, a=3096)
    assert lines.governor.carried_kbps is None
