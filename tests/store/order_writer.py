"""A program that stores orders until it dies: `python -m tests.store.order_writer DATABASE PLAN`.

It prints a batch's number after its commit, never before. PLAN is `seed:count`; what is stored already is sent again.
"""

from __future__ import annotations

import random
import sys
from collections import deque
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from app.domain.facts import Draft, Outcome
from app.domain.order import OrderVersion
from tests.store.drafts import ORDER, opened_at, show, sold

ROWS = 10
IN_FLIGHT = 8


def planned(seed: int, count: int) -> list[list[Draft]]:
    """Batches of `count` orders, of which 5 % are refunded, 2 % cancelled and 20 % sent twice, all shuffled."""
    chance = random.Random(seed)
    drafts = [sold(order, key=f"{order.order_id}:{order.version}") for order in _versions(chance, count)]
    drafts += chance.choices(drafts, k=count // 5)
    chance.shuffle(drafts)
    return [drafts[at : at + ROWS] for at in range(0, len(drafts), ROWS)]


def _versions(chance: random.Random, count: int) -> list[OrderVersion]:
    found = []
    for at in range(count):
        total = chance.randrange(1, 1_000_000)
        order = replace(ORDER, order_id=str(at), total_minor=total, paid_minor=total)
        found.append(order)
        if at % 20 == 0:
            found.append(replace(order, version=2, refunded_minor=chance.randrange(1, total + 1)))
        elif at % 50 == 1:
            found.append(replace(order, version=2, is_cancelled=True, refunded_minor=total))
    return found


def main(path: Path, batches: list[list[Draft]]) -> None:
    """Sends every batch, several at a time, and says which are durable."""
    store = opened_at(path)
    if store.latest_show() is None:
        store.append([show()]).result(10)
    waiting: deque[tuple[int, Future[tuple[Outcome, ...]]]] = deque()
    for number, batch in enumerate(batches):
        waiting.append((number, store.append(batch)))
        while len(waiting) >= IN_FLIGHT or (waiting and number == len(batches) - 1):
            done, future = waiting.popleft()
            future.result(30)
            print(done, flush=True)
    store.close(10)


if __name__ == "__main__":
    seed, count = sys.argv[2].split(":")
    main(Path(sys.argv[1]), planned(int(seed), int(count)))
