"""The inbound door by HTTP: what comes in, and what the sender is told of each row."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.facts import (
    CommentPosted,
    CommentsDeleted,
    OrderUpserted,
    ProductUpserted,
    StreamStateReported,
    ViewersSampled,
)
from app.domain.order import OrderStatus
from tests.connectors.inbound_rig import comment, envelope, opened, order


def test_each_kind_of_event_becomes_its_fact() -> None:
    variants = [
        {
            "id": "V-1",
            "sku": "TEE-BLK-M",
            "title": "黑 / M",
            "currency": "CNY",
            "price": "99.00",
            "stock": 41,
        },
        {"id": "V-2", "currency": "JPY", "price": "1200"},
    ]
    with opened() as door:
        assert (
            door.statuses(
                [
                    comment("1"),
                    envelope("2", "comment.deleted", {"ids": ["c-1"]}),
                    order("3"),
                    envelope(
                        "4", "product.upserted", {"id": "P-1", "title": "纯棉T恤", "variants": variants}
                    ),
                    envelope("5", "viewers.sample", {"concurrent": 318, "cumulative": 4210, "likes": 900}),
                    envelope("6", "stream.state", {"state": "live", "title": "上新"}),
                ]
            )
            == ["accepted"] * 6
        )
        said, gone, bought, black, white, viewers, state = [draft.fact for draft in door.store.drafts]
    assert isinstance(said, CommentPosted)
    assert (said.connector, said.room, said.author_name, said.roles) == ("till", "main", "小林", ("member",))
    assert said.sent_at == "2026-11-21T18:10:03.000000Z"
    assert isinstance(gone, CommentsDeleted)
    assert gone.comment_ids == (said.comment_id,)
    assert isinstance(bought, OrderUpserted)
    assert (bought.order.source, bought.order.paid_minor, bought.order.status) == ("my-tool", 18800, "paid")
    assert bought.order.lines[0].unit_price_minor == 9400
    assert isinstance(black, ProductUpserted)
    assert isinstance(white, ProductUpserted)
    assert [(item.variant_id, item.price_minor, item.currency, item.stock) for item in (black, white)] == [
        ("V-1", 9900, "CNY", 41),
        ("V-2", 1200, "JPY", None),
    ]
    assert isinstance(viewers, ViewersSampled)
    assert (viewers.concurrent, viewers.cumulative, viewers.likes) == (318, 4210, 900)
    assert isinstance(state, StreamStateReported)
    assert state.state == "live"


def test_a_resent_event_is_a_duplicate_and_an_older_version_is_stale() -> None:
    with opened() as door:
        assert door.statuses([order("a"), comment("b")]) == ["accepted", "accepted"]
        assert door.statuses([order("a"), comment("b")]) == ["duplicate", "duplicate"]
        assert door.statuses(order("c", version=1, updated_at="2026-11-22T09:00:00Z")) == ["stale"]
        assert door.statuses(order("d", version=2, updated_at="2026-11-22T02:10:09.5Z")) == ["accepted"]
        assert len(door.store.drafts) == 4


def test_the_same_id_twice_in_one_body_is_stored_once() -> None:
    with opened() as door:
        assert door.statuses([comment("a"), comment("a"), comment("b")]) == [
            "accepted",
            "duplicate",
            "accepted",
        ]


def test_two_tools_may_use_the_same_ids() -> None:
    with opened() as door:
        other = {**order("1"), "source": "other-tool"}
        assert door.statuses([order("1"), other]) == ["accepted", "accepted"]


INVALID: list[tuple[dict[str, Any], str]] = [
    ({"total": 188.0}, "data.total"),
    ({"total": 188}, "data.total"),
    ({"paid": "1e2"}, "data.paid"),
    ({"paid": "-1.00"}, "data.paid"),
    ({"refunded": "１２"}, "data.refunded"),
    ({"total": "188.001"}, "data.total"),
    ({"total": "9" * 16}, "data.total"),
    ({"total": "188.00\n"}, "data.total"),
    ({"currency": "JPY", "total": "1.50"}, "data.total"),
    ({"currency": "cny"}, "data.currency"),
    ({"updated_at": "2026-11-22T02:10:09"}, "data.updated_at"),
    ({"updated_at": "0001-01-01T00:00:00+14:00"}, "data.updated_at"),
    ({"version": 2.5}, "data.version"),
    ({"version": -1}, "data.version"),
    ({"id": ""}, "data.id"),
    ({"id": 12}, "data.id"),
    ({"lines": [{"id": "1", "unit_price": 9.5}]}, "data.lines[0].unit_price"),
    ({"lines": [{"id": "1"}, {"id": "2", "unit_price": "9.999"}]}, "data.lines[1].unit_price"),
    ({"test": "no"}, "data.test"),
]


@pytest.mark.parametrize(("wrong", "path"), INVALID)
def test_a_bad_row_says_where_and_rejects_no_other(wrong: dict[str, Any], path: str) -> None:
    with opened() as door:
        reply = door.post([order("bad", **wrong), order("good")])
        assert reply.status == 202
        bad, good = reply.body["results"]
        assert (bad["id"], bad["status"], bad["error"]["path"]) == ("bad", "invalid", path)
        assert bad["error"]["message"]
        assert good == {"id": "good", "status": "accepted"}
        assert len(door.store.drafts) == 1


def test_the_error_of_a_float_is_the_one_of_the_specification() -> None:
    row = envelope(
        "4", "product.upserted", {"id": "P", "title": "T", "variants": [{"currency": "CNY", "price": 9.9}]}
    )
    with opened() as door:
        assert door.post(row).body["results"] == [
            {
                "id": "4",
                "status": "invalid",
                "error": {"path": "data.variants[0].price", "message": "expected a decimal string"},
            }
        ]


@pytest.mark.parametrize(
    ("row", "status"),
    [
        (comment("a", "x" * 4000), "accepted"),
        (comment("a", "😀" * 4000), "accepted"),
        (comment("a", "x" * 4001), "invalid"),
        (comment("a", "a\0b"), "invalid"),
        (comment("a", "a\\u0000b"), "accepted"),
        (comment("a", room_is="unknown fields are kept out of the way"), "accepted"),
        (envelope("a", "comment.deleted", {"ids": []}), "invalid"),
        (envelope("a", "comment.deleted", {"author_id": "u-9"}), "accepted"),
        (envelope("a", "gift.sent", {"n": 1}), "ignored"),
        (envelope("a", "viewers.sample", {"concurrent": -1}), "invalid"),
        (envelope("a", "stream.state", {"state": "odd"}), "invalid"),
        ({**comment("a"), "v": 2}, "invalid"),
        ({**comment("a"), "occurred_at": "2026-11-22"}, "invalid"),
        ({**comment("a"), "type": 7}, "invalid"),
        ({**comment("a"), "source": ""}, "invalid"),
        ({**comment("a"), "room": None}, "accepted"),
        ({"type": "comment.created"}, "invalid"),
        ([], "invalid"),
        (None, "invalid"),
        (1, "invalid"),
    ],
)
def test_each_row_is_judged_by_itself(row: Any, status: str) -> None:
    with opened() as door:
        assert door.statuses([row, comment("other")]) == [status, "accepted"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"status": "paid", "paid": None, "refunded": None}, (18800, 0, OrderStatus.PAID)),
        ({"status": "unpaid", "paid": None, "refunded": None}, (0, 0, OrderStatus.UNPAID)),
        ({"status": "refunded", "paid": None, "refunded": None}, (18800, 18800, OrderStatus.REFUNDED)),
        (
            {"status": "cancelled", "paid": "188.00", "refunded": "188.00"},
            (18800, 18800, OrderStatus.REFUNDED),
        ),
        ({"status": "cancelled", "paid": "188.00", "refunded": "0"}, (18800, 0, OrderStatus.CANCELLED)),
        ({"status": "cancelled", "paid": None, "refunded": None}, (0, 0, OrderStatus.CANCELLED)),
        ({"status": "paid", "refunded": "8.5"}, (18800, 850, OrderStatus.PAID)),
    ],
)
def test_amounts_are_the_shops_word(data: dict[str, Any], expected: tuple[int, int, OrderStatus]) -> None:
    with opened() as door:
        assert door.statuses(order("a", **data)) == ["accepted"]
        fact = door.store.drafts[0].fact
    assert isinstance(fact, OrderUpserted)
    assert (fact.order.paid_minor, fact.order.refunded_minor, fact.order.status) == expected


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"{", b"[1,", b"nonsense", b'"text"', b"12", b"\xff\xfe", b"[" * 200_000]
)
def test_a_body_that_is_no_json_is_refused(body: bytes) -> None:
    with opened() as door:
        assert door.post(body).status == 400
        assert door.statuses(comment()) == ["accepted"]


def test_deep_json_inside_a_row_hurts_nobody() -> None:
    deep = b"[" * 900 + b"]" * 900
    row = json.dumps(comment("a")).encode()[:-1] + b',"extra":' + deep + b"}"
    with opened() as door:
        assert door.post(row).status in (202, 400)
        deeper = row.replace(deep, b"[" * 100_000 + b"]" * 100_000)
        assert door.post(deeper).status == 400
        assert door.statuses(comment("b")) == ["accepted"]


def test_a_lone_surrogate_never_reaches_the_store() -> None:
    row = json.dumps(comment("a", "x")).replace('"x"', '"\\ud83d\\u0041"').encode()
    with opened() as door:
        reply = door.post(b"[" + row + b"," + json.dumps(comment("b")).encode() + b"]")
        assert [result["status"] for result in reply.body["results"]] == ["invalid", "accepted"]
