"""Without a window each trouble is said once, in the window's own words, and nothing that is secret."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

from app.domain.fault import Fault, FaultCode
from app.snapshot import Snapshot
from widgets.fault_lines import FaultLines
from widgets.proof.scenes import scenes

LIVE = scenes("en")["live"]
KEY = Fault(FaultCode.KEY_REFUSED, "destination:Douyin", detail="rtmp://h/app/CANARY")
SOUND = Fault(FaultCode.FILE_UNREADABLE, "microphone", detail="CANARY")


def lines(*snapshots: tuple[Fault, ...], snapshot: Snapshot = LIVE) -> list[str]:
    written = StringIO()
    told = FaultLines(written)
    for faults in snapshots:
        told.draw(replace(snapshot, faults=faults))
    return written.getvalue().splitlines()


def test_each_trouble_is_said_once_when_it_comes() -> None:
    assert lines((), (SOUND,), (SOUND, KEY), (KEY,), (), (KEY,)) == [
        "storecast: microphone: The video or sound file cannot be read. Choose another file.",
        (
            "storecast: Douyin: The platform refused the stream key. "
            "The others go on. For a new key, end the show, then use the set-up; or retry."
        ),
    ]


def test_words_of_the_window_alone_are_said() -> None:
    assert not any("CANARY" in line for line in lines((SOUND, KEY)))


def test_a_missing_key_is_not_said_twice() -> None:
    one = Fault(FaultCode.SECRET_MISSING, "destination:main")
    none = Fault(FaultCode.SECRET_MISSING, "destinations")
    assert len(lines((one,), (one, none))) == 1
    assert len(lines((none,))) == 1
