"""The socket of the inbound door: the same events over a connection that stays, kept alive by ping and pong."""

from __future__ import annotations

import asyncio
import contextlib
from http import HTTPStatus

import msgspec
from aiohttp import WSMessage, WSMsgType, web

from app.connectors.inbound.reception import Answer, Reception, refusal
from app.connectors.inbound.signature import Key

_HELLO = {"type": "hello", "v": 1, "caps": ["comments", "orders", "products", "viewers", "stream"]}
_SPOKEN = (WSMsgType.TEXT, WSMsgType.BINARY)


class _Peek(msgspec.Struct):
    type: str = ""
    action_id: str = ""


class Socket:
    """One peer on `/v1/ws`. It sends events as in a POST body and is answered in order, message by message."""

    def __init__(self, reception: Reception, key: Key) -> None:
        self._reception = reception
        self._limits = reception.limits
        self._key = key
        self._heard_at_s = 0.0
        self._socket = web.WebSocketResponse(
            autoping=False, compress=False, max_msg_size=self._limits.body_bytes, timeout=0.5
        )

    async def serve(self, request: web.BaseRequest) -> web.WebSocketResponse:
        """Until the peer leaves or has been silent for too long."""
        if not self._socket.can_prepare(request):
            raise refusal(HTTPStatus.UPGRADE_REQUIRED, "this address takes WebSocket connections only")
        await self._socket.prepare(request)
        self._heard()
        pinging = asyncio.ensure_future(self._keep_alive(request))
        try:
            await self._send(_HELLO)
            async for message in self._socket:
                self._heard()
                await self._take(message)
        except ConnectionError:
            return self._socket
        finally:
            pinging.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await pinging
        return self._socket

    def _heard(self) -> None:
        self._heard_at_s = asyncio.get_running_loop().time()

    async def _keep_alive(self, request: web.BaseRequest) -> None:
        """Pings; a peer that has not even answered those is cut off, since a dead one never closes."""
        while True:
            await asyncio.sleep(self._limits.ping_every_s)
            if asyncio.get_running_loop().time() - self._heard_at_s > self._limits.dead_after_s:
                if request.transport is not None:
                    request.transport.abort()
                return
            with contextlib.suppress(ConnectionError):
                await self._socket.ping()

    async def _take(self, message: WSMessage) -> None:
        if message.type is WSMsgType.PING:
            await self._socket.pong(message.data)
        elif message.type in _SPOKEN:
            data = message.data
            await self._hear(data.encode("utf-8", "replace") if isinstance(data, str) else data)

    async def _hear(self, body: bytes) -> None:
        peek = _peek(body)
        if peek.action_id:
            if peek.type != "action.result":
                await self._send(_unsupported(peek.action_id))
        elif peek.type == "ping":
            await self._send({"type": "pong"})
        elif peek.type not in ("pong", "hello"):
            await self._send(await self._results(body))

    async def _results(self, body: bytes) -> dict[str, object]:
        try:
            self._reception.admit(self._key)
            answer = await self._reception.answer(body)
        except Answer as refused:
            return {
                "type": "error",
                "status": int(refused.status),
                "retry_after_s": refused.retry_after_s,
                **refused.body,
            }
        return {"type": "results", **answer.body}

    async def _send(self, message: dict[str, object]) -> None:
        await self._socket.send_str(msgspec.json.encode(message).decode())


def _peek(body: bytes) -> _Peek:
    """What kind of message it is; that of events, arrays or nonsense is empty or an event's type."""
    try:
        return msgspec.json.decode(body, type=_Peek)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return _Peek()


def _unsupported(action_id: str) -> dict[str, object]:
    """Actions are asked by the console, not of it; the peer learns it at once instead of waiting."""
    return {
        "v": 1,
        "action_id": action_id[:200],
        "type": "action.result",
        "status": "unsupported",
        "data": None,
        "error": None,
    }
