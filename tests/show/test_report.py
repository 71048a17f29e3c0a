"""The report names every destination, also one that never saw a frame, and every part of the recording."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from app.domain.facts import Mode, RecordingKept
from app.domain.fault import Fault, FaultCode
from app.domain.on_air import OnAir
from app.domain.state import ShowState
from app.engine.figures import RecordingHealth
from app.engine.messages import Health, Hello, Phase
from app.report import report
from app.venue import Left
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


@pytest.mark.parametrize(
    ("has_destination", "mode", "word"),
    [(True, Mode.LIVE, "live"), (False, Mode.LIVE, "no-destination"), (False, Mode.REHEARSAL, "rehearsal")],
)
def test_a_show_that_went_nowhere_is_not_reported_as_live(
    tmp_path: Path, has_destination: bool, mode: Mode, word: str
) -> None:
    rig = Rig(tmp_path)
    rig.destinations = rig.destinations if has_destination else ()
    rig.show.rehearse() if mode is Mode.REHEARSAL else rig.show.go_live()
    rig.show.tick()
    rig.show.end_live()
    assert report(rig.programme, ShowState(mode=mode), "", {}, [])["mode"] == word


def recorded(*parts: tuple[str, float, bool]) -> Health:
    found = (
        RecordingHealth(path=path, seconds=seconds, bytes_written=0, is_open=is_open)
        for path, seconds, is_open in parts
    )
    return structs.replace(health(Phase.LIVE), recordings=tuple(found))


def hello(pid: int) -> Hello:
    return Hello(pid=pid, version="1", configured=None)


def test_parts_of_engines_and_consoles_that_died_stay_in_report_and_window(tmp_path: Path) -> None:
    before = Rig(tmp_path)
    before.show.go_live()
    before.programme.take(hello(1))
    before.programme.take(recorded(("a.mp4", 60.0, False), ("b.mp4", 0.5, True)))
    before.show.tick()
    before.programme.take(recorded(("a.mp4", 60.0, False), ("b.mp4", 30.0, True)))
    before.programme.take(hello(2))
    before.show.tick()
    before.programme.take(recorded(("c.mp4", 0.2, True)))
    before.show.tick()

    after = Rig(tmp_path)
    after.logs[Mode.LIVE].events.extend(before.logs[Mode.LIVE].events)
    after.show.resume(Left(Mode.LIVE, OnAir(), after.clock.ns - 12_500_000_000))
    after.programme.take(recorded(("c.mp4", 20.0, True)))
    after.show.tick()
    snapshot = after.show.tick()
    assert dict(snapshot.recordings) == {"a.mp4": 60.0, "b.mp4": 30.0, "c.mp4": 20.0}
    figures = report(after.programme, snapshot.state, "", {}, [])
    assert figures["counted_since_s"] == 12.5
    assert figures["recordings"] == [
        {"path": "a.mp4", "seconds": 60.0},
        {"path": "b.mp4", "seconds": 30.0},
        {"path": "c.mp4", "seconds": 20.0},
    ]


def test_a_part_that_grows_is_not_logged_again(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.show.go_live()
    for seconds in (0.5, 1.0, 1.5):
        rig.programme.take(recorded(("a.mp4", seconds, True)))
        rig.show.tick()
    kept = [fact.seconds for fact in rig.facts() if isinstance(fact, RecordingKept)]
    assert kept == [0.5]


def test_every_trouble_stands_in_the_report_with_when_it_came_and_whether_it_stood(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.faults.set("microphone", Fault(FaultCode.FILE_UNREADABLE, "microphone"))
    rig.show.tick()
    rig.show.go_live()
    rig.show.tick()
    rig.clock.advance(2)
    rig.faults.set("recording", Fault(FaultCode.RECORDING_FAILED, "recording", detail="/home/store: no"))
    rig.show.tick()
    rig.faults.set("recording", None)
    rig.show.tick()
    rig.clock.advance(2)
    rig.faults.set("destination:main", Fault(FaultCode.KEY_REFUSED, "destination:main"))
    rig.faults.set("recording", Fault(FaultCode.RECORDING_FAILED, "recording"))
    rig.show.tick()
    rig.faults.set("recording", Fault(FaultCode.DISK_FULL, "recording"))
    rig.show.tick()
    rig.show.end_live()
    rig.faults.set("destination:main", None)
    state = rig.show.tick().state
    late = Fault(FaultCode.STORE_FAILED, "store", detail="a secret")
    figures = report(rig.programme, state, "", {}, [*rig.faults.all(), late])
    assert figures["faults"] == [
        {"code": "file-unreadable", "where": "microphone", "at_s": 0.0, "stood_at_end": True},
        {"code": "recording-failed", "where": "recording", "at_s": 2.0, "stood_at_end": False},
        {"code": "key-refused", "where": "destination:main", "at_s": 4.0, "stood_at_end": True},
        {"code": "disk-full", "where": "recording", "at_s": 4.0, "stood_at_end": True},
        {"code": "store-failed", "where": "store", "at_s": None, "stood_at_end": True},
    ]


def test_a_trouble_that_a_console_left_behind_is_over_unless_the_next_one_has_it_too(tmp_path: Path) -> None:
    before = Rig(tmp_path)
    before.show.go_live()
    for where in ("camera", "music"):
        before.faults.set(where, Fault(FaultCode.FILE_UNREADABLE, where))
    before.show.tick()
    after = Rig(tmp_path)
    after.logs[Mode.LIVE].events.extend(before.logs[Mode.LIVE].events)
    after.show.resume(Left(Mode.LIVE, OnAir(), after.clock.ns))
    after.faults.set("music", Fault(FaultCode.FILE_UNREADABLE, "music"))
    after.show.tick()
    found = report(after.programme, after.show.tick().state, "", {}, [])["faults"]
    assert isinstance(found, list)
    assert [(one["where"], one["stood_at_end"]) for one in found] == [("camera", False), ("music", True)]
