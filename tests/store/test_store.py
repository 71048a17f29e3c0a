"""The log keeps every order once, the counter is exact, and nothing half-written is ever seen."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from app.domain.facts import Outcome
from app.domain.order import OrderLine, OrderVersion
from app.domain.totals import totals_of
from app.store import totals, verify
from app.store.store import Store, StoreError
from app.store.writer import Committed
from tests.store.drafts import ORDER, opened_at, said, show, sold, stated


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    store = opened_at(path)
    store.append([show()]).result(10)
    yield store
    store.close(5)


def test_a_resent_order_is_counted_once(store: Store, path: Path) -> None:
    assert store.append([sold(ORDER, "a"), sold(ORDER, "a"), sold(ORDER, "b")]).result(10) == (
        Outcome.ACCEPTED,
        Outcome.DUPLICATE,
        Outcome.DUPLICATE,
    )
    assert store.append([sold(ORDER, "c")]).result(10) == (Outcome.DUPLICATE,)
    assert json.loads(json.dumps(totals.figures(path)))["totals"][0]["paid_minor"] == 10_000


def test_nothing_that_is_asked_before_a_commit_reads_the_whole_log(store: Store) -> None:
    plans: list[str] = []
    committed: list[Connection] = []

    def explain(connection: Connection, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if statement.lstrip().startswith("SELECT") and not committed:
            database: Any = connection.connection.dbapi_connection
            plans.extend(row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}", values))

    # They stay: the writer counts on after the answer, and nothing may be taken from under it.
    event.listen(store._engine, "before_cursor_execute", explain)
    event.listen(store._engine, "commit", committed.append)
    store.append([sold(ORDER, "a"), said("hello", "b"), said("hello", "c")]).result(10)
    assert len(plans) >= 2 and not [plan for plan in plans if plan.startswith("SCAN")], plans


def test_an_older_version_that_comes_late_changes_nothing(store: Store, path: Path) -> None:
    newer = replace(ORDER, version=3, refunded_minor=10_000)
    assert store.append([sold(newer), sold(replace(ORDER, version=2))]).result(10) == (
        Outcome.ACCEPTED,
        Outcome.STALE,
    )
    entry = json.loads(json.dumps(totals.figures(path)))["totals"][0]
    assert (entry["net_minor"], entry["orders"]["refunded"]) == (0, 1)
    assert verify.verified(path) == 3


versions = st.builds(
    replace,
    st.just(ORDER),
    order_id=st.sampled_from("abc"),
    version=st.integers(1, 4),
    currency=st.sampled_from(["CNY", "JPY"]),
    paid_minor=st.integers(0, 3),
    refunded_minor=st.integers(0, 3),
    is_cancelled=st.booleans(),
    is_test=st.booleans(),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(versions, max_size=6), max_size=4))
def test_the_query_equals_the_definition_in_any_order_of_arrival(
    batches: list[list[OrderVersion]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("store") / "show.db"
    store = opened_at(path)
    heard: list[Committed] = []
    store.subscribe(heard.append)
    store.append([show()]).result(10)
    for batch in batches:
        store.append([sold(order) for order in batch]).result(10)
    store.close(5)
    everything = [order for batch in batches for order in batch]
    assert heard[-1].totals == totals_of(everything)
    assert verify.verified(path) >= 1


def test_the_cursor_is_stored_with_its_rows(store: Store) -> None:
    store.append([said("hello", "k1")], connector="x", cursor="page-2").result(10)
    assert store.cursor("x") == "page-2" and store.cursor("y") is None


def test_a_show_is_replayed_as_it_was_heard(store: Store) -> None:
    store.append([said("有没有 M 码?", "k1"), sold(ORDER)]).result(10)
    state = store.replayed({})
    assert [seen.comment.text for seen in state.comments] == ["有没有 M 码?"]
    assert [seen.order.buyer_name for seen in state.orders] == ["王小明"]
    assert (state.comment_count, state.order_count, state.title) == (1, 1, "t")


def test_only_one_console_has_a_database_and_a_crash_leaves_no_lock(store: Store, path: Path) -> None:
    with pytest.raises(StoreError, match="another Storecast has this show open"):
        opened_at(path)
    store.close(5)
    opened_at(path).close(5)


def test_verify_names_a_changed_event_and_a_changed_projection(path: Path) -> None:
    store = opened_at(path)
    store.append([show(), sold(ORDER), said("hello")]).result(10)
    store.close(5)
    for statement, says in (
        ("UPDATE orders SET paid_minor = 1", "paid_minor is 1, the events say 10000"),
        ("UPDATE personal SET payload = x'7b7d' WHERE seq = 3", "personal data of event 3 was changed"),
        ("UPDATE events SET payload = x'7b7d' WHERE seq = 2", "event 2 was changed"),
        ("DELETE FROM events WHERE seq = 1", "event 1 is missing"),
    ):
        with sqlite3.connect(path) as connection:
            connection.execute(statement)
        connection.close()
        with pytest.raises(verify.Difference, match=says):
            verify.verified(path)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "UPDATE catalogue SET stock = 9",
            "variant 'red' of product coat of shop: stock is 9, the events say 3",
        ),
        ("DELETE FROM catalogue", "variant 'red' of product coat of shop is missing from the catalogue"),
        ("UPDATE catalogue SET variant_id = 'blue'", "variant '(red|blue)' of product coat of shop"),
        ("UPDATE catalogue SET title = x'00'", "title is"),
    ],
)
def test_verify_names_a_changed_catalogue(path: Path, statement: str, says: str) -> None:
    store = opened_at(path)
    store.append([show(), stated("red", 5), stated("red", 3)]).result(10)
    store.close(5)
    assert verify.verified(path) == 3
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)
    with pytest.raises(verify.Difference, match=says):
        verify.verified(path)


def test_erased_people_are_gone_and_the_chain_holds(path: Path) -> None:
    store = opened_at(path)
    store.append([show(), said("my number is 138", "k")]).result(10)
    assert store.erase_personal(show_id="s") == 1
    state = store.replayed({})
    store.close(5)
    assert [seen.comment.text for seen in state.comments] == [""]
    assert verify.verified(path) == 2
    assert b"138" not in path.read_bytes()


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "x" * 200_000, "😀\u202e" * 5000])
def test_a_hostile_text_is_stored_and_its_neighbours_too(store: Store, text: str) -> None:
    assert store.append([said(text, "k"), said("fine", "l")]).result(10) == (
        Outcome.ACCEPTED,
        Outcome.ACCEPTED,
    )
    assert store.replayed({}).comment_count == 2


def test_what_sold_is_asked_of_the_newest_paid_versions_and_names_no_buyer(store: Store) -> None:
    bought = replace(ORDER, lines=(OrderLine(id="1", title="Coat", sku="coat", quantity="2"),))
    store.append(
        [
            sold(bought),
            sold(replace(bought, order_id="2")),
            sold(replace(bought, order_id="2", version=2, refunded_minor=bought.paid_minor)),
            sold(replace(bought, order_id="3", is_test=True)),
            sold(replace(bought, order_id="4", paid_minor=0)),
        ]
    ).result(10)
    (one,) = store.paid_orders()
    assert (one.order_id, one.lines, one.buyer_name) == ("1", bought.lines, "")
