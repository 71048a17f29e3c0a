"""The director does at once what the host asks, logs it beside, and never lets practice reach a real counter."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.facts import (
    CardShown,
    CountdownEnded,
    DealOpened,
    DestinationChanged,
    Draft,
    FaultCleared,
    FaultRaised,
    Mode,
    OrderUpserted,
    ShowEnded,
    ShowOpened,
    ShowResumed,
    SlateKind,
    WentLive,
)
from app.domain.fault import Fault, FaultCode
from app.domain.money import Money
from app.domain.on_air import CardOnAir, OnAir
from app.domain.order import OrderLine
from app.domain.product import Product
from app.domain.secret import Secret
from app.domain.sold import Sold
from app.domain.state import ShowState
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
from app.report import frames
from app.snapshot import ShowPhase
from app.taking_up import Offered
from app.venue import Left
from tests.domain.test_sold import ORDER
from tests.show.rig import TEXT, Rig


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def health(phase: Phase, composed: int = 0) -> Health:
    return Health(
        at_ns=0,
        media_ns=0,
        frames=FrameCounts(composed=composed),
        audio=AudioCounts(),
        destinations=(DestinationHealth(name="main", phase=phase),),
    )


def test_going_live_starts_a_new_timeline_and_publishes(rig: Rig) -> None:
    rig.clock.advance(90)
    rig.show.go_live()
    rig.show.tick()
    assert rig.engine.last(Configure).epoch_ns == rig.clock.ns
    assert rig.engine.last(SetDestinations).destinations == rig.destinations
    assert rig.engine.last(Record).folder
    assert isinstance(rig.facts()[0], ShowOpened)


def test_live_is_said_only_when_a_server_takes_the_stream(rig: Rig) -> None:
    rig.show.go_live()
    assert rig.show.tick().phase is ShowPhase.RECONNECTING
    rig.programme.take(health(Phase.CONNECTING))
    assert not rig.show.tick().was_live
    rig.programme.take(health(Phase.LIVE))
    assert rig.show.tick().phase is ShowPhase.LIVE
    rig.programme.take(health(Phase.RECONNECTING))
    rig.show.tick()
    rig.clock.advance(4)
    lost = rig.show.tick()
    assert (lost.phase, lost.reconnecting_s, lost.was_live) == (ShowPhase.RECONNECTING, 4.0, True)
    phases = [fact.phase for fact in rig.facts() if isinstance(fact, DestinationChanged)]
    assert phases == [Phase.CONNECTING, Phase.LIVE, Phase.RECONNECTING]


def test_a_rehearsal_leaves_nothing_in_the_live_database(rig: Rig) -> None:
    rig.show.rehearse()
    rig.show.show_card("coat")
    assert rig.show.tick().phase is ShowPhase.REHEARSAL
    rig.show.go_live()
    snapshot = rig.show.tick()
    assert snapshot.on_air.card is None and snapshot.shown_ids == frozenset()
    assert rig.logs[Mode.REHEARSAL].is_closed
    assert not [fact for fact in rig.facts() if isinstance(fact, CardShown)]
    assert [fact.mode for fact in rig.facts() if isinstance(fact, ShowOpened)] == [Mode.LIVE]


def test_end_takes_the_stream_off_before_the_database_answers(rig: Rig) -> None:
    rig.show.go_live()
    rig.show.tick()
    rig.executor.is_held = True
    rig.show.end_live()
    assert rig.engine.last(SetDestinations).destinations == ()
    assert rig.engine.last(Record).folder == ""
    assert rig.show.tick().phase is ShowPhase.ENDED
    rig.executor.release()
    assert isinstance(rig.facts()[-1], ShowEnded) and rig.logs[Mode.LIVE].is_closed


def test_the_host_works_on_while_the_database_is_still_opening(rig: Rig) -> None:
    rig.executor.is_held = True
    rig.show.go_live()
    rig.show.show_card("coat")
    assert rig.show.tick().on_air.card is not None
    rig.executor.release()
    rig.show.tick()
    assert [type(fact).__name__ for fact in rig.facts()][:3] == ["ShowOpened", "WentLive", "CardShown"]


def test_a_database_that_does_not_open_is_a_fault_and_the_show_goes_on(rig: Rig) -> None:
    rig.logs.clear()
    rig.show.go_live()
    snapshot = rig.show.tick()
    assert FaultCode.STORE_FAILED in [fault.code for fault in snapshot.faults]
    rig.show.show_card("coat")
    assert rig.show.tick().on_air.card is not None


def test_a_database_that_opens_later_gets_all_that_waited(rig: Rig) -> None:
    log = rig.logs.pop(Mode.LIVE)
    rig.show.go_live()
    rig.show.tick()
    rig.show.show_card("coat")
    rig.logs[Mode.LIVE] = log
    rig.clock.advance(2.9)
    before = (rig.show.tick().faults != (), rig.sources.is_running)
    rig.clock.advance(0.2)
    rig.show.tick()
    after = (rig.show.tick().faults != (), rig.sources.is_running)
    assert (before, after) == ((True, False), (False, True))
    facts = [type(fact) for fact in rig.facts()]
    assert facts[:3] == [ShowOpened, WentLive, CardShown] and facts[-1] is FaultCleared


def test_a_show_whose_database_never_opened_ends(rig: Rig) -> None:
    rig.logs.clear()
    rig.show.go_live()
    rig.show.tick()
    rig.show.end_live()
    assert rig.show.tick().phase is ShowPhase.ENDED and rig.show.is_closed()
    rig.clock.advance(60)
    rig.show.tick()
    rig.show.new_show()
    assert rig.show.tick().phase is ShowPhase.SETUP


def test_the_end_tries_a_database_that_did_not_open_once_more(rig: Rig) -> None:
    log = rig.logs.pop(Mode.LIVE)
    rig.show.go_live()
    rig.show.tick()
    rig.logs[Mode.LIVE] = log
    rig.show.end_live()
    assert isinstance(rig.facts()[0], ShowOpened) and isinstance(rig.facts()[-1], ShowEnded)
    assert log.is_closed and not rig.sources.is_running
    assert rig.show.tick().state.has_ended, "the report tells of the whole show"


def test_what_is_committed_while_the_log_is_replayed_is_counted_once(rig: Rig) -> None:
    log = rig.logs[Mode.LIVE]
    early = Draft(
        source="connector:x", key="", occurred_at=rig.clock.utc_now(), fact=OrderUpserted(order=ORDER)
    )
    replayed = log.replayed

    def replay(products: Mapping[str, Product]) -> ShowState:
        log.record(early)
        state = replayed(products)
        log.record(replace(early, fact=OrderUpserted(order=replace(ORDER, order_id="2"))))
        return state

    log.replayed = replay  # type: ignore[method-assign]
    rig.show.resume(Left(Mode.LIVE, OnAir(), rig.clock.ns))
    state = rig.show.tick().state
    assert [seen.seq for seen in state.orders] == [1, 2]


def test_the_next_card_follows_the_order_of_the_show(rig: Rig) -> None:
    rig.show.go_live()
    shown = []
    for _ in range(2):
        rig.show.next_card()
        card = rig.show.tick().on_air.card
        shown.append(card.product.id if card else "")
    assert shown == ["coat", "scarf"]


def test_cues_play_once_and_end_by_themselves(tmp_path: Path) -> None:
    cues = '[[run_of_show]]\nat_s = 1\naction = "show_card"\nproduct = "coat"\nfor_s = 2\n'
    rig = Rig(tmp_path, TEXT + cues)
    rig.show.go_live()
    seen = []
    for _ in range(5):
        seen.append(rig.show.tick().on_air.card is not None)
        rig.clock.advance(1)
    assert seen == [False, True, True, False, False]
    assert len([fact for fact in rig.facts() if isinstance(fact, CardShown)]) == 1


def test_a_countdown_ends_at_zero(rig: Rig) -> None:
    rig.show.go_live()
    rig.show.show_card("coat")
    rig.show.start_countdown(3)
    rig.show.show_slate(SlateKind.BACK)
    rig.clock.advance(2.9)
    assert rig.show.tick().on_air.countdown is not None
    rig.clock.advance(0.2)
    assert rig.show.tick().on_air.countdown is None
    ended, opened = rig.facts()[-2:]
    assert isinstance(ended, CountdownEnded)
    # Nobody has measured: viewers are taken to be where the shop is.
    assert isinstance(opened, DealOpened) and (opened.product_id, opened.viewer_delay_s) == ("coat", 0.0)


def test_faults_come_and_go_and_are_logged(rig: Rig) -> None:
    rig.show.go_live()
    rig.faults.set("camera", Fault(FaultCode.CAMERA_LOST, "camera", retrying=True))
    assert [fault.code for fault in rig.show.tick().faults] == [FaultCode.CAMERA_LOST]
    rig.faults.set("camera", None)
    assert rig.show.tick().faults == ()
    kinds = [type(fact) for fact in rig.facts()]
    assert FaultRaised in kinds and FaultCleared in kinds


def test_a_restarted_engine_does_not_lose_the_figures_of_the_dead_one(rig: Rig) -> None:
    rig.show.go_live()
    for pid, composed in ((1, 900), (2, 30)):
        rig.programme.take(Hello(pid=pid, version="", configured=None))
        rig.programme.take(health(Phase.LIVE, composed))
        rig.show.tick()
    assert frames(rig.programme)["composed"] == 930


def test_mute_reaches_the_engine_and_survives_a_change_of_microphone(rig: Rig) -> None:
    rig.show.mute(True)
    assert rig.engine.last(SetMicrophone).is_muted
    rig.show.set_microphone("demo")
    assert rig.engine.last(SetMicrophone).is_muted and rig.show.tick().on_air.is_muted


def test_a_stream_key_goes_to_the_vault_and_only_its_name_into_the_file(rig: Rig, tmp_path: Path) -> None:
    rig.show.set_destination("main", "rtmp://h/live", Secret("hunter2"))
    assert "hunter2" not in (tmp_path / "show.toml").read_text()
    assert 'key = "keyring:main"' in (tmp_path / "show.toml").read_text()
    assert "hunter2" not in repr(rig.show.tick())


def test_a_show_that_was_left_is_taken_up_by_going_live(rig: Rig) -> None:
    on_air = OnAir(title="Coats", card=CardOnAir(product=rig.show.stage.products["coat"], since_s=70.0))
    rig.clock.advance(90)
    looking: Future[Left | None] = Future()
    looking.set_result(Left(Mode.LIVE, on_air, rig.clock.ns - 80_000_000_000))
    rig.show.offered = Offered(looking)
    rig.show.go_live()
    snapshot = rig.show.tick()
    assert (snapshot.at_s, snapshot.on_air.card) == (80.0, on_air.card)
    assert rig.engine.last(SetDestinations).destinations == rig.destinations
    assert isinstance(rig.facts()[0], ShowResumed)
    rig.show.end_live()
    rig.show.new_show()
    rig.show.go_live()
    assert rig.show.tick().at_s == 0.0


def test_what_sold_is_known_when_the_show_has_ended(rig: Rig) -> None:
    rig.show.go_live()
    rig.show.tick()
    line = OrderLine(id="1", title="", sku="coat", quantity="2", unit_price_minor=5)
    rig.logs[Mode.LIVE].record(
        Draft(
            source="connector:x",
            key="",
            occurred_at=rig.clock.utc_now(),
            fact=OrderUpserted(order=replace(ORDER, lines=(line,))),
        )
    )
    assert rig.show.tick().sold == ()
    rig.show.end_live()
    assert rig.show.tick().sold == (Sold("Coat", 2, Money(10, "CNY")),)
