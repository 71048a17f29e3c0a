"""10,000 orders as in `orders_killed`, on a disk that loses its power 10 times."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tests.e2e.power_cuts import cut_often, why_not
from tests.runs import Skipped


def run() -> dict[str, Any]:
    """The figures; raises when an answered row is gone or a total is off by one minor unit."""
    if reason := why_not():
        raise Skipped(reason)
    with tempfile.TemporaryDirectory(prefix="storecast-power-") as folder:
        return cut_often(Path(folder), count=10_000, cuts=10)
