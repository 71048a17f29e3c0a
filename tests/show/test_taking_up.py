"""A console that was started again acts at once, while the log of its show is still being read."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest

from app.domain.facts import (
    CardShown,
    CountdownStarted,
    FaultRaised,
    Mode,
    ShowEnded,
    ShowOpened,
    ShowResumed,
)
from app.domain.fault import Fault, FaultCode
from app.domain.on_air import CardOnAir, OnAir
from app.engine.messages import (
    AudioCounts,
    Configure,
    DestinationHealth,
    FrameCounts,
    Health,
    Hello,
    Phase,
    Record,
    SetDestinations,
    SetMicrophone,
)
from app.snapshot import ShowPhase
from app.taking_up import Offered
from app.venue import Left
from tests.show.rig import Rig

AGO_NS = 80_000_000_000
LEFT = OnAir(title="Coats")


class Crashed(Rig):
    """A console that was started again 80 s into a show; `looking` is the worker that reads its log."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.clock.advance(1000)
        self.engine.commands.clear()
        self.programme._configured = None
        self.looking: Future[Left | None] = Future()
        self.told: list[bool] = []
        self.epoch_ns = self.clock.ns - AGO_NS
        self.show.take_up(self.looking, self.told.append)

    def survive(self, *names: str, phase: Phase = Phase.LIVE) -> None:
        """An engine that lived on attaches, on air at these destinations."""
        configured = self.choices.programme(self.epoch_ns)
        self.programme.take(Hello(pid=1, version="", configured=configured))
        destinations = tuple(DestinationHealth(name=name, phase=phase) for name in names)
        health = Health(
            at_ns=0, media_ns=0, frames=FrameCounts(), audio=AudioCounts(), destinations=destinations
        )
        self.programme.take(health)

    def find(self, on_air: OnAir = LEFT, off_ns: int = 0) -> None:
        self.looking.set_result(Left(Mode.LIVE, on_air, self.epoch_ns + off_ns))


@pytest.fixture
def rig(tmp_path: Path) -> Crashed:
    return Crashed(tmp_path)


def test_the_show_goes_on_with_the_running_engines_epoch(rig: Crashed) -> None:
    rig.survive("main")
    assert (rig.show.tick().phase, rig.told) == (ShowPhase.LIVE, [])
    assert not rig.engine.commands, "nothing is said to the engine before the log is read"
    rig.find(off_ns=400_000_000)
    snapshot = rig.show.tick()
    assert (snapshot.at_s, rig.told) == (80.0, [True])
    assert rig.engine.last(Configure).epoch_ns == rig.epoch_ns
    assert rig.engine.last(SetDestinations).destinations == rig.destinations
    assert isinstance(rig.facts()[0], ShowResumed)


def test_a_rehearsal_that_lives_on_is_not_called_live(rig: Crashed) -> None:
    rig.survive("rehearsal")
    assert rig.show.tick().phase is ShowPhase.REHEARSAL


def test_an_engine_that_is_off_air_is_not_called_reconnecting(rig: Crashed) -> None:
    rig.survive("main", phase=Phase.IDLE)
    assert rig.show.tick().phase is ShowPhase.SETUP


def test_an_engine_that_died_as_well_is_waited_for(rig: Crashed) -> None:
    rig.find()
    assert (rig.show.tick().phase, rig.told) == (ShowPhase.SETUP, [])
    rig.programme.take(Hello(pid=1, version="", configured=None))
    assert (rig.show.tick().at_s, rig.told) == (80.0, [True])


def test_an_engine_that_never_speaks_holds_nothing_up_for_ever(rig: Crashed) -> None:
    rig.find()
    rig.show.tick()
    rig.clock.advance(20)
    assert rig.show.tick().mode is Mode.LIVE and rig.told == [True]


def test_end_takes_the_stream_off_before_the_log_is_read(rig: Crashed) -> None:
    rig.survive("main")
    rig.show.tick()
    rig.clock.advance(1)
    rig.show.end_live()
    assert rig.engine.last(SetDestinations).destinations == () and rig.engine.last(Record).folder == ""
    assert rig.show.tick().phase is ShowPhase.ENDED and not rig.show.is_closed()
    rig.find()
    rig.show.tick()
    assert rig.show.is_closed() and rig.logs[Mode.LIVE].is_closed
    assert rig.facts() == [ShowEnded(at_s=81.0)]
    assert (rig.show.tick().phase, rig.told) == (ShowPhase.ENDED, [])


def test_a_signal_ends_a_show_of_which_nothing_is_known_yet(rig: Crashed) -> None:
    rig.show.end_live()
    rig.find()
    rig.show.tick()
    assert rig.facts() == [ShowEnded(at_s=80.0)] and rig.show.is_closed()


