"""A busy chat costs the show nothing that it must keep."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.comment_flood import flooded


def test_two_hundred_comments_a_second_all_stand_in_the_log(tmp_path: Path) -> None:
    program, figures = flooded(tmp_path, per_s=200, seconds=5)
    assert figures["sent"] == 1001
    assert set(program.report()["processes"]["console"]["loop_late_ms"]) == {"p50", "p99", "max"}
