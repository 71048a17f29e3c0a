"""Decides of each request whether it may come in, and answers it when its rows are durable."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

import msgspec
from aiohttp import web

from app.connectors.inbound.limits import Bucket, Limits
from app.connectors.inbound.rows import TooMany, Unreadable, results, rows_of
from app.connectors.inbound.signature import Forged, Key, claimed
from app.domain.facts import Draft, Outcome

Submit = Callable[[tuple[Draft, ...]], Awaitable[Sequence[Outcome] | None]]
EVENTS_PATH = "/v1/events"
SOCKET_PATH = "/v1/ws"
_LOOPBACK = frozenset(("127.0.0.1", "localhost", "[::1]"))


@dataclass(slots=True, eq=False)
class Answer(Exception):
    """What is told to the sender: an HTTP status and a JSON body; `retry_after_s` 0: nothing is said of it."""

    status: HTTPStatus
    body: dict[str, object]
    retry_after_s: int = 0

    def response(self) -> web.Response:
        headers = {"Retry-After": str(self.retry_after_s)} if self.retry_after_s else {}
        return web.Response(
            status=self.status,
            body=msgspec.json.encode(self.body),
            content_type="application/json",
            headers=headers,
        )


def refusal(status: HTTPStatus, sentence: str, retry_after_s: int = 0) -> Answer:
    """An answer that says in one sentence what is wrong."""
    return Answer(status, {"error": sentence}, retry_after_s)


class Reception:
    """The rules of the inbound door, for requests and sockets alike. One thread.

    `submit` stores drafts and returns their outcomes, or None when they could not be stored; `utc_now` is compared
    with the senders' time stamps.
    """

    def __init__(
        self,
        connector: str,
        keys: Sequence[Key],
        limits: Limits,
        submit: Submit,
        utc_now: Callable[[], str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limits = limits
        self._connector = connector
        self._submit = submit
        self._utc_now = utc_now
        self._buckets = {key: Bucket(limits.requests_per_s, clock) for key in keys}
        self._forged = Bucket(limits.forged_per_s, clock)

    async def events(self, request: web.BaseRequest) -> Answer:
        """`POST /v1/events`; raises `Answer` for every refusal."""
        if request.method != "POST":
            raise refusal(HTTPStatus.METHOD_NOT_ALLOWED, "use POST")
        key, body = await self._proven(request)
        self.admit(key)
        return await self.answer(body)

    def check_origin(self, request: web.BaseRequest) -> None:
        """Keeps web pages out: they send `Origin`, and a rebound name is not a loopback `Host`."""
        if "Origin" in request.headers:
            raise refusal(HTTPStatus.FORBIDDEN, "browsers are not let in (the request has an Origin)")
        hosts = request.headers.getall("Host", [])
        if len(hosts) != 1 or _host_of(hosts[0]) not in _LOOPBACK:
            raise refusal(HTTPStatus.FORBIDDEN, "Host must be 127.0.0.1 or localhost")

    def bearer(self, request: web.BaseRequest) -> Key:
        """The key whose secret the request carries as Bearer; raises a 401."""
        given = request.headers.get("Authorization", "")
        found = [key for key in self._buckets if key.is_bearer(given)]
        if not found:
            raise self._not_proven("Authorization must be Bearer and the secret")
        return found[0]

    def admit(self, key: Key) -> None:
        """Counts a request of a proven sender; raises a 429."""
        if (wait_s := self._buckets[key].take()) > 0:
            sentence = f"more than {self.limits.requests_per_s} requests a second; send larger batches"
            raise refusal(HTTPStatus.TOO_MANY_REQUESTS, sentence, wait_s)

    async def answer(self, body: bytes) -> Answer:
        """Stores the events of a body and says what became of each row, once they are durable."""
        try:
            rows = rows_of(body, self._connector, self.limits.rows)
        except Unreadable:
            raise refusal(
                HTTPStatus.BAD_REQUEST, "the body must be a JSON object or an array of them"
            ) from None
        except TooMany:
            sentence = f"more than {self.limits.rows} events; send them in several requests"
            raise refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence) from None
        drafts = tuple(draft for row in rows for draft in row.drafts)
        outcomes = await self._submit(drafts) if drafts else ()
        if outcomes is None:
            raise refusal(
                HTTPStatus.SERVICE_UNAVAILABLE, "nothing could be stored just now; send it again", 1
            )
        return Answer(HTTPStatus.ACCEPTED, {"results": results(rows, outcomes)})

    async def _proven(self, request: web.BaseRequest) -> tuple[Key, bytes]:
        try:
            now_s = datetime.fromisoformat(self._utc_now()).timestamp()
            claim = claimed(request.headers, now_s)
        except Forged as error:
            raise self._not_proven(str(error)) from None
        body = await self._body(request)
        for key in self._buckets:
            if key.has_signed(claim, body):
                return key, body
        raise self._not_proven("the signature does not match; is it over the exact body, with this secret?")

    def _not_proven(self, sentence: str) -> Answer:
        """A 401; of too many of them a 429, which does not count against those who know the secret."""
        if (wait_s := self._forged.take()) > 0:
            return refusal(
                HTTPStatus.TOO_MANY_REQUESTS, "too many requests without a valid signature", wait_s
            )
        return refusal(HTTPStatus.UNAUTHORIZED, sentence)

    async def _body(self, request: web.BaseRequest) -> bytes:
        too_large = refusal(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body is larger than {self.limits.body_bytes} bytes"
        )
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body must not be compressed")
        if (request.content_length or 0) > self.limits.body_bytes:
            raise too_large
        if request.headers.get("Expect", "").lower() == "100-continue":
            await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            request.writer.output_size = 0
        body = bytearray()
        try:
            async with asyncio.timeout(self.limits.body_within_s):
                async for part in request.content.iter_any():
                    body += part
                    if len(body) > self.limits.body_bytes:
                        raise too_large
        except TimeoutError:
            raise refusal(HTTPStatus.REQUEST_TIMEOUT, "the body did not arrive in time") from None
        return bytes(body)


def _host_of(header: str) -> str:
    """The name in a Host header without its port, lower case."""
    host = header.strip().lower()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]
