"""Shared memory that a killed process left behind is taken away; what lives is left alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.engine.shared import PREFIX, created, sweep, unlink


def test_blocks_of_the_dead_go_and_all_others_stay(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait(20)
    gone = tmp_path / f"{PREFIX}{dead.pid:x}-1234"
    kept = [
        tmp_path / f"{PREFIX}{os.getpid():x}-1234",
        tmp_path / f"{PREFIX}strange-name",
        tmp_path / "other-1-2",
    ]
    for path in (gone, *kept):
        path.touch()
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(kept)


def test_a_block_is_named_after_its_maker_and_fits_every_system() -> None:
    block = created(10)
    try:
        assert block.name.startswith(f"{PREFIX}{os.getpid():x}-")
        assert len(f"/{block.name}") <= 31
    finally:
        unlink(block)
        block.close()


def test_where_there_is_no_such_folder_nothing_happens(tmp_path: Path) -> None:
    sweep(tmp_path / "absent")
