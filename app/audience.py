"""The viewers of a rehearsal: a small RTMP receiver on this computer, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import threading

from app.engine.launch import role_command
from app.engine.messages import Destination

REHEARSAL = "rehearsal"
_KEY = "nobody-sees-this"
_START_S = 10.0


class Audience:
    """Started when it is first needed; ends with this process, since its standard input does. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._url = ""

    def destination(self) -> Destination:
        """Where a rehearsal publishes to; blocks while the receiver starts. Raises `OSError` when it does not."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
            return Destination(name=REHEARSAL, url=self._url, key=_KEY)

    def close(self) -> None:
        """Ends the receiver."""
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        if process.stdin:
            process.stdin.close()
        if process.stdout:
            process.stdout.close()
        try:
            process.wait(2.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self) -> None:
        command = role_command("--receiver", ["--port", "0", "--json"])
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        answer: list[bytes] = []
        reader = threading.Thread(
            target=lambda: answer.append(_line(process)), name="receiver-start", daemon=True
        )
        reader.start()
        reader.join(_START_S)
        try:
            self._url = str(json.loads(answer[0])["url"])
        except (IndexError, ValueError, KeyError):
            process.kill()
            process.wait()
            raise OSError("the local receiver of the rehearsal did not start") from None
        self._process = process


def _line(process: subprocess.Popen[bytes]) -> bytes:
    return process.stdout.readline() if process.stdout else b""
