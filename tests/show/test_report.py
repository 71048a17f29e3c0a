"""The report names every destination, also one that never saw a frame."""

from __future__ import annotations

from pathlib import Path

from app.domain.fault import Fault, FaultCode
from app.domain.state import ShowState
from app.engine.messages import Phase
from app.report import report
from tests.show.rig import Rig
from tests.show.test_show import health


def test_a_destination_without_its_key_stands_in_the_report(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.show.go_live()
    rig.show.tick()
    rig.programme.take(health(Phase.LIVE))
    rig.show.tick()
    missing = [
        Fault(FaultCode.SECRET_MISSING, where)
        for where in ("destination:other", "destination:main", "destinations", "connector:shop")
    ]
    figures = report(rig.programme, ShowState(), "", {}, [*missing, Fault(FaultCode.STORE_FAILED, "store")])
    found = figures["destinations"]
    assert isinstance(found, list)
    assert [(one["name"], one["phase"], one["fault"]) for one in found] == [
        ("main", "live", None),
        ("other", "idle", "secret-missing"),
    ]
    assert found[0].keys() == found[1].keys()