def test_what_the_host_does_meanwhile_is_on_air_at_once_and_logged_in_the_shows_own_time(
    rig: Crashed,
) -> None:
    coat, scarf = (rig.show.stage.products[name] for name in ("coat", "scarf"))
    rig.show.show_card("scarf")
    rig.show.start_countdown(30)
    rig.show.mute(True)
    assert rig.engine.last(SetMicrophone).is_muted
    card = rig.show.tick().on_air.card
    assert card is not None and card.product == scarf
    rig.survive("main")
    rig.find(OnAir(title="Coats", card=CardOnAir(product=coat, since_s=70.0)))
    on_air = rig.show.tick().on_air
    assert on_air.card == CardOnAir(product=scarf, since_s=80.0) and on_air.is_muted
    facts = {type(fact): fact for fact in rig.facts()}
    assert next(iter(facts)) is ShowResumed and facts[CardShown].at_s == 80.0  # type: ignore[attr-defined]
    assert facts[CountdownStarted].ends_at_s == 110.0  # type: ignore[attr-defined]


def test_a_fault_at_the_moment_of_attaching_has_the_shows_own_time(rig: Crashed) -> None:
    rig.faults.set("camera", Fault(FaultCode.CAMERA_LOST, "camera"))
    rig.survive("main")
    rig.show.tick()
    rig.find()
    rig.show.tick()
    assert [fact.at_s for fact in rig.facts() if isinstance(fact, FaultRaised)] == [80.0]


def test_no_second_show_begins_while_the_first_is_looked_for(rig: Crashed) -> None:
    rig.show.go_live()
    rig.show.rehearse()
    rig.find()
    rig.survive("main")
    rig.show.tick()
    assert not [fact for fact in rig.facts() if isinstance(fact, ShowOpened)]


def test_a_muted_host_is_not_heard_for_a_moment_when_the_show_is_taken_up(rig: Crashed) -> None:
    rig.survive("main")
    rig.show.tick()
    rig.show.set_camera("demo")
    rig.find(OnAir(title="Coats", is_muted=True))
    rig.show.tick()
    said = [one.is_muted for one in rig.engine.commands if isinstance(one, SetMicrophone)]
    assert said and all(said)


def test_who_ends_a_show_of_the_last_console_has_a_microphone_again(rig: Crashed) -> None:
    rig.survive("main")
    rig.show.end_live()
    rig.find()
    rig.show.tick()
    rig.show.set_gain(3)
    assert rig.engine.last(SetMicrophone).gain_db == 3


@pytest.mark.parametrize("is_broken", [False, True])
def test_nothing_that_was_left_is_a_new_beginning(rig: Crashed, *, is_broken: bool) -> None:
    if is_broken:
        rig.looking.set_exception(RuntimeError("a bug"))
    else:
        rig.looking.set_result(None)
    assert (rig.show.tick().phase, rig.told) == (ShowPhase.SETUP, [False])
    rig.show.go_live()
    rig.show.tick()
    assert isinstance(rig.facts()[0], ShowOpened)


class Offering(Rig):
    """A console that was started long after the last one; `looking` is the worker that looks for its show."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.clock.advance(1000)
        self.looking: Future[Left | None] = Future()
        self.show.offered = Offered(self.looking)
        self.left = Left(Mode.LIVE, LEFT, self.clock.ns - AGO_NS)


def test_going_live_waits_for_the_look_at_the_last_show_and_takes_it_up(tmp_path: Path) -> None:
    rig = Offering(tmp_path)
    rig.show.go_live()
    rig.show.rehearse()
    assert rig.show.tick().phase is ShowPhase.SETUP and not rig.facts()
    rig.looking.set_result(rig.left)
    snapshot = rig.show.tick()
    assert (snapshot.mode, snapshot.at_s) == (Mode.LIVE, 80.0)
    assert isinstance(rig.facts()[0], ShowResumed)


def test_a_look_that_finds_nothing_lets_the_new_show_begin(tmp_path: Path) -> None:
    rig = Offering(tmp_path)
    rig.show.go_live()
    rig.looking.set_exception(RuntimeError("a bug"))
    rig.show.tick()
    assert isinstance(rig.facts()[0], ShowOpened)


def test_a_look_that_hangs_keeps_nobody_off_the_air_and_is_stale_then(tmp_path: Path) -> None:
    rig = Offering(tmp_path)
    rig.show.go_live()
    rig.clock.advance(5)
    rig.show.tick()
    assert isinstance(rig.facts()[0], ShowOpened)
    rig.looking.set_result(rig.left)
    rig.show.tick()
    assert rig.show.offered.left is None
    rig.show.end_live()
    rig.show.new_show()
    rig.show.go_live()
    assert rig.show.tick().at_s == 0.0


def test_who_ends_while_the_look_goes_on_does_not_go_live_after_it(tmp_path: Path) -> None:
    rig = Offering(tmp_path)
    rig.show.go_live()
    rig.show.end_live()
    rig.looking.set_result(rig.left)
    assert rig.show.tick().phase is ShowPhase.SETUP and not rig.facts()
