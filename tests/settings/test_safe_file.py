"""Settings survive a crash while they are written, and a broken file never keeps a shop from opening."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import preferences, safe_file
from app.settings.preferences import Preferences
from app.settings.show_edit import with_entry, with_values, without_entry


def test_the_last_generations_stay_beside_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    for text in "abcde":
        safe_file.write_text(path, text)
    assert [one.read_text() for one in safe_file.generations(path)] == ["e", "d", "c", "b"]
    assert sorted(os.listdir(tmp_path)) == ["a.toml", "a.toml.1", "a.toml.2", "a.toml.3"]


def test_a_writer_killed_at_any_moment_leaves_a_whole_text(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    program = (
        "import sys, itertools; from pathlib import Path; from app.settings.safe_file import write_text\n"
        "for n in itertools.count(): write_text(Path(sys.argv[1]), f'{n % 10}' * 50_000); print(flush=True)"
    )
    for lines in (1, 3, 7):
        with subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            for _ in range(lines):
                writer.stdout.readline()
            writer.send_signal(signal.SIGKILL)
        text = path.read_text()
        assert (len(text), len(set(text))) == (50_000, 1)


@pytest.mark.parametrize("broken", [b"", b"\x00\xff", b"theme = 3", b"theme = 'pink'", b"[["])
def test_broken_preferences_fall_back_to_the_older_ones(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "preferences.toml"
    preferences.save(path, Preferences(language="zh"))
    preferences.save(path, Preferences(language="zh", theme="light"))
    path.write_bytes(broken)
    assert preferences.load(path).language in ("zh", "" if not broken else "zh")


def test_no_preferences_are_the_defaults(tmp_path: Path) -> None:
    assert preferences.load(tmp_path / "none.toml") == Preferences()


def test_editing_keeps_comments_and_other_keys() -> None:
    text = (
        '# mine\n[camera]\nsource = "demo" # the good one\n[[destination]]\nname = "a"\nurl = "rtmp://h/a"\n'
    )
    edited = with_values(text, "camera", {"source": "test-card"})
    edited = with_entry(edited, "destination", "a", {"url": "rtmp://h/b"})
    edited = with_entry(edited, "destination", "c", {"url": "rtmp://h/c"})
    assert edited.startswith('# mine\n[camera]\nsource = "test-card" # the good one\n')
    assert 'url = "rtmp://h/b"' in edited and 'name = "c"' in edited
    assert 'name = "a"' not in without_entry(edited, "destination", "a")
    assert 'name = "c"' in without_entry(edited, "destination", "a")
