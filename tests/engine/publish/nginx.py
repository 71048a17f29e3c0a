"""A real nginx with its RTMP module, run as a child on ports of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.engine.publish.stage import until

MODULE = Path("/usr/lib/nginx/modules/ngx_rtmp_module.so")
PROGRAM = shutil.which("nginx") or "/usr/sbin/nginx"
CONFIG = """
load_module {module};
worker_processes 1;
daemon off;
master_process off;
pid {home}/nginx.pid;
error_log {home}/error.log info;
events {{ worker_connections 64; }}
rtmp {{
  access_log off;
  server {{
    listen {host}:{port};
    {server}
    application live {{ live on; record all; record_path {home}/recorded; {application} }}
    application closed {{ live on; deny publish all; }}
  }}
}}
"""

needs_nginx = pytest.mark.skipif(
    not (MODULE.exists() and Path(PROGRAM).exists()),
    reason="nginx with its RTMP module is not installed (libnginx-mod-rtmp)",
)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class Nginx:
    """One process (no master), so that a signal meets the one that serves. `recorded` is what it wrote, as
    FLV.
    """

    def __init__(
        self,
        home: Path,
        *,
        application: str = "",
        server: str = "",
        host: str = "127.0.0.1",
        within: Sequence[str] = (),
    ) -> None:
        """`within` is the command that it runs in, such as `ip netns exec NAME`."""
        self.home = home
        self.port = free_port()
        self._host, self._within = host, tuple(within)
        (home / "recorded").mkdir(parents=True)
        text = CONFIG.format(
            module=MODULE, home=home, host=host, port=self.port, application=application, server=server
        )
        (home / "nginx.conf").write_text(text)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"rtmp://{self._host}:{self.port}/live"

    def start(self) -> None:
        command = [
            *self._within,
            PROGRAM,
            "-p",
            str(self.home),
            "-c",
            str(self.home / "nginx.conf"),
            "-e",
            "stderr",
        ]
        with (self.home / "stderr.log").open("wb") as complaints:
            self._process = subprocess.Popen(command, stderr=complaints)
        until(self._listens, 5.0, "nginx listens; its own words are in stderr.log")

    def _listens(self) -> bool:
        if self._within:  # its network is another one
            table = Path(f"/proc/{self.pid}/net/tcp").read_text()
            return f":{self.port:04X} 00000000:0000 0A" in table
        with socket.socket() as sock:
            return sock.connect_ex((self._host, self.port)) == 0

    def signal(self, number: int) -> None:
        assert self._process is not None
        os.kill(self._process.pid, number)

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait(5)
            self._process = None

    @property
    def recorded(self) -> list[Path]:
        return sorted((self.home / "recorded").iterdir())
