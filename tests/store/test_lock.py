"""The lock: one console per database, by whatever path."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.store.lock import Lock


def test_a_database_behind_a_link_has_the_same_lock(tmp_path: Path) -> None:
    (tmp_path / "show.db").touch()
    (tmp_path / "link.db").symlink_to(tmp_path / "show.db")
    lock = Lock(tmp_path / "show.db")
    with pytest.raises(BlockingIOError):
        Lock(tmp_path / "link.db")
    lock.release()
