"""10,000 orders, 20 % duplicates, shuffled, 5 % refunds, 2 % cancellations, the console killed 20 times."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tests.e2e.order_storm import stormed


def run() -> dict[str, Any]:
    """The figures; raises when a total is off by one minor unit or a row is gone."""
    with tempfile.TemporaryDirectory(prefix="storecast-orders-") as folder:
        return stormed(Path(folder), count=10_000, kills=20)
