"""What the console believes of the engine when another one has taken its place."""

from __future__ import annotations

from app.domain.fault import Fault, FaultCode
from app.engine.messages import FaultCleared, FaultRaised, FaultReport, Hello
from app.faults import FaultBoard
from app.programme import Programme
from tests.show.rig import EngineHeard

OWN = Fault(FaultCode.STORE_FAILED, "store")


class Console:
    """A programme and the faults that it shows."""

    def __init__(self) -> None:
        self.board = FaultBoard()
        self.board.set("store", OWN)
        self.programme = Programme(EngineHeard(), self.board)
        self.greet(1)

    def greet(self, pid: int) -> None:
        self.programme.take(Hello(pid=pid, version="", configured=None))

    def raised(self, where: str, code: FaultCode) -> None:
        self.programme.take(FaultRaised(fault=FaultReport(code=code, where=where, retrying=True)))

    def shown(self) -> dict[str, str]:
        self.programme.pump(0, 0.0)
        return {fault.where: fault.code for fault in self.board.all() if fault != OWN}


def test_the_trouble_of_an_engine_that_died_ends_with_it() -> None:
    console = Console()
    console.raised("second-picture", FaultCode.SECOND_PICTURE_LOWERED)
    console.raised("upload", FaultCode.UPLINK_SLOW)
    assert set(console.shown()) == {"second-picture", "upload"}
    console.greet(2)
    console.raised("upload", FaultCode.UPLINK_SLOW)
    assert console.shown() == {"upload": FaultCode.UPLINK_SLOW}, "what the next one says itself"
    assert OWN in console.board.all()


def test_the_trouble_of_an_engine_that_is_only_attached_again_stays() -> None:
    console = Console()
    console.raised("upload", FaultCode.UPLINK_SLOW)
    console.greet(1)
    assert set(console.shown()) == {"upload"}


def test_what_an_engine_has_cleared_is_no_longer_its_affair() -> None:
    console = Console()
    console.raised("upload", FaultCode.UPLINK_SLOW)
    console.programme.take(FaultCleared(where="upload"))
    assert not console.shown()
    console.board.set("upload", Fault(FaultCode.UPLINK_SLOW, "upload"))
    console.greet(2)
    assert set(console.shown()) == {"upload"}
