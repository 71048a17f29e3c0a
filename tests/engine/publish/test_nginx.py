"""Publishing to a real nginx with its RTMP module."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app.domain.fault import FaultCode
from app.engine.messages import Phase
from tests.engine.publish.nginx import Nginx, needs_nginx
from tests.engine.publish.stage import KEY, health, impatient, on_air, to, until, until_live

pytestmark = needs_nginx


@pytest.fixture(params=["", "drop_idle_publisher 2s;"], ids=["plain", "drop-idle"])
def nginx(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Nginx]:
    server = Nginx(tmp_path, application=request.param)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def plain_nginx(tmp_path: Path) -> Iterator[Nginx]:
    server = Nginx(tmp_path)
    server.start()
    yield server
    server.kill()


def probed(path: Path) -> dict[str, int]:
    """Decoded frames by codec."""
    command = ["ffprobe", "-v", "error", "-count_frames", "-of", "json", "-show_entries"]
    done = subprocess.run(
        [*command, "stream=codec_name,nb_read_frames", str(path)], capture_output=True, check=True, timeout=30
    )
    assert done.stderr == b""
    return {one["codec_name"]: int(one["nb_read_frames"]) for one in json.loads(done.stdout)["streams"]}


def test_a_stream_is_taken_and_every_frame_that_was_sent_can_be_decoded(nginx: Nginx) -> None:
    with on_air(to(nginx.url)) as (publisher, feeder):
        assert until_live(publisher) < 1.0
        until(lambda: health(publisher).frames_sent > 60)
        assert feeder.slowest_offer_s < 0.1
        assert publisher.stop(1.0)
        sent = health(publisher).frames_sent
        assert publisher.latency().p99 < 100
    until(lambda: not publishing(nginx), what="nginx closed the file")
    frames = probed(nginx.recorded[0])
    assert frames["h264"] == sent
    assert frames["aac"] > 60


def publishing(nginx: Nginx) -> bool:
    return "deleteStream" not in (nginx.home / "error.log").read_text()


def test_timestamps_beyond_24_bits_arrive_whole(plain_nginx: Nginx) -> None:
    with on_air(to(plain_nginx.url), start_ms=0xFFFFFF - 1500) as (publisher, _):
        until_live(publisher)
        until(lambda: health(publisher).frames_sent > 80)
        publisher.stop(1.0)
        sent = health(publisher).frames_sent
    until(lambda: not publishing(plain_nginx), what="nginx closed the file")
    assert probed(plain_nginx.recorded[0])["h264"] == sent


def test_a_killed_server_that_returns_has_its_stream_within_a_second_and_a_half(nginx: Nginx) -> None:
    with on_air(to(nginx.url)) as (publisher, feeder):
        until_live(publisher)
        nginx.kill()
        until(lambda: health(publisher).phase is Phase.RECONNECTING, 1.0)
        until(lambda: health(publisher).attempt > 4, 8.0)
        fault = health(publisher).fault
        assert fault is not None
        assert fault.code is FaultCode.CONNECTION_REFUSED
        assert fault.retrying
        nginx.start()
        assert until_live(publisher) < 1.5
        assert health(publisher).reconnects == 1
        assert feeder.keys_wanted == 2


def test_a_stopped_server_is_seen_within_three_seconds_and_live_again_when_it_goes_on(nginx: Nginx) -> None:
    with on_air(to(nginx.url)) as (publisher, feeder):
        until_live(publisher)
        until(lambda: health(publisher).frames_sent > 30)
        nginx.signal(signal.SIGSTOP)
        assert until(lambda: health(publisher).phase is Phase.RECONNECTING) < 3.0
        fault = health(publisher).fault
        assert fault is not None
        assert fault.code is FaultCode.STALLED
        until(lambda: health(publisher).attempt > 1)
        nginx.signal(signal.SIGCONT)
        assert until_live(publisher) < 3.0
        assert feeder.slowest_offer_s < 0.1


def test_a_name_that_another_session_holds_is_asked_for_each_second_until_it_is_free(
    plain_nginx: Nginx,
) -> None:
    with (
        on_air(to(plain_nginx.url, "first")) as (first, _),
        on_air(to(plain_nginx.url, "second")) as (second, _),
    ):
        until(lambda: any(one.phase is Phase.LIVE for one in (*first.health(), *second.health())))
        loser, winner = (second, first) if health(first, "first").phase is Phase.LIVE else (first, second)
        until(lambda: loser.health()[0].fault)
        fault = loser.health()[0].fault
        assert fault is not None
        assert fault.code is FaultCode.NAME_IN_USE
        assert fault.retrying
        winner.set_destinations(())
        assert until_live(loser, loser.health()[0].name) < 1.5


def test_an_application_that_refuses_publishers_is_reported_as_a_refused_key(plain_nginx: Nginx) -> None:
    with on_air(to(plain_nginx.url.replace("/live", "/closed"))) as (publisher, _):
        until(lambda: health(publisher).phase is Phase.REFUSED)
        refused = health(publisher)
        assert refused.fault is not None
        assert refused.fault.code is FaultCode.KEY_REFUSED
        assert refused.attempt in (0, 3)
        assert refused.retry_in_s is not None
        assert refused.retry_in_s > 15


class _Forbid(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(403)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Says nothing."""


def test_a_key_that_the_server_looks_up_and_rejects_is_refused_in_plain_words(tmp_path: Path) -> None:
    judge = HTTPServer(("127.0.0.1", 0), _Forbid)
    thread = threading.Thread(target=judge.serve_forever, args=(0.02,), name="judge")
    thread.start()
    server = Nginx(tmp_path, application=f"on_publish http://127.0.0.1:{judge.server_port}/;")
    server.start()
    try:
        with on_air(to(server.url)) as (publisher, _):
            until(lambda: health(publisher).phase is Phase.REFUSED)
            fault = health(publisher).fault
            assert fault is not None
            assert fault.code is FaultCode.KEY_REFUSED
            assert "stream key" in fault.detail
            assert KEY not in fault.detail
    finally:
        server.kill()
        judge.shutdown()
        judge.server_close()
        thread.join(5)


def test_stop_takes_less_than_a_second_while_the_server_is_stopped(plain_nginx: Nginx) -> None:
    with on_air(to(plain_nginx.url), environment=impatient(stall_s=30.0)) as (publisher, _):
        until_live(publisher)
        plain_nginx.signal(signal.SIGSTOP)
        assert publisher.stop(1.0)


@pytest.mark.parametrize("kind", ["linux", "portable"])
def test_a_line_that_goes_dead_without_a_word_is_seen_in_three_seconds_and_the_name_is_free_when_it_is_back(
    kind: str,
) -> None:
    alone = ["unshare", "--net", "--map-root-user"]
    if (
        shutil.which("ip") is None
        or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("a network namespace of our own cannot be made here (no rights, or no iproute2)")
    command = [*alone, sys.executable, "-m", "tests.engine.publish.blackhole", kind]
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["code"] == FaultCode.STALLED
    assert found["seen_s"] < 3.0
    assert found["back_s"] < 3.0
    assert found["offer_s"] < 0.1
