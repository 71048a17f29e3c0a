"""Takes in what any program on this machine posts or says over a socket: comments, orders, products, viewers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from aiohttp import web

from app.connectors.connector import Batch, Context, Refused
from app.connectors.inbound.door import Door
from app.connectors.inbound.limits import Limits
from app.connectors.inbound.reception import EVENTS_PATH, SOCKET_PATH, Answer, Reception, refusal
from app.connectors.inbound.signature import Key, SecretError
from app.connectors.inbound.socket import Socket
from app.connectors.trouble import log_bug
from app.domain.facts import Draft, Outcome
from app.domain.secret import Secret

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Drafts and the sender that waits for them."""

    drafts: tuple[Draft, ...]
    outcomes: asyncio.Future[Sequence[Outcome] | None]

    def settle(self, outcomes: Sequence[Outcome] | None) -> None:
        if not self.outcomes.done():
            self.outcomes.set_result(outcomes)


class Inbound:
    """`POST /v1/events` and `/v1/ws` on 127.0.0.1, as docs/connectors/inbound.md describes.

    The secret may be two, apart by a space, while a sender is moved from one to the other. `port` is the one that is
    open, 0 when none is.
    """

    def __init__(self, context: Context, limits: Limits | None = None) -> None:
        try:
            self._keys = [Key(secret) for secret in _parts(context)]
        except SecretError as error:
            raise Refused(str(error)) from None
        self.port = 0
        self._context = context
        self._limits = replace(
            limits or Limits(),
            requests_per_s=context.number("requests_per_second"),
            forged_per_s=context.number("forged_per_second"),
        )
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue(self._limits.waiting)
        self._sockets = 0

    async def batches(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        """One batch for each request, settled when it is durable; never ends."""
        reception = Reception(
            self._context.name, self._keys, self._limits, self._submit, self._context.utc_now
        )
        door = Door(lambda request: self._welcome(door, reception, request), self._limits)
        self.port = await door.listen(self._context.number("port"))
        _log.info("connector:%s listens on 127.0.0.1:%d", self._context.name, self.port)
        try:
            yield Batch()
            while True:
                waiting = await self._queue.get()
                yield Batch(drafts=waiting.drafts, settle=waiting.settle)
        finally:
            self.port = 0
            while not self._queue.empty():
                self._queue.get_nowait().settle(None)
            await door.close()

    async def _submit(self, drafts: tuple[Draft, ...]) -> Sequence[Outcome] | None:
        waiting = _Waiting(drafts, asyncio.get_running_loop().create_future())
        try:
            self._queue.put_nowait(waiting)
            async with asyncio.timeout(self._limits.store_within_s):
                return await waiting.outcomes
        except (asyncio.QueueFull, TimeoutError):
            return None

    async def _welcome(
        self, door: Door, reception: Reception, request: web.BaseRequest
    ) -> web.StreamResponse:
        with door.occupied(request):
            try:
                reception.check_origin(request)
                if request.path == EVENTS_PATH:
                    return (await reception.events(request)).response()
                if request.path == SOCKET_PATH:
                    return await self._socket(reception, request)
                raise refusal(HTTPStatus.NOT_FOUND, f"there are {EVENTS_PATH} and {SOCKET_PATH}")
            except Answer as answer:
                return answer.response()
            except ConnectionError:
                raise
            except Exception as error:  # noqa: BLE001 - a bug costs one request, not the door
                log_bug(error, f"connector:{self._context.name}")
                return refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "a bug in Storecast; see its log").response()

    async def _socket(self, reception: Reception, request: web.BaseRequest) -> web.StreamResponse:
        key = reception.bearer(request)
        if self._sockets >= self._limits.sockets:
            raise refusal(HTTPStatus.SERVICE_UNAVAILABLE, "too many sockets are open; close one", 5)
        self._sockets += 1
        try:
            return await Socket(reception, key).serve(request)
        finally:
            self._sockets -= 1


def _parts(context: Context) -> list[Secret]:
    return [Secret(part) for part in context.secret("secret").reveal().split()]
