"""When dropped pictures become a fault."""

from __future__ import annotations

from app.domain.fault import Fault, FaultCode
from app.engine.encode.overload import Overload


def test_a_few_drops_are_nothing_many_are_a_fault_and_calm_clears_it() -> None:
    faults: list[Fault] = []
    cleared: list[str] = []
    overload = Overload("encoder", 30, faults.append, cleared.append)
    for number in range(300):
        overload.note(was_dropped=number % 20 == 0)
    assert not faults
    for number in range(90):
        overload.note(was_dropped=number % 3 == 0)
    assert [fault.code for fault in faults] == [FaultCode.ENCODER_OVERLOADED]
    for _ in range(149):
        overload.note(was_dropped=False)
    assert not cleared or cleared == ["encoder"]
    overload.note(was_dropped=False)
    overload.note(was_dropped=False)
    assert cleared == ["encoder"] and len(faults) == 1
