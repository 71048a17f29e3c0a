"""The inbound door keeps out who does not know the secret, and what is too much."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime
from typing import Any

import pytest
from standardwebhooks import Webhook

from app.domain.secret import Secret
from tests.connectors.inbound_rig import NOW_S, OTHER_SECRET, SECRET, comment, opened, order, signed


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


def test_a_body_that_says_it_is_too_large_is_not_even_read() -> None:
    headers = "".join(f"{name}: {value}\r\n" for name, value in signed(b"x").items())
    request = f"POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: 99999999\r\n\r\n"
    with opened() as door, socket.create_connection(("127.0.0.1", door.port), 10) as peer:
        peer.sendall(request.encode())
        assert peer.recv(100).startswith(b"HTTP/1.1 413")


def test_a_sender_that_asks_first_is_told_to_go_on() -> None:
    body = json.dumps(comment()).encode()
    headers = "".join(f"{name}: {value}\r\n" for name, value in signed(body).items())
    request = f"POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {len(body)}\r\n"
    with opened() as door, socket.create_connection(("127.0.0.1", door.port), 10) as peer:
        peer.sendall(f"{request}Expect: 100-continue\r\n\r\n".encode())
        assert peer.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        peer.sendall(body)
        assert peer.recv(100).startswith(b"HTTP/1.1 202")


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
