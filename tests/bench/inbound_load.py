"""A program that posts orders or comments as fast as it is answered; `python -m tests.bench.inbound_load PORT …`."""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from datetime import UTC, datetime

from tests.connectors.inbound_rig import comment, order, signed

_THREADS = 4


def bodies(kind: str, count: int, rows: int) -> list[bytes]:
    """`count` rows in bodies of `rows`; every order is one of its own."""
    make = {"orders": _order, "comments": _comment}[kind]
    starts = range(0, count, rows)
    return [json.dumps([make(number) for number in range(start, start + rows)]).encode() for start in starts]


def _order(number: int) -> object:
    return order(f"evt_{number}", id=f"A-{number}", number=str(number), updated_at=_now())


def _comment(number: int) -> object:
    return comment(f"evt_{number}", f"还有M码吗？ number {number}")


def _now() -> str:
    return datetime.now(UTC).isoformat()


def post_all(port: int, todo: list[bytes], took_s: list[float]) -> None:
    """On one connection; stops the program at the first answer that is not 202."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for body in todo:
        begun_s = time.perf_counter()
        connection.request("POST", "/v1/events", body, signed(body, at_s=int(time.time())))
        answer = connection.getresponse()
        text = answer.read()
        took_s.append(time.perf_counter() - begun_s)
        if answer.status != 202 or b"invalid" in text:
            raise SystemExit(f"{answer.status}: {text[:300]!r}")
    connection.close()


def main(port: int, kind: str, count: int, rows: int) -> None:
    todo = bodies(kind, count, rows)
    took_s: list[float] = []
    threads = [
        threading.Thread(target=post_all, args=(port, todo[index::_THREADS], took_s), name=f"sender-{index}")
        for index in range(_THREADS)
    ]
    begun_s = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun_s
    slowest = sorted(took_s)
    figures = {"seconds": seconds, "p50_ms": slowest[len(slowest) // 2] * 1000, "max_ms": slowest[-1] * 1000}
    print(json.dumps({**figures, "requests": len(took_s)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
