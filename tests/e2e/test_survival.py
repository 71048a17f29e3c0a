"""What is killed comes back: the engine, the console, the server; no order is lost and the recording plays."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from tests.e2e.rig import DEMO, DESTINATION, KEY, ROOT, SHOW, Program, until, with_pid
from tests.engine.publish.nginx import Nginx, needs_nginx
from tests.media import seen_in

pytestmark = [
    needs_nginx,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds its processes through /proc"),
]


@pytest.fixture
def nginx(tmp_path: Path) -> Nginx:
    nginx = Nginx(tmp_path / "nginx", application="drop_idle_publisher 2s; record_append on;")
    nginx.start()
    return nginx


def begun(folder: Path, nginx: Nginx) -> Program:
    """A show that has been live for a moment."""
    text = SHOW.format(root=ROOT) + DESTINATION.format(url=nginx.url) + DEMO
    program = Program(folder, text, "--seconds", "14")
    until(lambda: nginx.recorded and nginx.recorded[0].stat().st_size > 60_000, 30, "nginx receives the show")
    return program


def parts(program: Program) -> list[Path]:
    return [Path(one["path"]) for one in program.report()["recordings"]]


def test_a_killed_engine_is_back_with_card_and_destination_on_the_same_time_line(
    tmp_path: Path, nginx: Nginx
) -> None:
    program = begun(tmp_path, nginx)
    before = program.pid_of("--engine")
    with_pid(before, signal.SIGKILL)
    until(lambda: program.pid_of("--engine") not in (0, before), 10, "another engine")
    assert program.wait(60) == 0, program.output.read_text()
    nginx.kill()
    (destination,) = program.report()["destinations"]
    assert (destination["phase"], destination["reconnects"]) == ("live", 1)
    recordings = sorted((tmp_path / "recordings").glob("*.mp4"))
    assert len(recordings) == 2
    first, second = (seen_in(path) for path in recordings)
    gap_s = (second.numbers[0] - first.numbers[-1]) / 1000
    print(f"the picture was away for {gap_s:.2f} s")
    assert 0 < gap_s < 10
    assert max(map(abs, second.offsets_ms())) < 40


def test_a_killed_console_leaves_the_stream_without_a_gap(tmp_path: Path, nginx: Nginx) -> None:
    program = begun(tmp_path, nginx)
    engine, console = program.pid_of("--engine"), program.pid_of("--console")
    with_pid(console, signal.SIGKILL)
    until(lambda: program.pid_of("--console") not in (0, console), 10, "another console")
    assert program.pid_of("--engine") == engine
    commands = b"".join(path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists())
    assert b"--engine" in commands and KEY.encode() not in commands
    assert program.wait(60) == 0, program.output.read_text()
    nginx.kill()
    (recording,) = parts(program)
    seen = seen_in(recording)
    assert seen.missing(30) <= program.counted_missing()
    assert len(nginx.recorded) == 1 and seen_in(nginx.recorded[0]).missing(30) <= program.counted_missing()
    assert program.verify() == 0
    assert program.totals()["comments"] == program.report()["comments"] > 0


def test_a_killed_server_gets_the_stream_again_and_the_recording_misses_nothing(
    tmp_path: Path, nginx: Nginx
) -> None:
    program = begun(tmp_path, nginx)
    nginx.kill()
    nginx.recorded[0].rename(tmp_path / "first.flv")
    nginx.start()
    assert program.wait(60) == 0, program.output.read_text()
    nginx.kill()
    assert seen_in(parts(program)[0]).missing(30) <= program.counted_missing()
    (destination,) = program.report()["destinations"]
    assert (destination["phase"], destination["reconnects"]) == ("live", 1)
    assert seen_in(nginx.recorded[0]).codecs == ("aac", "h264")


def test_a_second_console_of_the_same_show_is_refused_and_the_first_one_notices_nothing(
    tmp_path: Path, nginx: Nginx
) -> None:
    program = begun(tmp_path, nginx)
    engine = program.pid_of("--engine")
    second = subprocess.run(
        program.command("--db", str(program.database), "--seconds", "1"),
        env=program.environment, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1 and "another Storecast" in second.stderr
    assert program.pid_of("--engine") == engine
    assert program.wait(60) == 0, program.output.read_text()
    nginx.kill()
    (recording,) = parts(program)
    assert seen_in(recording).missing(30) <= program.counted_missing()
