"""Too little computer costs the second programme first, and the first one nothing while there is a second."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import pytest

from app.domain.fault import Fault, FaultCode
from app.engine.program import Program
from app.engine.rate.line import Line
from app.engine.rate.load import Ticks
from app.engine.rate.rung import Aim
from app.engine.regulator import LOOK_S, Regulator
from app.engine.second import Second
from app.engine.second_canvas import SecondCanvas
from app.engine.second_regulator import SecondRegulator
from tests.engine.received import configured


@dataclass
class FakeSecond:
    """A second programme in figures."""

    is_on_trial: bool = True
    aims: list[Aim] = field(default_factory=list)
    dropped: int = 0
    handed_on: int = 0
    busy: float = 0.0
    ticks: int = 0
    keys: int = 0

    def __post_init__(self) -> None:
        self.configure = configured(width=720, height=1280)

    def set_aim(self, aim: Aim) -> None:
        self.aims.append(aim)

    def want_key_frame(self) -> None:
        self.keys += 1


@dataclass
class FakeProgram:
    second: FakeSecond | None = None
    aims: list[Aim] = field(default_factory=list)
    now: Ticks = Ticks()

    def ticks(self) -> Ticks:
        return self.now

    def set_aim(self, aim: Aim) -> None:
        self.aims.append(aim)

    def want_key_frame(self) -> None:
        raise AssertionError("no line is slow")


class FakeCanvas:
    """Remembers what became of the second programme."""

    def __init__(self) -> None:
        self.lost: list[Fault] = []
        self.carried = 0

    def carry(self, second: FakeSecond) -> None:
        second.is_on_trial = False
        self.carried += 1

    def lose(self, program: FakeProgram, second: FakeSecond, fault: Fault) -> None:
        assert program.second is second
        program.second = None
        self.lost.append(fault)


class Bench:
    """Both regulators, looked through by hand on a computer of two cores."""

    def __init__(self, *, is_on_trial: bool = False) -> None:
        self.now_s = self.cpu_s = 0.0
        self.cpu = 0.8
        self.faults: list[Fault] = []
        self.cleared: list[str] = []
        self.canvas = FakeCanvas()
        self.second = FakeSecond(is_on_trial)
        self.program = FakeProgram(self.second)
        self.lines: tuple[Line, ...] = ()
        self.lines_of_first: tuple[Line, ...] = ()
        judge = SecondRegulator(
            cast(SecondCanvas, self.canvas), lambda: self.lines, self.faults.append, self.cleared.append,
            cpu_s=lambda: self.cpu_s, cores=2,
        )  # fmt: skip
        self.regulator = Regulator(
            lambda: self.lines_of_first,
            self.faults.append,
            self.cleared.append,
            lambda: self.now_s,
            judge.look,
        )
        self.regulator.begin(cast(Program, self.program), configured())

    def look(
        self, seconds: float, lost_share: float = 0.0, age_ms: float = 0.0, *, hangs: bool = False
    ) -> None:
        for _ in range(round(seconds / LOOK_S)):
            self.now_s += LOOK_S
            self.cpu_s += self.cpu * LOOK_S
            now = self.program.now
            self.program.now = Ticks(now.due + 10, now.lost + round(10 * lost_share))
            self.second.handed_on += not hangs
            self.second.busy, self.second.ticks = self.second.busy + 0.9, self.second.ticks + 3
            if age_ms:
                kbps = 900.0
                bytes_so_far = round(self.now_s * kbps * 125)
                self.lines = (Line("tall", age_ms, bytes_so_far, round(age_ms / 1000 * kbps * 125)),)
            self.regulator.look()


def test_a_trial_that_is_passed_is_over() -> None:
    bench = Bench(is_on_trial=True)
    bench.look(10)
    assert bench.canvas.carried == 1
    assert not bench.canvas.lost and not bench.faults


def test_a_computer_that_cannot_carry_both_refuses_with_what_was_measured() -> None:
    bench = Bench(is_on_trial=True)
    bench.cpu = 1.9
    bench.look(10)
    (fault,) = bench.canvas.lost
    assert (fault.code, fault.where, fault.detail) == (
        FaultCode.SECOND_PICTURE_REFUSED, "second-canvas", "CPU 95 %",
    )  # fmt: skip
    assert len(bench.program.aims) == 1, "the first programme runs untouched"


def test_what_is_on_trial_is_tried_whole() -> None:
    bench = Bench(is_on_trial=True)
    bench.look(4, lost_share=0.2)
    assert [aim.rung.divisor for aim in bench.second.aims] == [1]


def test_overload_lowers_the_second_and_then_gives_it_up_and_never_the_first() -> None:
    bench = Bench()
    bench.look(5)
    bench.look(8, lost_share=0.2)
    heights = [aim.rung.height for aim in bench.second.aims]
    assert heights[0] == 1280 and heights[-1] < 700
    while bench.program.second and bench.now_s < 30:
        bench.look(LOOK_S, lost_share=0.2)
    assert [one.code for one in bench.canvas.lost] == [FaultCode.SECOND_PICTURE_GIVEN_UP]
    assert len(bench.program.aims) == 1
    bench.look(20)
    assert len(bench.program.aims) == 1, "what it lost meanwhile is not held against it afterwards"
    assert bench.faults[0].code is FaultCode.SECOND_PICTURE_LOWERED
    assert bench.cleared == ["second-picture"]


def test_alone_again_the_first_programme_answers_for_itself() -> None:
    bench = Bench()
    bench.look(30, lost_share=0.2)
    assert bench.canvas.lost
    assert len(bench.program.aims) > 1


def test_a_slow_line_of_the_second_lowers_the_second_alone() -> None:
    bench = Bench()
    bench.look(3, age_ms=20)
    bench.look(6, age_ms=450)
    assert bench.second.aims[-1].kbps < 2000
    assert len(bench.program.aims) == 1
    assert {one.code for one in bench.faults} == {FaultCode.SECOND_PICTURE_LOWERED}


@pytest.mark.parametrize("is_first_live", [True, False])
def test_one_upload_carries_the_destinations_of_both_pictures(is_first_live: bool) -> None:
    bench = Bench()
    for seconds, age_ms in ((3.0, 20.0), (6.0, 450.0)):
        for _ in range(round(seconds / LOOK_S)):
            if is_first_live:
                bytes_so_far, waiting = round(bench.now_s * 700 * 125), round(age_ms / 1000 * 700 * 125)
                bench.lines_of_first = (Line("main", age_ms, bytes_so_far, waiting),)
            bench.look(LOOK_S, age_ms=age_ms)
    uplink, configure = bench.regulator.uplink, configured()
    assert uplink.need_kbps == (1 + is_first_live) * (configure.video_kbps + configure.audio_kbps)
    assert uplink.carried_kbps == pytest.approx(1600 if is_first_live else 900, abs=100)
    assert uplink.least_kbps is not None


@pytest.mark.parametrize("is_on_trial", [True, False])
def test_a_codec_that_hangs_costs_the_second_programme_and_no_engine(is_on_trial: bool) -> None:
    bench = Bench(is_on_trial=is_on_trial)
    bench.look(1)
    bench.look(5, hangs=True)
    assert [one.code for one in bench.canvas.lost] == [FaultCode.SECOND_PICTURE_GIVEN_UP]


def test_another_second_programme_is_judged_anew() -> None:
    bench = Bench()
    bench.look(9, lost_share=0.2)
    lowered = bench.second.aims[-1]
    bench.second = bench.program.second = FakeSecond(is_on_trial=False)
    bench.look(1)
    assert bench.second.aims[0].rung.height == 1280 > lowered.rung.height
    assert cast(Second, bench.program.second) is not None
