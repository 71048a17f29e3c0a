"""What the log itself takes and gives back: orders durable a second, and the replay of a million events."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.domain.facts import CommentPosted, Draft, Fact, Mode, OrderUpserted, ShowOpened
from app.domain.order import OrderLine, OrderVersion
from app.domain.state import ShowState, folded
from app.store.store import Store

ORDERS = 50_000
EVENTS = 1_000_000
BATCH = 100
WAITING = 32  # batches on their way at once; a connector waits for each, a shop has several
NOW = "2026-11-24T02:00:00.000Z"
SHOW = ShowOpened(show_id="bench", title="bench", currency="CNY", mode=Mode.LIVE, epoch_utc=NOW)


def run() -> dict[str, Any]:
    """Rows a second for one sender that waits for each answer and for many; seconds for a million events."""
    return {
        "orders_one_batch_at_a_time_per_s": _fresh(lambda store: _rate(store, 1)),
        "orders_32_batches_waiting_per_s": _fresh(lambda store: _rate(store, WAITING)),
        "replay": _fresh(_replay),
    }


def _fresh(measure: Callable[[Store], Any]) -> Any:
    """Measures on a database of its own, with a show open in it."""
    with tempfile.TemporaryDirectory(prefix="storecast-bench-") as folder:
        store = Store.open(Path(folder) / "show.db", utc_now=lambda: NOW, on_trouble=lambda _fault: None)
        try:
            store.append([_draft("host", "", SHOW)]).result(10)
            return measure(store)
        finally:
            store.close(60)


def _rate(store: Store, waiting: int) -> int:
    drafts = [_order(number) for number in range(ORDERS)]
    began_s = time.perf_counter()
    _write(store, iter(drafts), waiting)
    return round(ORDERS / (time.perf_counter() - began_s))


def _write(store: Store, drafts: Iterator[Draft], waiting: int) -> None:
    """Appends in batches of 100, never more than `waiting` of them unanswered."""
    futures: list[Future[Any]] = []
    while batch := list(islice(drafts, BATCH)):
        futures.append(store.append(batch, connector="till", cursor=""))
        if len(futures) >= waiting:
            futures.pop(0).result(60)
    for future in futures:
        future.result(60)


def _replay(store: Store) -> dict[str, Any]:
    """A log of nine comments to one order; each order has two versions. The fold alone is of events in memory."""
    began_s = time.perf_counter()
    _write(store, (_mixed(number) for number in range(EVENTS - 1)), WAITING)
    written_s = time.perf_counter() - began_s
    began_s = time.perf_counter()
    state = store.replayed(MappingProxyType({}))
    took_s = time.perf_counter() - began_s
    if state.seq != EVENTS:
        raise RuntimeError(f"{state.seq} of {EVENTS} events were replayed")
    some = store.events(1, 100_000)
    began_s = time.perf_counter()
    folded(ShowState(), some)
    fold_s = (time.perf_counter() - began_s) * EVENTS / len(some)
    size = store.path.stat().st_size
    return {
        "events": EVENTS,
        "write_s": round(written_s, 1),
        "replay_s": round(took_s, 2),
        "of_it_fold_s": round(fold_s, 2),
        "database_mb": round(size / 1e6),
        "comments": state.comment_count,
    }


def _mixed(number: int) -> Draft:
    if number % 10 == 0:
        return _order(number // 20, version=number % 20 // 10 + 1)
    comment = CommentPosted(
        connector="till",
        room="main",
        comment_id=f"c-{number}",
        author_id=f"u-{number % 5000}",
        author_name="小林",
        text=f"黑色还有M码吗？ number {number}",
        sent_at=NOW,
    )
    return _draft("connector:till", f"c-{number}", comment)


def _order(number: int, version: int = 1) -> Draft:
    line = OrderLine(id="1", title="Belted wool coat", sku="COAT-M", quantity="2", unit_price_minor=9400)
    order = OrderVersion(
        source="till",
        order_id=f"A-{number}",
        number=str(number),
        version=version,
        updated_at=NOW,
        created_at=NOW,
        currency="CNY",
        total_minor=18800,
        paid_minor=18800,
        refunded_minor=0,
        buyer_name="小*",
        lines=(line,),
    )
    return _draft("connector:till", f"A-{number}/{version}", OrderUpserted(order=order))


def _draft(source: str, key: str, fact: Fact) -> Draft:
    return Draft(source=source, key=key, occurred_at=NOW, fact=fact)
