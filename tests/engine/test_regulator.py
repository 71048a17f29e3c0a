"""What the regulator makes of a look: an aim for the programme, and words for the host."""

from __future__ import annotations

from typing import cast

from app.domain.fault import Fault, FaultCode
from app.engine.program import Program
from app.engine.rate.line import Line
from app.engine.rate.load import Ticks
from app.engine.rate.rung import Aim
from app.engine.regulator import LOOK_S, Regulator
from tests.engine.received import configured


class FakeProgram:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.aims: list[Aim] = []
        self.keys = 0
        self.now = Ticks()

    def ticks(self) -> Ticks:
        return self.now

    def set_aim(self, aim: Aim) -> None:
        self.aims.append(aim)

    def want_key_frame(self) -> None:
        self.keys += 1


class Bench:
    """A regulator that is looked through by hand."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.lines: tuple[Line, ...] = ()
        self.faults: list[Fault] = []
        self.cleared: list[str] = []
        self.program = FakeProgram()
        self.regulator = Regulator(
            lambda: self.lines, self.faults.append, self.cleared.append, lambda: self.now_s
        )
        self.regulator.begin(cast(Program, self.program), configured())
        self._acknowledged = 0

    def look(
        self, seconds: float, age_ms: float = 20.0, lost_share: float = 0.0, kbps: float = 900.0
    ) -> None:
        for _ in range(round(seconds / LOOK_S)):
            self.now_s += LOOK_S
            self._acknowledged += round(kbps * 125 * LOOK_S)
            waiting = round(age_ms / 1000 * kbps * 125)
            self.lines = (Line("main", age_ms, self._acknowledged, waiting),)
            now = self.program.now
            self.program.now = Ticks(now.due + 10, now.lost + round(10 * lost_share))
            self.regulator.look()


def test_a_calm_show_is_told_its_aim_once_and_the_host_nothing() -> None:
    bench = Bench()
    bench.look(30)
    assert [aim.kbps for aim in bench.program.aims] == [3000]
    assert (bench.faults, bench.cleared) == ([], [])


def test_the_host_is_told_what_was_lowered_and_when_it_is_back() -> None:
    bench = Bench()
    bench.look(5)
    bench.look(6, age_ms=400)
    assert {(fault.code, fault.where) for fault in bench.faults} == {(FaultCode.PICTURE_LOWERED, "upload")}
    assert bench.faults[-1].detail == "15 fps"
    bench.look(30)
    assert bench.cleared == ["upload"]
    assert bench.program.aims[-1].kbps == 3000


def test_a_busy_computer_is_told_within_three_seconds() -> None:
    bench = Bench()
    bench.look(10)
    bench.look(3.0, lost_share=0.5)
    assert bench.faults[0].code is FaultCode.ENCODER_OVERLOADED
    assert bench.program.aims[-1].rung.divisor == 2
    bench.look(60)
    assert bench.cleared == ["computer"]
    assert bench.program.aims[-1].rung.divisor == 1


def test_another_programme_begins_at_its_full_picture() -> None:
    bench = Bench()
    bench.look(5)
    bench.look(10, age_ms=400)
    bench.program = FakeProgram()
    bench.regulator.begin(cast(Program, bench.program), configured(video_kbps=2000))
    bench.look(0.1)
    assert bench.program.aims[0].kbps == 2000
