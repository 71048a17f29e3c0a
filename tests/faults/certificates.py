"""Servers with bad certificates, and hostile addresses: all refused, the host is told why, nothing leaks to them."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.receiver.server import Receiver
from tests.e2e.rig import ROOT, SHOW, Program
from tests.engine.publish.certificates import Certificates
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.stage import DESTINATION, eventually, need_nginx, rest, stage

RUNS = 5
ENOUGH_BYTES = 200_000
BAD = ("self-signed", "wrong-host", "expired", "unknown")
URLS = (
    "file:/etc/passwd",
    "/etc/passwd",
    "tee:a|b",
    "udp://127.0.0.1:{port}",
    "md5:x",
    "http://127.0.0.1:{port}/live",
    "ftp://127.0.0.1:{port}/live",
    "gopher://127.0.0.1:{port}/live",
    "tcp://127.0.0.1:{port}",
    "icecast://127.0.0.1:{port}/live",
    "unix:/tmp/x",
    "pipe:1",
    "concat:a|b",
    "subfile,,start,0,end,9,,:/etc/passwd",
    "data:text/plain,x",
    "rtmp://user:word@127.0.0.1:{port}/live",
    "rtmp://127.0.0.1:{port}/li ve",
    "rtmp://127.0.0.1:{port}/live|tee:x",
    "rtmp://127.0.0.1:99999/live",
    "rtmp://0x7f000001:{port}/live",
)


def run() -> dict[str, Any]:
    """Five shows to a good server and four bad ones; one show for each address."""
    return rows([*refused(RUNS), *hostile()])


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one show to all five servers came to."""

    said: list[float]
    leaked: list[float]
    is_received: float
    is_ended_well: float


def refused(runs: int) -> list[Measure]:
    """The test's authority is the only one that the program trusts; the good server's stream proves that it does."""
    shows = [_shown() for _ in range(runs)]
    name = "certificate invalid"
    note = "self-signed, wrong host, expired, unknown authority"
    return [
        least(name, "told: the certificate", "bool", 1, [one for show in shows for one in show.said], note),
        most(name, "bytes of the show that leaked", "B", 0, [one for show in shows for one in show.leaked]),
        least(name, "a good one beside takes the show", "bool", 1, [show.is_received for show in shows]),
        least(name, "the show ends well", "bool", 1, [show.is_ended_well for show in shows]),
    ]


def _shown() -> _Shown:
    with stage() as one, contextlib.ExitStack() as running:
        made = Certificates(one.folder)
        receivers = {kind: running.enter_context(Receiver(tls=made.server(kind))) for kind in ("good", *BAD)}
        for kind, receiver in receivers.items():
            one.destination(kind, f"rtmps://localhost:{receiver.port}/live")
        good = receivers["good"]
        one.begin(SSL_CERT_FILE=str(made.authority))
        eventually(lambda: good.bytes_received > ENOUGH_BYTES, 30)
        rest(3)
        status = one.end()
        told = {json.loads(text)["where"]: json.loads(text)["code"] for _, text in one.alarms()}
        return _Shown(
            said=[float(told.get(f"destination:{kind}") == "certificate-invalid") for kind in BAD],
            leaked=[float(receivers[kind].bytes_received) for kind in BAD],
            is_received=float(good.bytes_received > ENOUGH_BYTES),
            is_ended_well=float(status == 0),
        )


def hostile() -> list[Measure]:
    """Nobody is called and no file is opened, and one line says what is wrong, or the show runs on without it."""
    need_nginx()
    refusals = []
    with Trap() as trap, tempfile.TemporaryDirectory(prefix="storecast-urls-") as folder:
        for number, url in enumerate(URLS):
            place = Path(folder) / str(number)
            place.mkdir()
            refusals.append(float(is_refused(place, url.format(port=trap.port))))
        called = trap.calls
    return [
        least(f"{len(URLS)} hostile addresses", "refused, and said why", "bool", 1, refusals),
        most(f"{len(URLS)} hostile addresses", "connections that were made", "", 0, [float(called)]),
    ]


def is_refused(folder: Path, url: str) -> bool:
    """By the show file's check, or by the engine, which tells the host."""
    text = SHOW.format(root=ROOT) + DESTINATION.format(name="main", url=url)
    program = Program(folder, text, "--seconds", "3")
    try:
        status = program.wait(40)
    except subprocess.TimeoutExpired:
        return False
    said = program.output.read_text()
    if status == 2:
        return "url" in said and len(said.strip().splitlines()) == 1
    (destination,) = program.report()["destinations"]
    return status == 1 and destination["fault"] == "url-invalid" and destination["bytes"] == 0


class Trap:
    """A port that counts who calls, by TCP or UDP."""

    def __init__(self) -> None:
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._tcp.getsockname()[1])
        self._udp = socket.socket(type=socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        self._is_over = threading.Event()
        self.calls = 0
        self._threads = [
            threading.Thread(target=self._count, args=(one,), name="trap") for one in (self._tcp, self._udp)
        ]

    def __enter__(self) -> Trap:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join(3)
        self._tcp.close()
        self._udp.close()

    def _count(self, sock: socket.socket) -> None:
        sock.settimeout(0.2)
        while not self._is_over.is_set():
            try:
                if sock.type == socket.SOCK_STREAM:
                    sock.accept()[0].close()
                else:
                    sock.recvfrom(1)
            except TimeoutError:
                continue
            self.calls += 1
