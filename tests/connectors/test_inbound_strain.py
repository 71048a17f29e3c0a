"""The inbound door under strain: a failing store, slow and hostile peers, a taken port."""

from __future__ import annotations

import contextlib
import json
import logging
import socket

import pytest

from app.connectors.connector import Kind, Value, kinds
from app.connectors.host import ConnectorHost, Entry
from app.connectors.inbound.limits import Limits
from app.domain.secret import Secret
from tests.connectors.inbound_rig import OTHER_SECRET, SECRET, comment, opened, order, signed
from tests.connectors.rig import FaultLog, MemoryStore, context


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


def is_closed(peer: socket.socket) -> bool:
    """Whether the other side has hung up."""
    peer.setblocking(False)
    try:
        return peer.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True


def test_a_hundred_slow_headers_keep_nobody_out() -> None:
    with contextlib.ExitStack() as stack:
        door = stack.enter_context(opened(limits=Limits(connections=8)))
        peers = [
            stack.enter_context(socket.create_connection(("127.0.0.1", door.port), 10)) for _ in range(100)
        ]
        for peer in peers:
            with contextlib.suppress(OSError):
                peer.sendall(b"POST /v1/events HTTP/1.1\r\nHost: local")
        assert door.statuses(comment()) == ["accepted"]
        assert sum(not is_closed(peer) for peer in peers) <= 8


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
    assert faults.codes == ["connector-refused" if secret else "secret-missing"]
    fault = faults.told[0][1]
    assert fault is not None
    kept = secret.removeprefix("whsec_")
    assert not kept or kept not in fault.detail


def test_no_word_of_a_viewer_or_secret_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), opened() as door:
        door.post([comment("a", "call me on 555-0100"), order("b", total=1.5)])
        door.post(comment("c", "call me"), secret=OTHER_SECRET)
        door.post(b"{call me", extra={"X-Bad": "x" * 20_000})
        door.send("GET", "/v1/ws", None, {"Authorization": f"Bearer {SECRET}"})
    assert "call me" not in caplog.text
    assert "小林" not in caplog.text
    assert SECRET.removeprefix("whsec_") not in caplog.text
