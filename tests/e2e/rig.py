"""Runs the real program on a show file, in folders of its own, and reads what it left."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KEY = "CANARY-stream-key-4711"
SHOW = """
[show]
title = "Coats"
video_kbps = 2000
[camera]
source = "test-card"
[microphone]
source = "test-card"
[recording]
folder = "recordings"
[[product]]
id = "coat"
title = "Belted wool coat, camel"
price = "1999.00"
compare_at = "2599.00"
stock = 30
image = "{root}/resources/products/coat.png"
link = "https://shop.example/coat"
[[run_of_show]]
at_s = 1
action = "show_card"
product = "coat"
"""
DESTINATION = '[[destination]]\nname = "main"\nurl = "{url}"\nkey = "env:STREAM_KEY"\n'
DEMO = '[[connector]]\nname = "demo"\nkind = "demo"\n'


class Program:
    """One `storecast show --headless` under its supervisor."""

    def __init__(
        self, folder: Path, text: str, *arguments: str, within: Sequence[str] = (), **environment: str
    ) -> None:
        """`within` is the command that it runs in, such as `ip netns exec NAME`."""
        self.folder = folder
        self.report_folder = folder / "report"
        self.show_file = folder / "show.toml"
        self.show_file.write_text(text, encoding="utf-8")
        self.run_folder = folder / "run"
        self.run_folder.mkdir(mode=0o700, exist_ok=True)
        self.output = folder / "output.txt"
        self.environment = {
            **os.environ, "STREAM_KEY": KEY, "HOME": str(folder), "XDG_RUNTIME_DIR": str(self.run_folder),
            "XDG_DATA_HOME": str(folder / "data"), "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_STATE_HOME": str(folder / "state"), **environment,
        }  # fmt: skip
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [*within, *self.command("--report", str(self.report_folder), *arguments)],
                env=self.environment, cwd=folder, stdout=output, stderr=output,
            )  # fmt: skip

    def command(self, *arguments: str) -> list[str]:
        """The show of this program once more, with other arguments."""
        return [sys.executable, str(ROOT / "main.py"), "show", str(self.show_file), "--headless", *arguments]

    @property
    def database(self) -> Path:
        return self.report_folder / "show.db"

    def wait(self, seconds: float = 60.0) -> int:
        """The exit status; a program that hangs is killed and fails the test."""
        try:
            status = self.process.wait(seconds)
        finally:
            if self.process.poll() is None:
                self.end()
        self.keep_secret()
        return status

    def keep_secret(self) -> None:
        """Raises when a stream key or a connector's secret stands in anything that the show left, or in a command."""
        canaries = [KEY, *(value for name, value in self.environment.items() if name.endswith("_SECRET"))]
        left = [self.report_folder, self.run_folder, self.folder / "recordings", self.output]
        left += [self.folder / name for name in ("data", "config", "state")]
        for path in (one for place in left for one in (place, *place.rglob("*")) if one.is_file()):
            content = path.read_bytes()
            assert not any(canary.encode() in content for canary in canaries), f"{path.name} holds a secret"

    def end(self) -> None:
        """Ends what is left of it, engine and console included, and whatever one of them starts meanwhile."""
        with_pid(self.process.pid, signal.SIGKILL)
        self.process.wait(5)
        until(self._are_all_ended, 20, "every process of the show is gone")

    def report(self) -> Any:
        return json.loads((self.report_folder / "report.json").read_text())

    def never_made(self) -> int:
        """Frames that the computer was too late or too busy for, by the report: nobody and no recording has them."""
        frames = self.report()["frames"]
        dropped = frames["dropped"]
        made_late = dropped["programme_late_tick"] + dropped["encoder_queue_full"]
        return int(made_late + frames["left_out_lowered"])

    def counted_missing(self) -> int:
        """Frames that the report says were left out, in the programme or on the way to a server."""
        return self.never_made() + int(self.report()["frames"]["dropped"]["publish_congested"])

    def pid_of(self, role: str) -> int:
        """The process of a role that belongs to this show: its environment names our folder."""
        return next((pid for pid, words in self._processes() if role.encode() in words), 0)

    def _are_all_ended(self) -> bool:
        left = [pid for pid, _words in self._processes()]
        for pid in left:
            with_pid(pid, signal.SIGKILL)
        return not left

    def _processes(self) -> Iterator[tuple[int, list[bytes]]]:
        mine = f"XDG_RUNTIME_DIR={self.run_folder}".encode()
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            with contextlib.suppress(OSError):
                if mine in (entry / "environ").read_bytes().split(b"\0"):
                    yield int(entry.name), (entry / "cmdline").read_bytes().split(b"\0")

    def totals(self, database: Path | None = None) -> Any:
        """What `storecast totals` says."""
        command = [
            sys.executable,
            str(ROOT / "main.py"),
            "totals",
            "--json",
            "--db",
            str(database or self.database),
        ]
        return json.loads(subprocess.run(command, capture_output=True, check=True).stdout)

    def verify(self, database: Path | None = None) -> int:
        """The exit status of `storecast verify`."""
        command = [sys.executable, str(ROOT / "main.py"), "verify", "--db", str(database or self.database)]
        return subprocess.run(command, capture_output=True, check=False).returncode


def with_pid(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def until(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Waits for something that a running program brings about."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.05)
