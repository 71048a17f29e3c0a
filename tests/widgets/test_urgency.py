"""What viewers lose speaks before what merely stands, and each new fault gets its turn."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec import structs

from app.domain.fault import Fault, FaultCode
from app.engine.messages import Phase
from app.snapshot import Snapshot
from tests.widgets.rooms import HandClock
from widgets.proof.scenes import scenes
from widgets.urgency import TURN_S, Turns, is_grave

LIVE = scenes("en")["live"]
REFUSED = Fault(FaultCode.KEY_REFUSED, "destination:Kuaishou", retrying=True)
FILM = Fault(FaultCode.FILE_UNREADABLE, "film", detail="No such file")
RECORDING = Fault(FaultCode.RECORDING_FAILED, "recording", retrying=True)
LOST = Fault(FaultCode.CAMERA_LOST, "camera", retrying=True)
MUTED = Fault(FaultCode.MICROPHONE_MUTED_TALKING, "microphone", retrying=True)
CHIP = Fault(FaultCode.ENCODER_FALLBACK, "encoder")


def with_(*faults: Fault) -> Snapshot:
    return replace(LIVE, faults=faults)


def heard(turns: Turns, clock: HandClock, seconds: float, *faults: Fault) -> list[Fault]:
    """Who spoke, without repetitions."""
    spoke: list[Fault] = []
    for _ in range(round(seconds)):
        first = turns.ordered(with_(*faults))[0]
        spoke += [first] if first not in spoke[-1:] else []
        clock.now_s += 1
    return spoke


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def turns(clock: HandClock) -> Turns:
    return Turns(clock)


@pytest.mark.parametrize(
    "lost",
    [
        LOST,
        Fault(FaultCode.PHONE_AWAY, "camera", retrying=True),
        Fault(FaultCode.PHONE_PORT_IN_USE, "camera", retrying=True),
        Fault(FaultCode.FILE_UNREADABLE, "camera", retrying=True),
        Fault(FaultCode.FILE_UNREADABLE, "microphone", retrying=True),
        Fault(FaultCode.MICROPHONE_LOST, "microphone", retrying=True),
    ],
)
@pytest.mark.parametrize("standing", [REFUSED, MUTED, CHIP])
def test_what_viewers_lose_comes_before_what_stands(turns: Turns, lost: Fault, standing: Fault) -> None:
    assert turns.ordered(with_(standing, lost))[0] == lost
    assert is_grave(lost)


def test_a_refused_key_is_grave_while_no_other_destination_is_live(turns: Turns) -> None:
    assert turns.ordered(with_(RECORDING, REFUSED))[0] == RECORDING
    slow = Fault(FaultCode.UPLINK_SLOW, "upload", retrying=True)
    assert turns.ordered(with_(slow, REFUSED))[0] == slow
    away = structs.replace(LIVE.destinations[0], phase=Phase.RECONNECTING)
    assert LIVE.health is not None
    alone = replace(with_(slow, REFUSED), health=structs.replace(LIVE.health, destinations=[away]))
    assert turns.ordered(alone)[0] == REFUSED


@pytest.mark.parametrize("new", [FILM, RECORDING])
def test_a_new_fault_gets_its_turn_beside_one_that_stands(turns: Turns, clock: HandClock, new: Fault) -> None:
    assert heard(turns, clock, 20, REFUSED) == [REFUSED]
    assert heard(turns, clock, 4, REFUSED, new) == [new]


def test_after_its_turn_the_worst_is_back(turns: Turns, clock: HandClock) -> None:
    heard(turns, clock, 20, LOST)
    assert heard(turns, clock, TURN_S + 4, LOST, FILM) == [FILM, LOST]


def test_the_worst_waits_for_nobody(turns: Turns, clock: HandClock) -> None:
    heard(turns, clock, 3, FILM)
    assert heard(turns, clock, 3 * TURN_S, FILM, CHIP, LOST) == [LOST, FILM, CHIP, LOST]


def test_what_fails_at_each_try_is_new_once(turns: Turns, clock: HandClock) -> None:
    away = Fault(FaultCode.CONNECTION_REFUSED, "destination:Kuaishou", retrying=True)
    heard(turns, clock, 20, LOST)
    heard(turns, clock, 20, LOST, away)
    heard(turns, clock, 20, LOST)
    assert heard(turns, clock, 9, LOST, away) == [LOST]


def test_what_the_host_does_again_is_told_again(turns: Turns, clock: HandClock) -> None:
    heard(turns, clock, 20, LOST, FILM)
    heard(turns, clock, 2, LOST)
    assert heard(turns, clock, 2, LOST, FILM) == [FILM]


def test_what_failed_again_between_two_drawings_is_told_again(turns: Turns, clock: HandClock) -> None:
    heard(turns, clock, 20, LOST, FILM)
    assert heard(turns, clock, 2, LOST, replace(FILM)) == [replace(FILM)]


def test_time_in_which_nobody_asked_is_no_turn(turns: Turns, clock: HandClock) -> None:
    heard(turns, clock, 20, LOST)
    heard(turns, clock, 2, LOST, FILM)
    clock.now_s += 60
    assert heard(turns, clock, 2, LOST, FILM) == [FILM]
