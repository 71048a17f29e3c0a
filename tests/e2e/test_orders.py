"""Whatever arrives, in whatever order, through whatever crash: the counter is exact and no accepted row is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.order_storm import stormed
from tests.e2e.power_cuts import cut_often, why_not


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds its processes through /proc")
def test_orders_are_exact_although_the_console_is_killed_twice(tmp_path: Path) -> None:
    figures = stormed(tmp_path, count=1_000, kills=2)
    assert figures["kills"] == 2


@pytest.mark.skipif(bool(why_not()), reason=why_not() or "never")
def test_no_answered_order_is_lost_when_the_power_goes(tmp_path: Path) -> None:
    figures = cut_often(tmp_path, count=600, cuts=1)
    assert figures["cuts"] == 1
