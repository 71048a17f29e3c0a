"""The socket of the inbound door."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from app.connectors.inbound.limits import Limits
from tests.connectors.inbound_rig import SECRET, Opened, comment, opened, order, signed
from tests.connectors.rig import MemoryStore

Session = Callable[[aiohttp.ClientWebSocketResponse], Awaitable[None]]
HANDSHAKE = (
    f"GET /v1/ws HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {SECRET}\r\nUpgrade: websocket\r\n"
    "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
).encode()
BEARER = {"Authorization": f"Bearer {SECRET}"}


def converse(door: Opened, session: Session) -> None:
    """Opens a socket, hears the hello, and runs `session` on it."""

    async def play() -> None:
        async with (
            aiohttp.ClientSession() as client,
            client.ws_connect(f"http://127.0.0.1:{door.port}/v1/ws", headers=BEARER, autoping=False) as peer,
        ):
            assert json.loads(await peer.receive_str())["type"] == "hello"
            await session(peer)

    asyncio.run(asyncio.wait_for(play(), 20))


async def ask(peer: aiohttp.ClientWebSocketResponse, message: Any) -> dict[str, Any]:
    await peer.send_str(message if isinstance(message, str) else json.dumps(message))
    answer: dict[str, Any] = json.loads(await peer.receive_str())
    return answer


def test_events_are_answered_row_by_row_when_durable() -> None:
    async def session(peer: aiohttp.ClientWebSocketResponse) -> None:
        answer = await ask(peer, [comment("a"), order("b", total=1.5)])
        assert answer["type"] == "results"
        assert [row["status"] for row in answer["results"]] == ["accepted", "invalid"]
        answer = await ask(peer, comment("a"))
        assert answer["results"] == [{"id": "a", "status": "duplicate"}]
        await peer.send_bytes(json.dumps(comment("c")).encode())
        assert "accepted" in await peer.receive_str()

    with opened() as door:
        converse(door, session)
        assert len(door.store.drafts) == 2


def test_small_talk_has_its_answers() -> None:
    async def session(peer: aiohttp.ClientWebSocketResponse) -> None:
        await peer.send_str('{"type": "hello", "v": 1, "caps": []}')
        await peer.send_str('{"type": "pong"}')
        assert await ask(peer, {"type": "ping"}) == {"type": "pong"}
        answer = await ask(peer, {"v": 1, "action_id": "act_01", "type": "comment.reply", "data": {}})
        assert (answer["action_id"], answer["type"], answer["status"]) == (
            "act_01",
            "action.result",
            "unsupported",
        )
        await peer.send_str('{"action_id": "act_02", "type": "action.result", "status": "confirmed"}')
        assert (await ask(peer, "nonsense"))["status"] == 400
        assert (await ask(peer, [comment(str(n)) for n in range(501)]))["status"] == 413
        await peer.ping(b"still there?")
        pong = await peer.receive()
        assert (pong.type, pong.data) == (aiohttp.WSMsgType.PONG, b"still there?")

    with opened() as door:
        converse(door, session)
        assert door.store.drafts == []


def test_the_limit_is_the_one_of_the_secret_for_posts_and_sockets_together() -> None:
    async def session(peer: aiohttp.ClientWebSocketResponse) -> None:
        answers = [await ask(peer, comment(str(number))) for number in range(4)]
        assert answers[-1]["type"] == "error"
        assert (answers[-1]["status"], answers[-1]["retry_after_s"]) == (429, 1)

    with opened({"requests_per_second": 3}) as door:
        assert door.post(comment("first")).status == 202
        converse(door, session)


def test_a_store_that_fails_is_told() -> None:
    async def session(peer: aiohttp.ClientWebSocketResponse) -> None:
        assert (await ask(peer, order("a")))["status"] == 503
        assert (await ask(peer, order("a")))["results"][0]["status"] == "accepted"

    store = MemoryStore()
    store.failures = [OSError(28, "full")]
    with opened(store=store) as door:
        converse(door, session)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer "}, 401),
        ({"Authorization": f"Basic {SECRET}"}, 401),
        ({"Authorization": f"Bearer {SECRET}x"}, 401),
        ({**BEARER, "Origin": "http://127.0.0.1:8787"}, 403),
        ({**BEARER, "Host": "evil.example"}, 403),
        (BEARER, 426),
    ],
)
def test_only_who_knows_the_secret_gets_a_socket(headers: dict[str, str], status: int) -> None:
    with opened() as door:
        assert door.send("GET", "/v1/ws", None, headers).status == status


def test_a_dead_peer_is_dropped_and_a_living_one_is_not() -> None:
    async def living(peer: aiohttp.ClientWebSocketResponse) -> None:
        for _ in range(12):
            ping = await peer.receive()
            assert ping.type is aiohttp.WSMsgType.PING
            await peer.pong(ping.data)
        assert (await ask(peer, {"type": "ping"}))["type"] == "pong"

    async def dead(peer: aiohttp.ClientWebSocketResponse) -> None:
        while (message := await peer.receive()).type is aiohttp.WSMsgType.PING:
            continue
        assert message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.ERROR)

    with opened(limits=Limits(ping_every_s=0.02, dead_after_s=0.2)) as door:
        converse(door, living)
        converse(door, dead)


def test_a_message_that_is_too_large_closes_only_its_socket() -> None:
    async def session(peer: aiohttp.ClientWebSocketResponse) -> None:
        await peer.send_bytes(b" " * ((1 << 20) + 1))
        assert (await peer.receive()).type is aiohttp.WSMsgType.CLOSE

    with opened() as door:
        converse(door, session)
        assert door.statuses(comment()) == ["accepted"]


def test_sockets_never_take_all_places() -> None:
    peers = []
    with opened(limits=Limits(sockets=2, connections=4)) as door:
        answers = []
        for _ in range(3):
            peers.append(socket.create_connection(("127.0.0.1", door.port), 10))
            peers[-1].sendall(HANDSHAKE)
            answers.append(peers[-1].recv(12)[9:])
        assert answers == [b"101", b"101", b"503"]
        assert door.statuses(comment()) == ["accepted"]
        for peer in peers:
            peer.close()


def test_stopping_closes_open_sockets_and_requests_in_time() -> None:
    body = json.dumps(order()).encode()
    headers = "".join(f"{name}: {value}\r\n" for name, value in signed(body).items())
    request = f"POST /v1/events HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    store = MemoryStore()
    store.is_holding = True
    with opened(store=store) as door:
        peer = socket.create_connection(("127.0.0.1", door.port), 10)
        peer.sendall(request.encode() + body)
        assert store.wait_for(lambda: store.appends == 1)
        listener = socket.create_connection(("127.0.0.1", door.port), 10)
        listener.sendall(HANDSHAKE)
        assert listener.recv(12).endswith(b"101")
        assert door.host.stop(2.0) == ()
    peer.close()
    listener.close()
    store.release()
