"""Orders through the inbound door of a real show, while its console is killed again and again."""

from __future__ import annotations

import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.e2e.orders import SECRET, Truth, in_batches, post, storm
from tests.e2e.rig import ROOT, SHOW, Program, until, with_pid
from tests.engine.publish.nginx import free_port

INBOUND = """[[connector]]
name = "till"
kind = "inbound"
port = {port}
secret = "env:TILL_SECRET"
requests_per_second = 100000
"""


def stormed(folder: Path, count: int, kills: int, seed: int = 7) -> dict[str, Any]:
    """Runs it and checks everything that is promised; returns the figures."""
    rows, truth = storm(count, seed)
    port = free_port()
    text = SHOW.format(root=ROOT) + INBOUND.format(port=port)
    program = Program(folder, text, TILL_SECRET=SECRET)
    began = time.monotonic()
    try:
        until(lambda: program.database.exists() and program.pid_of("--engine"), 30, "the show begins")
        restarts = _sent_while_killed(program, port, rows, kills)
    finally:
        program.process.send_signal(signal.SIGTERM)
        program.wait(60)
    check(program, truth, rows, program.database)
    return {
        "orders": count,
        "events": len(rows),
        "kills": restarts,
        "seconds": round(time.monotonic() - began, 1),
    }


def _sent_while_killed(program: Program, port: int, rows: list[dict[str, Any]], kills: int) -> int:
    """Sends all batches; another thread kills the console at random moments."""
    over = threading.Event()
    done: list[int] = []
    killer = threading.Thread(target=lambda: done.append(_kill(program, kills, over.is_set)), name="killer")
    killer.start()
    try:
        for batch in in_batches(rows):
            statuses = post(port, batch)
            assert set(statuses) <= {"accepted", "duplicate", "stale"}, statuses
        # The killer may still be at work: what it takes down must come back with everything in it.
        killer.join(60 + kills * 10)
        post(port, rows[:1])
    finally:
        over.set()
        killer.join(20)
    return done[0]


def _kill(program: Program, kills: int, is_over: Callable[[], bool]) -> int:
    chance = random.Random(kills)
    done, last = 0, 0
    while done < kills and not is_over():
        time.sleep(chance.uniform(0.3, 1.2))
        console = program.pid_of("--console")
        if console and console != last:
            with_pid(console, signal.SIGKILL)
            done, last = done + 1, console
    return done


def check(program: Program, truth: Truth, rows: list[dict[str, Any]], database: Path) -> None:
    """Raises unless the counter is exact, the log verifies and every row is in it."""
    (entry,) = program.totals(database)["totals"]
    assert (entry["paid_minor"], entry["refunded_minor"]) == (truth.paid_minor, truth.refunded_minor)
    assert entry["orders"] == truth.orders
    assert program.verify(database) == 0
    # Rows that were stale on arrival are events too; every id that was accepted must be there.
    missing = {row["id"] for row in rows} - stored_ids(database)
    assert not missing, f"{len(missing)} accepted rows are gone, such as {sorted(missing)[:3]}"


def stored_ids(database: Path) -> set[str]:
    """The sender's ids of the order events in a database."""
    with sqlite3.connect(database) as connection:
        keys = connection.execute("SELECT key FROM events WHERE kind = 'order.upserted'").fetchall()
    connection.close()
    return {key.rpartition("\n")[2] for (key,) in keys}
