"""Orders with a known truth: versions, duplicates, refunds, cancellations, shuffled; and a sender that goes on."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

KEY = b"storecast-test-secret-32-bytes!!"
SECRET = "whsec_" + base64.b64encode(KEY).decode()
_MOMENT = "2026-11-24T12:00:{:02}.000Z"
Row = dict[str, Any]  # one event of the inbound door, JSON


@dataclass(frozen=True)
class Truth:
    """What the counter must say, minor units of CNY."""

    paid_minor: int
    refunded_minor: int
    orders: dict[str, int]


def storm(count: int, seed: int) -> tuple[list[Row], Truth]:
    """`count` orders, each first unpaid, then paid; 5 % refunded, 2 % cancelled; 20 % of all events sent twice."""
    chance = random.Random(seed)
    rows: list[Row] = []
    paid = refunded = 0
    orders = {"paid": 0, "unpaid": 0, "cancelled": 0, "refunded": 0}
    for number in range(count):
        minor, fate = chance.randint(1, 500_000), chance.random()
        rows += [_event(number, 1, "unpaid", minor, 0, 0), _event(number, 2, "paid", minor, minor, 0)]
        paid += minor
        if fate < 0.05:
            back = chance.choice((minor, max(1, minor // 3)))
            rows.append(_event(number, 3, "refunded" if back == minor else "paid", minor, minor, back))
            refunded += back
            orders["refunded" if back == minor else "paid"] += 1
        elif fate < 0.07:
            rows.append(_event(number, 3, "cancelled", minor, minor, 0))
            orders["cancelled"] += 1
        else:
            orders["paid"] += 1
    rows += chance.sample(rows, len(rows) // 5)
    chance.shuffle(rows)
    return rows, Truth(paid, refunded, orders)


def _event(number: int, version: int, status: str, total: int, paid: int, refunded: int) -> Row:
    data = {
        "id": f"A-{number}", "number": str(number), "status": status, "version": version, "currency": "CNY",
        "created_at": _MOMENT.format(0), "updated_at": _MOMENT.format(version), "total": _decimal(total),
        "paid": _decimal(paid), "refunded": _decimal(refunded), "buyer_name": "王*", "lines": [],
    }  # fmt: skip
    return {
        "v": 1, "id": f"evt_{number}_{version}", "type": "order.upserted", "source": "shop",
        "occurred_at": _MOMENT.format(version), "data": data,
    }  # fmt: skip


def _decimal(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"


def in_batches(rows: Sequence[Row], size: int = 100) -> Iterator[list[Row]]:
    for start in range(0, len(rows), size):
        yield list(rows[start : start + size])


def post(port: int, rows: list[Row], seconds: float = 60.0) -> list[str]:
    """Sends a batch until it is answered with 202, through every crash of the console; the statuses of its rows."""
    until = time.monotonic() + seconds
    while True:
        try:
            status, text = _posted(port, json.dumps(rows).encode())
        except OSError:
            status, text = 0, b""
        if status == 202:
            return [row["status"] for row in json.loads(text)["results"]]
        assert status in (0, 429, 503), text
        assert time.monotonic() < until, "the console did not take the orders in time"
        time.sleep(0.05)


def _posted(port: int, body: bytes) -> tuple[int, bytes]:
    name, now = f"msg_{random.random()}", str(int(time.time()))
    digest = hmac.digest(KEY, f"{name}.{now}.".encode() + body, hashlib.sha256)
    headers = {
        "Content-Type": "application/json", "webhook-id": name, "webhook-timestamp": now,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
    try:
        connection.request("POST", "/v1/events", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except http.client.HTTPException as error:
        raise OSError(str(error)) from None
    finally:
        connection.close()
