"""Full disks, poisoned drafts, listeners that fail: nothing accepted is lost, nobody waits for ever."""

from __future__ import annotations

import contextlib
import queue
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DatabaseError, OperationalError

from app.domain.clock import SystemClock
from app.domain.facts import Draft, Outcome, ProductUpserted, WentLive
from app.domain.fault import Fault, FaultCode
from app.store import totals, verify, writer
from app.store.codec import CodecError
from app.store.store import Store, StoreError
from app.store.writer import Committed
from tests.store.drafts import ORDER, opened_at, said, show, sold


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = opened_at(path)
    store.append([show()]).result(10)
    yield store
    store.close(5)


POISON = {
    "a version beyond 64 bits": sold(replace(ORDER, version=2**63)),
    "an amount beyond any price": sold(replace(ORDER, paid_minor=10**15 + 1)),
    "an amount beyond any integer": sold(replace(ORDER, total_minor=-(10**40))),
    "a surrogate in a key": said("hello", "\ud800"),
    "a surrogate in an order's id": sold(replace(ORDER, order_id="\udfff")),
    "a NUL in an order's id": sold(replace(ORDER, order_id="1\x002")),
    "a stock beyond any shelf": Draft(
        source="connector:x",
        key="",
        occurred_at="",
        fact=ProductUpserted(
            source="s",
            product_id="p",
            variant_id="v",
            sku="",
            title="",
            price_minor=1,
            currency="CNY",
            stock=2**64,
        ),
    ),
    "what is no text": sold(replace(ORDER, currency=b"CNY")),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", POISON)
def test_a_poisoned_draft_fails_alone(store: Store, path: Path, name: str) -> None:
    before, bad, after = store.append([said("a")]), store.append([POISON[name]]), store.append([said("b")])
    assert (before.result(10), after.result(10)) == ((Outcome.ACCEPTED,), (Outcome.ACCEPTED,))
    with pytest.raises(CodecError):
        bad.result(10)
    assert store.replayed({}).comment_count == 2
    assert verify.verified(path) == 3


def test_what_only_the_database_refuses_fails_alone_too(store: Store, path: Path) -> None:
    before = store.append([said("a")])
    bad = store.append([said("c")], connector="x", cursor="\ud800")
    after = store.append([said("b")])
    with pytest.raises(CodecError):
        bad.result(10)
    assert [before.result(10), after.result(10)] == [(Outcome.ACCEPTED,)] * 2
    assert verify.verified(path) == 3


def test_a_show_opened_twice_is_the_latest_and_blocks_nothing(store: Store, path: Path) -> None:
    store.append([show("s"), show("t"), show("s"), sold(ORDER)]).result(10)
    latest = store.latest_show()
    assert latest is not None and (latest.show_id, latest.opened_seq) == ("s", 4)
    assert verify.verified(path) == 5


def test_sums_beyond_64_bits_are_exact(store: Store, path: Path) -> None:
    rich = [replace(ORDER, order_id=str(at), paid_minor=10**15 - at, refunded_minor=7) for at in range(9_300)]
    store.append([sold(order) for order in rich]).result(30)
    entry = totals.figures(path)["totals"]
    assert isinstance(entry, list)
    assert entry[0]["paid_minor"] == sum(order.paid_minor for order in rich) > 2**63
    assert entry[0]["refunded_minor"] == 7 * 9_300


def test_listeners_that_fail_end_nothing(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store = opened_at(path)
    heard: list[Committed] = []

    def fail(_committed: Committed) -> None:
        raise RuntimeError("a bug")

    store.subscribe(fail)
    store.subscribe(heard.append)
    store.append([show()]).result(10)
    store.append([said("still here")]).result(10)
    store.close(5)
    assert sum(len(one.events) for one in heard) == 2
    assert "who listens to the log failed" in caplog.text


def test_a_closed_store_refuses_at_once_and_never_hangs(path: Path) -> None:
    store = opened_at(path)
    store.close(5)
    with pytest.raises(StoreError, match="closed"):
        store.append([show()]).result(0)
    store.record(show())


def test_a_queue_that_is_full_refuses_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MOST_WAITING", 3)
    with pytest.raises(StoreError, match="send it again"):
        store.append([said(str(at)) for at in range(4)]).result(0)
    assert store.append([said("a"), said("b")]).result(10) == (Outcome.ACCEPTED,) * 2


def test_a_cancelled_future_harms_nobody(store: Store) -> None:
    for draft in (said("a"), POISON["a surrogate in a key"]):
        store.append([draft]).cancel()
    assert store.append([said("b")]).result(10) == (Outcome.ACCEPTED,)


def test_the_hosts_commands_wait_out_a_database_that_fails(path: Path) -> None:
    """A table that is away stands for a dead disk: the same class of error, without root."""
    troubles: queue.SimpleQueue[Fault | None] = queue.SimpleQueue()
    store = Store.open(path, utc_now=SystemClock().utc_now, on_trouble=troubles.put)
    store.append([show()]).result(10)
    with contextlib.closing(sqlite3.connect(path)) as other, other:
        other.execute("ALTER TABLE events RENAME TO gone")
    store.record(Draft(source="host", key="", occurred_at="", fact=WentLive(at_s=1.0)))
    with pytest.raises(StoreError):
        store.append([said("lost for now")]).result(10)
    fault = troubles.get(timeout=10)
    assert fault is not None and (fault.code, fault.where) == (FaultCode.STORE_FAILED, "store")
    with contextlib.closing(sqlite3.connect(path)) as other, other:
        other.execute("ALTER TABLE gone RENAME TO events")
    while troubles.get(timeout=10) is not None:
        pass
    assert store.append([said("sent again")]).result(10) == (Outcome.ACCEPTED,)
    assert store.replayed({}).is_live
    store.close(5)
    assert verify.verified(path) == 3


def filled(disk: Path) -> Path:
    """A file that takes all the room that is left."""
    ballast = disk / "ballast"
    with contextlib.suppress(OSError), open(ballast, "wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    return ballast


def test_a_full_disk_is_told_and_what_the_host_did_is_written_once_there_is_room(small_disk: Path) -> None:
    troubles: queue.SimpleQueue[Fault | None] = queue.SimpleQueue()
    path = small_disk / "show.db"
    store = Store.open(path, utc_now=SystemClock().utc_now, on_trouble=troubles.put)
    store.append([show()]).result(10)
    ballast = filled(small_disk)
    futures = [store.append([said(f"{at}" * 4_000)]) for at in range(1_000)]
    errors = [str(future.exception(10)) for future in futures if future.exception(10) is not None]
    assert errors and all("full" in error for error in errors)
    store.record(Draft(source="host", key="", occurred_at="", fact=WentLive(at_s=1.0)))
    fault = troubles.get(timeout=10)
    assert fault is not None and fault.code is FaultCode.DISK_FULL
    ballast.unlink()
    while troubles.get(timeout=10) is not None:
        pass
    assert store.append([said("there is room again")]).result(10) == (Outcome.ACCEPTED,)
    assert store.replayed({}).is_live
    store.close(5)
    assert verify.verified(path) == 3 + len(futures) - len(errors)


def test_a_full_disk_is_one_sentence_when_a_show_opens(small_disk: Path) -> None:
    filled(small_disk)
    with pytest.raises(StoreError, match="full"):
        opened_at(small_disk / "show.db")


def break_next_commit(store: Store, *, is_written: bool) -> None:
    """The next commit fails with an error of the disk, before or after it took effect."""
    engine = store._engine

    def fail(connection: Connection) -> None:
        event.remove(engine, "commit", fail)
        if is_written:
            connection.exec_driver_sql("COMMIT")
        raise OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))

    event.listen(engine, "commit", fail)


@pytest.mark.parametrize("is_written", [True, False])
def test_after_a_commit_of_unknown_outcome_each_fact_is_there_once(path: Path, *, is_written: bool) -> None:
    troubles: queue.SimpleQueue[Fault | None] = queue.SimpleQueue()
    store = Store.open(path, utc_now=SystemClock().utc_now, on_trouble=troubles.put)
    heard: list[Committed] = []
    store.subscribe(heard.append)
    store.append([show()]).result(10)
    live = Draft(source="host", key="", occurred_at="", fact=WentLive(at_s=1.0))
    break_next_commit(store, is_written=is_written)
    store.record(live)
    assert troubles.get(timeout=10) is not None
    store.record(live)
    assert troubles.get(timeout=10) is None
    assert store.append([said("a", "k"), sold(ORDER)]).result(10) == (Outcome.ACCEPTED,) * 2
    store.close(5)
    assert verify.verified(path) == 5
    assert [event.seq for one in heard for event in one.events] == [1, 2, 3, 4, 5]


def test_what_was_refused_and_written_after_all_is_a_duplicate_when_it_is_sent_again(path: Path) -> None:
    store = opened_at(path)
    store.append([show("s")]).result(10)
    batch = [show("t"), said("a", "k"), sold(ORDER, "o")]
    break_next_commit(store, is_written=True)
    with pytest.raises(StoreError):
        store.append(batch, connector="x", cursor="1").result(10)
    again = store.append(batch[1:], connector="x", cursor="1").result(10)
    assert again == (Outcome.DUPLICATE,) * 2
    latest = store.latest_show()
    assert latest is not None and latest.show_id == "t"
    store.append([said("b", "l")]).result(10)
    assert [one.show_id for one in store.events(4, 9)] == ["t"]
    store.close(5)
    assert verify.verified(path) == 5


def test_what_the_host_did_is_kept_while_the_disk_does_not_take_what_is_unsure(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    troubles: queue.SimpleQueue[Fault | None] = queue.SimpleQueue()
    store = Store.open(path, utc_now=SystemClock().utc_now, on_trouble=troubles.put)
    store.append([show()]).result(10)
    failed = threading.Event()

    def full(engine: Engine) -> None:
        failed.set()
        raise DatabaseError(
            "PRAGMA wal_checkpoint", None, sqlite3.OperationalError("database or disk is full")
        )

    monkeypatch.setattr(writer, "RETRY_S", 0.01)
    with monkeypatch.context() as patched:
        patched.setattr(writer, "settle", full)
        break_next_commit(store, is_written=False)
        store.record(Draft(source="host", key="", occurred_at="", fact=WentLive(at_s=1.0)))
        with pytest.raises(StoreError):
            store.append([said("a", "k")]).result(10)
        assert failed.wait(10)
    while troubles.get(timeout=10) is not None:
        pass
    assert store.append([said("a", "k")]).result(10) == (Outcome.ACCEPTED,)
    assert store.replayed({}).is_live
    store.close(5)
    assert verify.verified(path) == 3
