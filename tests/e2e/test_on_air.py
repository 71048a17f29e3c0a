"""A show reaches a real RTMP server with picture, sound and card, and leaves a recording and a true report."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.rig import DEMO, DESTINATION, KEY, ROOT, SHOW, Program, until
from tests.engine.publish.nginx import Nginx, needs_nginx
from tests.media import Seen, frame_at, qr_in, seen_in

SECONDS = 8


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, Nginx]:
    """One short show to nginx, shared by the tests that look at what came out."""
    folder = tmp_path_factory.mktemp("show")
    nginx = Nginx(folder / "nginx", application="drop_idle_publisher 2s;")
    nginx.start()
    text = SHOW.format(root=ROOT) + DESTINATION.format(url=nginx.url) + DEMO
    program = Program(folder, text, "--seconds", str(SECONDS))
    try:
        assert program.wait() == 0, program.output.read_text()
    finally:
        nginx.kill()
    return program, nginx


def received(shown: tuple[Program, Nginx]) -> Path:
    return shown[1].recorded[0]


@needs_nginx
def test_every_frame_arrives_in_order_with_its_sound(shown: tuple[Program, Nginx]) -> None:
    seen = seen_in(received(shown))
    _judge(seen, shown[0].counted_missing())
    assert seen.codecs == ("aac", "h264")


@needs_nginx
def test_the_recording_holds_the_same_show(shown: tuple[Program, Nginx]) -> None:
    program, _ = shown
    (recording,) = program.report()["recordings"]
    seen = seen_in(Path(recording["path"]))
    _judge(seen, program.counted_missing())
    assert recording["seconds"] >= SECONDS - 1


def _judge(seen: Seen, counted_missing: int) -> None:
    """A busy machine may skip a tick; then the report must have said so."""
    assert len(seen.numbers) > (SECONDS - 2) * 30
    assert all(later > earlier for earlier, later in zip(seen.numbers, seen.numbers[1:], strict=False))
    assert seen.missing(30) <= counted_missing
    assert len(seen.beeps) >= SECONDS - 3
    assert max(map(abs, seen.offsets_ms())) < 40


@needs_nginx
def test_the_card_stands_where_it_belongs_and_its_code_can_be_read(shown: tuple[Program, Nginx]) -> None:
    picture = frame_at(received(shown), 4.0)
    assert qr_in(picture) == "https://shop.example/coat"
    panel = picture[380:384, 860:1100].mean(axis=(0, 1))
    assert panel.min() > 200, "the panel's own light ground, not the blue and black bars under it"


@needs_nginx
def test_the_report_tells_what_happened(shown: tuple[Program, Nginx]) -> None:
    report = shown[0].report()
    (destination,) = report["destinations"]
    assert (destination["phase"], destination["reconnects"]) == ("live", 0)
    assert destination["frames_sent"] > (SECONDS - 2) * 30
    assert report["frames"]["encoded"] <= report["frames"]["composed"]
    assert report["latency_ms"]["p50"] > 0
    assert report["totals"] == shown[0].totals()["totals"]
    assert shown[0].verify() == 0


@needs_nginx
def test_the_stream_key_is_written_nowhere(shown: tuple[Program, Nginx]) -> None:
    program, nginx = shown
    mine = [path for path in program.folder.rglob("*") if path.is_file() and nginx.home not in path.parents]
    assert len(mine) > 5
    assert [path for path in mine if KEY.encode() in path.read_bytes()] == []


def test_sigterm_ends_a_show_cleanly(tmp_path: Path) -> None:
    program = Program(tmp_path, SHOW.format(root=ROOT))
    until(lambda: list(tmp_path.glob("recordings/*.mp4")), 30, "the recording begins")
    program.process.send_signal(signal.SIGTERM)
    assert program.wait(20) == 0
    assert program.report()["recordings"]
    assert program.pid_of("--engine") == 0


def test_a_wrong_show_file_and_wrong_usage_are_one_line_and_status_2(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[show]\nfps = 7\n")
    for arguments in (["show", str(wrong), "--headless"], ["show", "--seconds", "x"], ["dance"]):
        done = subprocess.run(
            [sys.executable, str(ROOT / "main.py"), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert done.stdout == ""


def test_a_database_that_cannot_be_used_is_status_1(tmp_path: Path) -> None:
    database = tmp_path / "notes.txt"
    database.write_text("not a database " * 50)
    program = Program(tmp_path, SHOW.format(root=ROOT), "--db", str(database))
    assert program.wait(30) == 1
    assert "not a Storecast database" in program.output.read_text()
    assert program.pid_of("--engine") == 0


def test_totals_are_json_and_nothing_else(tmp_path: Path) -> None:
    program = Program(tmp_path, SHOW.format(root=ROOT) + DEMO, "--seconds", "3")
    assert program.wait(30) == 0
    found = program.totals()
    assert set(found) == {"totals", "comments"}
    assert json.dumps(found) and program.database.exists()
