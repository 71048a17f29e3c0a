"""The inbound door opened for a test, with a sender that signs as a stranger's program would."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from typing import Any

from app.connectors.connector import Batch, Context, Kind, Value, kinds
from app.connectors.host import ConnectorHost, Entry
from app.connectors.inbound.feed import Inbound
from app.connectors.inbound.limits import Limits
from app.connectors.storage import Append
from app.domain.secret import Secret
from tests.connectors.rig import FaultLog, MemoryStore, context

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER_SECRET = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="
NOW = datetime(2026, 11, 24, 2, 0, 0, tzinfo=UTC)
NOW_S = int(NOW.timestamp())
Json = Any  # What a test sends or reads: JSON of any shape.


class Watched:
    """Forwards an inbound connector and tells when it listens."""

    def __init__(self, inner: Inbound) -> None:
        self._inner = inner
        self.is_open = threading.Event()

    @property
    def port(self) -> int:
        return self._inner.port

    async def batches(self, cursor: str | None) -> AsyncGenerator[Batch, None]:
        async with contextlib.aclosing(self._inner.batches(cursor)) as batches:
            async for batch in batches:
                self.is_open.set()
                yield batch


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Message
    body: Json


class Opened:
    """A door on an ephemeral port."""

    def __init__(self, port: int, store: MemoryStore, host: ConnectorHost, faults: FaultLog) -> None:
        self.port = port
        self.store = store
        self.host = host
        self.faults = faults

    def post(self, events: Json, **options: Any) -> Reply:
        """Signs and posts; `options` as for `signed`, and `path`, `method`, `extra` headers."""
        body = events if isinstance(events, bytes) else json.dumps(events, ensure_ascii=False).encode()
        path, method = options.pop("path", "/v1/events"), options.pop("method", "POST")
        extra = options.pop("extra", {})
        return self.send(method, path, body, {**signed(body, **options), **extra})

    def send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            text = answer.read()
            return Reply(answer.status, answer.headers, json.loads(text) if text[:1] == b"{" else text)
        finally:
            connection.close()

    def statuses(self, events: Json) -> list[str]:
        reply = self.post(events)
        assert reply.status == 202, reply.body
        return [row["status"] for row in reply.body["results"]]


def signed(
    body: bytes, *, secret: str = SECRET, at_s: int = NOW_S, id: str = "msg_1", signature: str | None = None
) -> dict[str, str]:
    """The three headers, made by the recipe of the specification and not by our own code."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{id}.{at_s}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": id,
        "webhook-timestamp": str(at_s),
        "webhook-signature": signature or "v1," + base64.b64encode(digest).decode(),
    }


@contextlib.contextmanager
def opened(
    settings: Mapping[str, Value] | None = None,
    limits: Limits | None = None,
    store: MemoryStore | None = None,
    utc_now: Callable[[], str] = NOW.isoformat,
    append: Append | None = None,
) -> Iterator[Opened]:
    made: list[Watched] = []
    is_built = threading.Event()

    def build(given: Context) -> Watched:
        made.append(Watched(Inbound(given, limits)))
        is_built.set()
        return made[-1]

    store = store or MemoryStore()
    faults = FaultLog()
    values = {"port": 0, "secret": Secret(SECRET), "requests_per_second": 1000, **(settings or {})}
    kind = Kind("inbound", kinds()["inbound"].settings, build)
    host = ConnectorHost(
        [Entry(kind, context("till", values, utc_now))], append or store.append, store.cursor, faults
    )
    host.start()
    try:
        assert is_built.wait(10)
        assert made[0].is_open.wait(10)
        yield Opened(made[0].port, store, host, faults)
    finally:
        assert host.stop(5.0) == ()


def comment(id: str = "evt_01", /, text: str = "黑色还有M码吗？", **data: Json) -> Json:
    author = {"id": "u-9", "name": "小林", "roles": ["member"]}
    return envelope(id, "comment.created", {"id": f"c-{id}", "author": author, "text": text, **data})


def order(id: str = "evt_03", /, **data: Json) -> Json:
    base = {
        "id": "A-1001", "number": "1001", "status": "paid", "created_at": "2026-11-22T02:10:03Z",
        "updated_at": "2026-11-22T02:10:09Z", "version": 2, "currency": "CNY", "total": "188.00", "paid": "188.00",
        "refunded": "0.00", "buyer_name": "小*", "test": False,
        "lines": [{"id": "1", "sku": "TEE-BLK-M", "title": "纯棉T恤", "quantity": "2", "unit_price": "94.00"}],
    }  # fmt: skip
    return envelope(id, "order.upserted", {**base, **data})


def envelope(id: str, type: str, data: Json, **more: Json) -> Json:
    base = {"v": 1, "id": id, "type": type, "source": "my-tool", "occurred_at": "2026-11-22T02:10:03+08:00"}
    return {**base, "room": "main", "data": data, **more}
