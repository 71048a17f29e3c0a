"""An engine as a process of its own, to be put where it has less of the computer or of the network."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Client, Connection
from pathlib import Path

from app.engine import rendezvous
from app.engine.launch import role_command, started_apart
from app.engine.messages import (
    AnyCommand,
    Configure,
    Destination,
    Finish,
    Hello,
    Ping,
    SetCamera,
    SetDestinations,
    SetMicrophone,
    decode_report,
    encode,
)
from tests.e2e.rig import until
from tests.engine.rate.heard import Heard
from tests.engine.received import configured


class EngineProcess:
    """Takes commands; its reports are in the `Heard` that it was made with."""

    def __init__(self, process: subprocess.Popen[bytes], console: Connection) -> None:
        self.pid = process.pid
        self._console = console
        self._lock = threading.Lock()

    def tell(self, command: AnyCommand) -> None:
        with self._lock:
            self._console.send_bytes(encode(command))

    def listen(self, heard: Heard) -> None:
        """Until it has gone; each report is answered, since an engine that is left alone for a minute ends its show."""
        with contextlib.suppress(EOFError, OSError):
            while True:
                report = decode_report(self._console.recv_bytes())
                if not isinstance(report, Hello):
                    heard.take(report)
                self.tell(Ping())

    def show(self, configure: Configure, clip: Path) -> None:
        self.tell(configure)
        self.tell(SetCamera(source=f"file:{clip}"))
        self.tell(SetMicrophone(source=f"file:{clip}"))

    def go_live(self, clip: Path, url: str) -> None:
        """720p30 with 3000 + 96 kbit/s of `clip`."""
        self.show(configured(audio_kbps=96), clip)
        self.tell(SetDestinations(destinations=(Destination(name="main", url=url, key="key"),)))


@contextlib.contextmanager
def engine_process(run_dir: Path, heard: Heard, prefix: Sequence[str] = ()) -> Iterator[EngineProcess]:
    """`prefix` goes before its command, such as `ip netns exec NAME`."""
    process = started_apart([*prefix, *role_command("--engine", ["--run-dir", str(run_dir)])])
    until(lambda: rendezvous.found(run_dir), 30, "an engine")
    where = rendezvous.found(run_dir)
    assert where is not None
    with Client(where.target, where.family, authkey=where.key.encode()) as console:
        engine = EngineProcess(process, console)
        reader = threading.Thread(target=engine.listen, args=(heard,), name="reports", daemon=True)
        reader.start()
        try:
            yield engine
        finally:
            engine.tell(Finish())
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            reader.join(5)
