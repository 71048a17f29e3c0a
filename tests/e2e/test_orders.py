"""Whatever arrives, in whatever order, through whatever crash: the counter is exact and no accepted row is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.order_storm import stormed


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds its processes through /proc")
def test_orders_are_exact_although_the_console_is_killed_twice(tmp_path: Path) -> None:
    figures = stormed(tmp_path, count=1_000, kills=2)
    assert figures["kills"] == 2
