"""What the host stores for a connector, how it waits, and that nothing is lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import Future

import pytest

from app.connectors.connector import (
    Batch,
    Broken,
    Context,
    Kind,
    NoSecret,
    Offline,
    PortInUse,
    RateLimited,
    Refused,
)
from app.connectors.recent import Recent
from app.connectors.runner import MOST_IN_FLIGHT, ConnectorPhase, Runner
from app.domain.facts import Draft, Outcome
from app.domain.fault import FaultCode
from tests.connectors.rig import context
from tests.connectors.runner_rig import Played, Stage, batch, draft


def test_rows_and_cursor_are_stored_in_order() -> None:
    stage = Stage(batch("a", "b", cursor="1"), batch("c", cursor="2"))
    runner = stage.run()
    assert stage.keys == ["a", "b", "c"]
    assert stage.store.cursors == {"shop": "2"}
    assert runner.health.phase is ConnectorPhase.ENDED
    assert (runner.health.stored, runner.health.duplicates) == (3, 0)


def test_a_connector_starts_from_the_stored_cursor_and_again_after_trouble() -> None:
    stage = Stage(batch("a", cursor="8"), Offline("gone"), batch("b", cursor="9"))
    stage.store.cursors["shop"] = "7"
    stage.run()
    assert stage.played.cursors == ["7", "8"]


@pytest.mark.parametrize(
    ("error", "code", "pause_s"),
    [
        (Refused("no"), FaultCode.CONNECTOR_REFUSED, 30.0),
        (NoSecret("no"), FaultCode.SECRET_MISSING, 30.0),
        (Offline("no"), FaultCode.CONNECTOR_OFFLINE, 1.0),
        (ConnectionResetError(104, "reset"), FaultCode.CONNECTOR_OFFLINE, 1.0),
        (TimeoutError(), FaultCode.CONNECTOR_OFFLINE, 1.0),
        (RateLimited("slow", 42.0), FaultCode.CONNECTOR_OFFLINE, 43.0),
        (PortInUse("8787"), FaultCode.PORT_IN_USE, 2.0),
        (Broken("what"), FaultCode.CONNECTOR_BROKEN, 15.0),
        (ZeroDivisionError(), FaultCode.CONNECTOR_BROKEN, 15.0),
    ],
)
def test_each_trouble_has_its_fault_and_its_pause(error: Exception, code: FaultCode, pause_s: float) -> None:
    stage = Stage(error, batch("a"))
    stage.run()
    assert stage.faults.codes == [code.value, "mended"]
    assert stage.faults.told[0][0] == "connector:shop"
    assert stage.pauses.seconds == [pause_s]
    assert stage.keys == ["a"]


def test_pauses_grow_to_a_bound_and_start_again_after_a_steady_time() -> None:
    steady = batch("a", pause_s=60.0)
    stage = Stage(*[Offline("x")] * 8, steady, Offline("x"), batch("b"))
    stage.run()
    assert stage.pauses.seconds == [1, 2, 4, 8, 16, 30, 30, 30, 60.0, 1]


def test_chance_takes_up_to_half_of_a_pause() -> None:
    stage = Stage(Offline("x"), Offline("x"), RateLimited("slow", 42.0), batch("a"))
    stage.chance = 0.0
    stage.run()
    assert stage.pauses.seconds == [0.5, 1.0, 42.0]


def test_the_host_keeps_the_pace_a_connector_asks_for() -> None:
    stage = Stage(batch("a", pause_s=5.0), batch("b"))
    stage.run()
    assert stage.pauses.seconds == [5.0]


def test_an_empty_batch_is_only_a_sign_of_life() -> None:
    stage = Stage(Offline("x"), Batch())
    runner = stage.run()
    assert stage.store.appends == 0
    assert stage.faults.codes == ["connector-offline", "mended"]
    assert runner.health.heard_at_s is not None


def test_a_store_that_fails_loses_no_row() -> None:
    stage = Stage(batch("a", cursor="1"), batch("b", cursor="2"))
    stage.store.failures = [OSError(28, "No space left on device")] * 3
    stage.run()
    assert stage.keys == ["a", "b"]
    assert stage.faults.codes == ["store-failed", "mended"]
    assert stage.store.cursors == {"shop": "2"}


def test_a_row_that_can_never_be_stored_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    stage = Stage(batch("a", "poison", "b", cursor="1"), batch("c", cursor="2"))
    append = stage.store.append

    def refusing(
        drafts: Sequence[Draft], *, connector: str, cursor: str | None
    ) -> Future[tuple[Outcome, ...]]:
        if any(draft.key == "poison" for draft in drafts):
            raise ValueError("小林 cannot be stored")
        return append(drafts, connector=connector, cursor=cursor)

    stage.store.append = refusing  # type: ignore[method-assign]
    stage.run()
    assert stage.keys == ["a", "b", "c"]
    assert stage.store.cursors == {"shop": "2"}
    assert "refused" in caplog.text
    assert "小林" not in caplog.text


def test_what_was_stored_is_not_sent_to_the_store_again() -> None:
    stage = Stage(batch("a", "a"), batch("a"), batch("a", cursor="5"))
    runner = stage.run()
    assert stage.keys == ["a"]
    assert (runner.health.stored, runner.health.duplicates) == (1, 3)
    assert (stage.store.appends, stage.store.given) == (2, 1)  # The last only moves the cursor.


def test_rows_without_a_key_are_always_new() -> None:
    stage = Stage(batch("", ""), batch(""))
    stage.run()
    assert stage.keys == ["", "", ""]


class Settled:
    """Batches with somebody who waits for each."""

    def __init__(self) -> None:
        self.answers: list[Sequence[Outcome] | None] = []

    def batch(self, *keys: str) -> Batch:
        return Batch(drafts=tuple(draft(key) for key in keys), settle=self.answers.append)


def test_a_sender_hears_of_each_row_after_the_commit() -> None:
    senders = [Settled() for _ in range(4)]
    rows = [("a", "b"), ("b", "c", "c"), ("a",), ()]
    Stage(*[sender.batch(*keys) for sender, keys in zip(senders, rows, strict=True)]).run()
    yes, again = Outcome.ACCEPTED, Outcome.DUPLICATE
    assert [sender.answers for sender in senders] == [[(yes, yes)], [(again, yes, again)], [(again,)], [()]]


def test_a_sender_is_told_at_once_when_the_store_fails() -> None:
    sender = Settled()
    stage = Stage(sender.batch("a"), sender.batch("b"))
    stage.store.failures = [OSError(28, "full")]
    stage.run()
    assert sender.answers == [None, (Outcome.ACCEPTED,)]
    assert stage.pauses.seconds == []


def test_many_senders_are_stored_at_a_time_but_not_without_bound() -> None:
    async def play() -> None:
        sender = Settled()
        stage = Stage(*[sender.batch(f"k{index}") for index in range(MOST_IN_FLIGHT + 20)])
        stage.store.is_holding = True
        task = asyncio.ensure_future(stage.runner().run())
        for _ in range(200):
            await asyncio.sleep(0)
        assert stage.store.appends == MOST_IN_FLIGHT
        assert sender.answers == []
        stage.store.release()
        await asyncio.wait_for(task, 5)
        assert len(sender.answers) == MOST_IN_FLIGHT + 20
        assert stage.keys == [f"k{index}" for index in range(MOST_IN_FLIGHT + 20)]

    asyncio.run(play())


def test_a_bug_is_logged_with_its_trace_but_not_with_its_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        Stage(KeyError("小林 lives at 5 Elm Road"), batch("a")).run()
    assert "KeyError" in caplog.text
    assert "in batches" in caplog.text
    assert "小林" not in caplog.text


def test_a_factory_that_refuses_is_tried_again() -> None:
    stage = Stage(batch("a"))
    attempts = iter([Refused("no key"), None])

    def build(_context: Context) -> Played:
        if (error := next(attempts)) is not None:
            raise error
        return stage.played

    runner = Runner(
        Kind("late", (), build),
        context(),
        append=stage.store.append,
        last_cursor=stage.store.cursor,
        on_fault=stage.faults,
        timing=stage.pauses.timing(),
    )
    asyncio.run(asyncio.wait_for(runner.run(), 10))
    assert stage.faults.codes == ["connector-refused", "mended"]
    assert stage.keys == ["a"]


def test_the_memory_of_durable_rows_is_bounded_and_forgets_the_oldest() -> None:
    recent = Recent(most=3)
    for key in "abc":
        recent.add(key)
    assert "a" in recent
    recent.add("d")
    assert len(recent) == 3
    assert "b" not in recent
    assert "a" in recent
