"""What must hold of a database after any crash, and the loop that kills its writer again and again."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from app.domain.facts import OrderUpserted
from app.domain.order import OrderVersion
from app.domain.totals import as_table, totals_of
from app.store import totals, verify
from tests.store.order_writer import planned


def versions(batches: Iterable[int], seed: int, count: int) -> list[OrderVersion]:
    """The order versions of the plan's batches with these numbers."""
    plan = planned(seed, count)
    facts = [draft.fact for number in batches for draft in plan[number]]
    return [fact.order for fact in facts if isinstance(fact, OrderUpserted)]


def check(path: Path, acknowledged: set[int], seed: int, count: int) -> list[OrderVersion]:
    """Raises when an acknowledged version is gone, a total is off or the file is damaged; the versions stored."""
    verify.verified(path)
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        keys = {row[0] for row in connection.execute("SELECT key FROM events WHERE kind = 'order.upserted'")}
    connection.close()
    plan = versions(range(len(planned(seed, count))), seed, count)
    stored = [order for order in plan if f"{order.order_id}:{order.version}" in keys]
    promised = {f"{order.order_id}:{order.version}" for order in versions(acknowledged, seed, count)}
    # A version whose newer one was stored first is an event too, so every promised key is there.
    assert promised <= keys, f"{len(promised - keys)} acknowledged versions are gone"
    assert totals.figures(path)["totals"] == as_table(totals_of(stored))
    return stored


def started(path: Path, seed: int, count: int) -> subprocess.Popen[str]:
    """A writer; the folder of the tests must be the working directory, as it is for every test."""
    command = [sys.executable, "-m", "tests.store.order_writer", str(path), f"{seed}:{count}"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def killed_often(path: Path, *, count: int, kills: int, seed: int = 1) -> dict[str, int]:
    """Kills the writer after a random number of promises, `kills` times, then lets it finish; checks each time."""
    chance = random.Random(seed)
    acknowledged: set[int] = set()
    for _ in range(kills):
        writer = started(path, seed, count)
        assert writer.stdout is not None
        for left in range(chance.randrange(1, 30), 0, -1):
            line = writer.stdout.readline()
            if line:
                acknowledged.add(int(line))
            if left == 1:
                # Not always right after a promise: somewhere inside the next commit.
                threading.Event().wait(chance.random() * 0.02)
        writer.kill()
        acknowledged.update(int(line) for line in writer.stdout if line.endswith("\n"))
        writer.wait(10)
        writer.stdout.close()
        check(path, acknowledged, seed, count)
    writer = started(path, seed, count)
    writer.communicate(timeout=300)
    assert writer.returncode == 0
    stored = check(path, set(range(len(planned(seed, count)))), seed, count)
    return {"kills": kills, "orders": count, "versions": len({(one.order_id, one.version) for one in stored})}
