"""Comments through the inbound door of a real show, at a steady pace; nothing may be lost from its log."""

from __future__ import annotations

import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.e2e.order_storm import INBOUND
from tests.e2e.orders import SECRET, Row, in_batches, post
from tests.e2e.rig import ROOT, SHOW, Program, until
from tests.engine.publish.nginx import free_port

BATCHES_PER_S = 10


def flooded(folder: Path, per_s: int, seconds: int, destination: str = "") -> tuple[Program, dict[str, Any]]:
    """Runs a show while `per_s` comments a second arrive for `seconds`; checks its log, returns what it cost.

    With 0 comments the same show runs as long. `late_s` is how far the sender fell behind its own pace.
    """
    port = free_port()
    program = Program(
        folder, SHOW.format(root=ROOT) + destination + INBOUND.format(port=port), TILL_SECRET=SECRET
    )
    try:
        until(lambda: list(folder.glob("recordings/*.mp4")), 30, "the recording begins")
        post(port, [_comment(0)])
        answers_s, late_s = _sent(port, _comments(per_s * seconds), per_s, seconds)
    finally:
        program.process.send_signal(signal.SIGTERM)
        program.wait(60)
    _check(program, per_s * seconds + 1)
    answers_s.sort()
    return program, {
        "sent": per_s * seconds + 1,
        "answer_p50_ms": _percentile_ms(answers_s, 0.5),
        "answer_p99_ms": _percentile_ms(answers_s, 0.99),
        "late_s": round(late_s, 2),
    }


def _comments(count: int) -> Iterator[Row]:
    return (_comment(number) for number in range(1, count + 1))


def _comment(number: int) -> Row:
    author = {"id": f"u-{number % 3000}", "name": "小林", "roles": ["member"]}
    return {
        "v": 1, "id": f"evt_{number}", "type": "comment.created", "source": "chat",
        "occurred_at": "2026-11-24T12:00:00.000Z", "room": "main",
        "data": {"id": f"c-{number}", "author": author, "text": f"黑色还有M码吗？ number {number} 🧥"},
    }  # fmt: skip


def _sent(port: int, comments: Iterator[Row], per_s: int, seconds: int) -> tuple[list[float], float]:
    """Ten batches a second on the sender's own clock; seconds until each was answered, and the worst delay."""
    batches = in_batches(list(comments), per_s // BATCHES_PER_S) if per_s else iter(())
    answers_s, late_s, began_s = [], 0.0, time.monotonic()
    for number in range(seconds * BATCHES_PER_S):
        wait_s = began_s + number / BATCHES_PER_S - time.monotonic()
        time.sleep(max(0.0, wait_s))
        late_s = max(late_s, -wait_s)
        batch = next(batches, None)
        if batch is None:
            continue
        posted_s = time.monotonic()
        statuses = post(port, batch)
        answers_s.append(time.monotonic() - posted_s)
        assert set(statuses) == {"accepted"}, statuses
    return answers_s, late_s


def _check(program: Program, count: int) -> None:
    """Each comment that was accepted stands in the log, in the totals and in the report, and once."""
    assert program.totals()["comments"] == count
    assert program.report()["comments"] == count
    assert program.verify() == 0
    with sqlite3.connect(program.database) as connection:
        rows = connection.execute("SELECT key FROM events WHERE kind = 'comment.created'").fetchall()
    connection.close()
    assert {key.rpartition("\n")[2] for (key,) in rows} == {f"evt_{number}" for number in range(count)}


def _percentile_ms(sorted_s: list[float], share: float) -> float | None:
    return round(sorted_s[int(len(sorted_s) * share)] * 1000, 1) if sorted_s else None
