"""A writer that is killed again and again loses nothing that it promised."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store.crash import check, killed_often


def test_a_killed_writer_keeps_every_promise(path: Path) -> None:
    figures = killed_often(path, count=1_000, kills=4)
    assert figures["versions"] == 1_000 + 50 + 20


def test_the_check_sees_a_promise_that_was_not_kept(path: Path) -> None:
    killed_often(path, count=100, kills=0)
    with pytest.raises(AssertionError, match="acknowledged versions are gone"):
        check(path, set(range(24)), seed=1, count=200)
