"""The inbound door by HTTP: what comes in, what is kept out, and what the sender is told."""

from __future__ import annotations

import json
import logging
import socket
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook

from app.connectors.connector import Kind, Value, kinds
from app.connectors.host import ConnectorHost, Entry
from app.connectors.inbound.limits import Limits
from app.domain.facts import (
    CommentPosted,
    CommentsDeleted,
    OrderUpserted,
    ProductUpserted,
    StreamStateReported,
    ViewersSampled,
)
from app.domain.order import OrderStatus
from app.domain.secret import Secret
from tests.connectors.inbound_rig import NOW_S, SECRET, comment, envelope, opened, order, signed
from tests.connectors.rig import FaultLog, MemoryStore, context

OTHER_SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="


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


def test_our_signature_is_the_published_one_and_the_vendors_verifier_agrees() -> None:
    body = b'{"test": 2432232314}'
    headers = signed(body, at_s=1614265330, id="msg_p5jXN8AQM9LWM0D4loKWxJek")
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    theirs = Webhook(SECRET).sign("msg_1", datetime.fromtimestamp(NOW_S, UTC), json.dumps(comment()))
    with opened() as door:
        assert door.post(json.dumps(comment()).encode(), signature=theirs).status == 202


@pytest.mark.parametrize(
    "options",
    [
        {"secret": OTHER_SECRET},
        {"at_s": NOW_S - 301},
        {"at_s": NOW_S + 301},
        {"signature": "v1,"},
        {"signature": "v1,AAAA"},
        {"signature": "v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
        {"signature": "nonsense"},
        {"extra": {"webhook-timestamp": "soon"}},
        {"extra": {"webhook-timestamp": "9" * 50}},
        {"extra": {"webhook-timestamp": "-1"}},
        {"extra": {"webhook-id": ""}},
        {"extra": {"webhook-id": "msg_2"}},
        {"extra": {"webhook-id": b"\xff\xfe"}},
    ],
)
def test_a_forged_request_is_refused_and_stores_nothing(options: dict[str, Any]) -> None:
    with opened() as door:
        reply = door.post(comment(), **options)
        assert reply.status == 401
        assert SECRET not in json.dumps(reply.body)
        assert door.store.drafts == []


def test_a_changed_body_is_refused() -> None:
    body = json.dumps(order()).encode()
    with opened() as door:
        reply = door.send("POST", "/v1/events", body.replace(b"188", b"1.8"), signed(body))
        assert reply.status == 401


@pytest.mark.parametrize("seconds", [-299, 0, 299])
def test_clocks_may_differ_by_five_minutes(seconds: int) -> None:
    with opened() as door:
        assert door.post(comment(), at_s=NOW_S + seconds).status == 202


def test_several_signatures_and_two_secrets_help_a_rotation() -> None:
    with opened({"secret": Secret(f"{OTHER_SECRET} {SECRET}")}) as door:
        assert door.post(comment("a")).status == 202
        assert door.post(comment("b"), secret=OTHER_SECRET).status == 202
        both = f"v1,AAAA {signed(b'x')['webhook-signature']} v1a,zzz"
        assert (
            door.send("POST", "/v1/events", b"x", {**signed(b"x"), "webhook-signature": both}).status == 400
        )


@pytest.mark.parametrize(
    "extra",
    [
        {"Origin": "https://shop.example"},
        {"Origin": "null"},
        {"Host": "evil.example:8787"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": ""},
        {"Host": "localhost@evil.example"},
    ],
)
def test_browsers_and_rebound_names_are_kept_out(extra: dict[str, str]) -> None:
    with opened() as door:
        assert door.post(comment(), extra=extra).status == 403
        assert door.post(comment(), path="/v1/ws", method="GET", extra=extra).status == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8787", "127.0.0.1", "[::1]:8787"])
def test_every_name_of_this_machine_is_taken(host: str) -> None:
    with opened() as door:
        assert door.post(comment(), extra={"Host": host}).status == 202


def test_too_much_is_told_as_such() -> None:
    with opened() as door:
        assert door.post([comment(str(number)) for number in range(501)]).status == 413
        assert door.post(b"[" + b" " * (1 << 20) + b"]").status == 413
        assert door.post(b"x" * (10 << 20)).status == 413
        assert door.statuses([comment(str(number)) for number in range(500)]) == ["accepted"] * 500


def test_a_body_without_a_length_is_bounded_too() -> None:
    with opened() as door, socket.create_connection(("127.0.0.1", door.port), 10) as peer:
        headers = "".join(f"{name}: {value}\r\n" for name, value in signed(b"x").items())
        peer.sendall(f"POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{headers}".encode())
        peer.sendall(b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in range(20):
            peer.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        assert peer.recv(100).startswith(b"HTTP/1.1 413")


def test_a_compressed_body_is_not_taken() -> None:
    with opened() as door:
        assert door.post(comment(), extra={"Content-Encoding": "gzip"}).status == 415


def test_a_large_header_is_refused() -> None:
    with opened() as door:
        assert door.post(comment(), extra={"X-Large": "x" * 20_000}).status == 400


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/v1/events", 405), ("POST", "/", 404), ("GET", "/v1/ws", 401)]
)
def test_other_addresses_are_refused(method: str, path: str, status: int) -> None:
    with opened() as door:
        assert door.post(comment(), method=method, path=path).status == status


def test_fifty_requests_a_second_and_then_429_with_retry_after() -> None:
    with opened({"requests_per_second": 5}) as door:
        replies = [door.post(comment(str(number))) for number in range(8)]
        assert [reply.status for reply in replies[:5]] == [202] * 5
        assert replies[-1].status == 429
        assert int(replies[-1].headers["Retry-After"]) >= 1


def test_forged_requests_use_up_their_own_limit_only() -> None:
    with opened({"requests_per_second": 3, "forged_per_second": 3}) as door:
        forged = [door.post(comment(), secret=OTHER_SECRET).status for _ in range(10)]
        assert forged[:3] == [401] * 3
        assert forged[-1] == 429
        assert door.post(comment()).status == 202


def test_a_failing_store_is_told_to_the_sender_who_may_send_again() -> None:
    store = MemoryStore()
    store.failures = [OSError(28, "No space left on device")]
    with opened(store=store) as door:
        reply = door.post(order())
        assert (reply.status, reply.headers["Retry-After"]) == (503, "1")
        assert door.statuses(order()) == ["accepted"]


def test_nothing_is_answered_before_it_is_durable() -> None:
    store = MemoryStore()
    store.is_holding = True
    body = json.dumps(order()).encode()
    with opened(store=store) as door, socket.create_connection(("127.0.0.1", door.port), 10) as peer:
        headers = "".join(f"{name}: {value}\r\n" for name, value in signed(body).items())
        length = f"Content-Length: {len(body)}\r\n\r\n"
        peer.sendall(f"POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{headers}{length}".encode() + body)
        assert store.wait_for(lambda: store.appends == 1)
        peer.settimeout(0.2)
        with pytest.raises(TimeoutError):
            peer.recv(1)
        store.release()
        peer.settimeout(10)
        assert peer.recv(100).startswith(b"HTTP/1.1 202")


def test_a_store_that_hangs_is_answered_with_503_in_time() -> None:
    store = MemoryStore()
    store.is_holding = True
    with opened(limits=Limits(store_within_s=0.1), store=store) as door:
        assert door.post(order()).status == 503
        store.release()
        assert door.statuses(order()) == ["duplicate"]


def test_a_hundred_slow_headers_keep_nobody_out() -> None:
    peers = []
    with opened(limits=Limits(connections=8)) as door:
        for _ in range(100):
            peer = socket.create_connection(("127.0.0.1", door.port), 10)
            peer.sendall(b"POST /v1/events HTTP/1.1\r\nHost: local")
            peers.append(peer)
        assert door.statuses(comment()) == ["accepted"]
        for peer in peers:
            peer.close()


def test_a_connection_that_says_nothing_is_closed() -> None:
    with opened(limits=Limits(idle_s=0.1)) as door:
        for words in (b"", b"POST /v1/ev"):
            with socket.create_connection(("127.0.0.1", door.port), 10) as peer:
                peer.sendall(words)
                try:
                    assert peer.recv(100) == b""
                except ConnectionResetError:
                    continue


def test_a_slow_body_is_given_up() -> None:
    headers = "".join(f"{name}: {value}\r\n" for name, value in signed(b"x").items())
    request = f"POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: 9\r\n\r\nx"
    with (
        opened(limits=Limits(body_within_s=0.1)) as door,
        socket.create_connection(("127.0.0.1", door.port), 10) as peer,
    ):
        peer.sendall(request.encode())
        assert peer.recv(100).startswith(b"HTTP/1.1 408")


def test_nonsense_on_the_port_is_survived() -> None:
    with opened() as door:
        for words in (
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
            b"\r\n" * 5000,
            b"GET / HTTP/9.9\r\n\r\n",
            bytes(range(256)) * 300,
        ):
            with socket.create_connection(("127.0.0.1", door.port), 10) as peer:
                try:
                    peer.sendall(words)
                    peer.shutdown(socket.SHUT_WR)
                    peer.recv(1000)
                except (ConnectionResetError, BrokenPipeError):
                    continue
        assert door.statuses(comment()) == ["accepted"]


def test_a_taken_port_is_a_fault_and_is_tried_again() -> None:
    with opened() as door:
        faults, store = FaultLog(), MemoryStore()
        settings: dict[str, Value] = {"port": door.port, "secret": Secret(SECRET)}
        kind: Kind = kinds()["inbound"]
        host = ConnectorHost([Entry(kind, context("b", settings))], store.append, store.cursor, faults)
        host.start()
        assert faults.wait()
        assert host.stop() == ()
        assert faults.codes == ["port-in-use"]


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_short", "whsec_????", "whsec_QUJD"])
def test_a_poor_secret_is_refused_without_being_told(secret: str) -> None:
    faults, store = FaultLog(), MemoryStore()
    settings: dict[str, Value] = {"port": 0, "secret": Secret(secret)}
    host = ConnectorHost(
        [Entry(kinds()["inbound"], context("b", settings))], store.append, store.cursor, faults
    )
    host.start()
    assert faults.wait()
    assert host.stop() == ()
    assert faults.codes == ["connector-refused"]
    fault = faults.told[0][1]
    assert fault is not None
    assert not secret or secret.removeprefix("whsec_") not in fault.detail or secret == "whsec_"


def test_no_word_of_a_viewer_or_secret_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), opened() as door:
        door.post([comment("a", "call me on 555-0100"), order("b", total=1.5)])
        door.post(comment("c", "call me"), secret=OTHER_SECRET)
        door.post(b"{call me", extra={"X-Bad": "x" * 20_000})
        door.send("GET", "/v1/ws", None, {"Authorization": f"Bearer {SECRET}"})
    assert "call me" not in caplog.text
    assert "小林" not in caplog.text
    assert SECRET.removeprefix("whsec_") not in caplog.text
