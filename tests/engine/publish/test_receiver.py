"""The local receiver: against FFmpeg as a publisher, as a process, and for FFmpeg as a reader of its files."""

from __future__ import annotations

import io
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.receiver.program import main
from app.receiver.server import Receiver
from tests.engine.publish.stage import health, on_air, to, until, until_live

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


@needs_ffmpeg
def test_ffmpegs_own_publisher_is_taken_and_what_is_written_can_be_decoded(tmp_path: Path) -> None:
    with Receiver(folder=tmp_path) as receiver:
        source = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=2", "-f", "lavfi", "-i", "sine=d=2"]
        codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-c:a", "aac", "-f", "flv"]
        url = f"rtmp://127.0.0.1:{receiver.port}/live/key"
        subprocess.run(["ffmpeg", "-v", "error", *source, *codecs, url], check=True, timeout=30)
        until(lambda: not receiver.streams()[0].is_publishing)
        got = receiver.streams()[0]
    assert (got.app, got.name, got.video_frames, got.key_frames, got.headers) == ("live", "key", 50, 2, 2)
    count = [
        "-count_frames",
        "-select_streams",
        "v",
        "-show_entries",
        "stream=nb_read_frames",
        "-of",
        "csv=p=0",
    ]
    probe = ["ffprobe", "-v", "error", *count, str(tmp_path / "stream-001.flv")]
    assert subprocess.run(probe, capture_output=True, check=True, timeout=30).stdout.strip() == b"50"


@needs_ffmpeg
def test_ffmpeg_that_listens_takes_the_stream(tmp_path: Path) -> None:
    with Receiver() as free:
        port = free.port
    target = tmp_path / "taken.flv"
    url = f"rtmp://127.0.0.1:{port}/live/key"
    command = ["ffmpeg", "-v", "error", "-listen", "1", "-i", url, "-c", "copy", str(target)]
    listener = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        with on_air(to(f"rtmp://127.0.0.1:{port}/live", key="key")) as (publisher, _):
            until_live(publisher)
            until(lambda: health(publisher).frames_sent > 60, 8.0)
            assert publisher.stop(1.0)
            sent = health(publisher).frames_sent
        listener.wait(10)
    finally:
        listener.kill()
        listener.wait(5)
    count = [
        "-count_frames",
        "-select_streams",
        "v",
        "-show_entries",
        "stream=nb_read_frames",
        "-of",
        "csv=p=0",
    ]
    probe = ["ffprobe", "-v", "error", *count, str(target)]
    frames = int(subprocess.run(probe, capture_output=True, check=True, timeout=30).stdout.strip())
    assert sent - 2 <= frames <= sent


def test_the_process_says_its_port_answers_with_figures_and_ends_with_its_parent() -> None:
    command = [sys.executable, "-W", "error", "-m", "app.receiver", "--json"]
    root = Path(__file__).resolve().parents[3]
    process = subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        port = json.loads(process.stdout.readline())["port"]
        with on_air(to(f"rtmp://127.0.0.1:{port}/live")) as (publisher, _):
            until_live(publisher)
            process.stdin.write("counts\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            assert json.loads(answer)["streams"][0]["is_publishing"]
            assert "CANARY" not in answer
        process.stdin.close()
        assert process.wait(5) == 0
    finally:
        process.kill()
        process.wait(5)
        process.stdout.close()
        if not process.stdin.closed:
            process.stdin.close()


def test_a_port_in_use_is_one_line_and_status_one(capsys: pytest.CaptureFixture[str]) -> None:
    with Receiver() as first:
        assert main(["--port", str(first.port)], io.StringIO(), io.StringIO()) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_the_receiver_loads_no_media_library() -> None:
    libraries = "('av', 'cv2', 'numpy', 'msgspec', 'PySide6')"
    program = f"import sys, app.receiver.program; print([m for m in {libraries} if m in sys.modules])"
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    assert done.stdout.strip() == "[]"


def test_bytes_that_are_not_rtmp_are_hung_up_on() -> None:
    with Receiver() as receiver, socket.create_connection(("127.0.0.1", receiver.port)) as web:
        web.settimeout(5)
        web.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" + bytes(4000))
        until(lambda: has_hung_up(web))


def has_hung_up(sock: socket.socket) -> bool:
    try:
        return not sock.recv(4096)
    except ConnectionResetError:
        return True
