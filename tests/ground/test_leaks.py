"""The watch over leaked threads and processes sees them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.leaks import left, processes, threads

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system has no /proc")


def test_a_thread_that_nobody_stopped_is_seen() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="forgotten")
    thread.start()
    try:
        assert "forgotten" in left(threads, 0)
    finally:
        stop.set()
        thread.join()
    assert "forgotten" not in threads()


@needs_proc
def test_a_child_and_an_orphan_that_knows_the_folder_are_seen(tmp_path: Path) -> None:
    program = "import sys; sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "show")], stdin=subprocess.PIPE):
        assert any(str(tmp_path) in one for one in processes(tmp_path))
        assert any(str(tmp_path) in one for one in processes(tmp_path, parent=1))
        assert any(str(tmp_path) in one for one in processes(Path("/nowhere"), parent=os.getpid()))
    assert not any(str(tmp_path) in one for one in processes(tmp_path))
