"""What the inbound door costs: rows a second, and processor time for each, without and with a database."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.connectors.connector import Value, kinds
from app.connectors.host import ConnectorHost, Entry
from app.connectors.storage import Append
from app.domain.facts import Draft, Mode, ShowOpened
from app.domain.secret import Secret
from app.store.store import Store
from tests.connectors.inbound_rig import SECRET
from tests.connectors.rig import FaultLog, MemoryStore, context, free_port

ORDERS = 20_000
COMMENTS = 20_000
ROWS = 100


def run() -> dict[str, Any]:
    """Figures of orders and comments in batches of 100; `door` keeps nothing, `durable` writes a database."""
    with tempfile.TemporaryDirectory(prefix="storecast-bench-") as folder:
        store = Store.open(Path(folder) / "show.db", utc_now=utc_now, on_trouble=lambda _fault: None)
        opened = ShowOpened(
            show_id="bench", title="bench", currency="CNY", mode=Mode.LIVE, epoch_utc=utc_now()
        )
        store.append([Draft(source="host", key="", occurred_at=utc_now(), fact=opened)]).result(10)
        try:
            return {
                "orders_at_the_door": measured(MemoryStore().append, "orders", ORDERS),
                "orders_durable": measured(store.append, "orders", ORDERS),
                "comments_at_the_door": measured(MemoryStore().append, "comments", COMMENTS),
                "comments_durable": measured(store.append, "comments", COMMENTS),
            }
        finally:
            store.close(10)


def utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def measured(append: Append, kind: str, count: int) -> dict[str, float]:
    """Rows a second and this process's processor time a row, with the sender in a process of its own."""
    port = free_port()
    settings: dict[str, Value] = {"port": port, "secret": Secret(SECRET), "requests_per_second": 100_000}
    entry = Entry(kinds()["inbound"], context("till", settings, utc_now))
    host = ConnectorHost([entry], append, lambda _name: None, FaultLog())
    host.start()
    command = [sys.executable, "-m", "tests.bench.inbound_load", str(port), kind, str(count), str(ROWS)]
    try:
        while host.health()[0].heard_at_s is None:
            time.sleep(0.01)
        cpu_s = time.process_time()
        done = subprocess.run(command, capture_output=True, check=True, timeout=300)
        cpu_s = time.process_time() - cpu_s
    finally:
        host.stop()
    figures = json.loads(done.stdout)
    return {
        "per_s": round(count / figures["seconds"]),
        "cpu_us_each": round(cpu_s / count * 1e6, 1),
        "p50_ms": round(figures["p50_ms"], 1),
        "max_ms": round(figures["max_ms"], 1),
    }


if __name__ == "__main__":
    print(json.dumps(run(), indent=2))
