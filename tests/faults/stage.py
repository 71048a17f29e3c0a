"""A real show and the real servers that it goes to, with a viewer at each; a fault suite injects what it likes."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import signal
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Self

from app.receiver.dialogue import Verdict
from app.receiver.server import Receiver
from tests.e2e.rig import ROOT, SHOW, Program, until
from tests.engine.publish.nginx import MODULE, PROGRAM, Nginx
from tests.faults.viewer import Viewer
from tests.runs import Skipped

# A server that believes in a publisher who is gone refuses the next one: any that means business drops the idle.
APPLICATION = "drop_idle_publisher 2s; record_unique on;"
DESTINATION = '[[destination]]\nname = "{name}"\nurl = "{url}"\nkey = "env:STREAM_KEY"\n'
_BEGUN_S = 90.0


class Server(Nginx):
    """nginx-rtmp with a viewer."""

    def __init__(self, home: Path, *, application: str = APPLICATION, **more: object) -> None:
        super().__init__(home, application=application, **more)  # type: ignore[arg-type]  # as Nginx takes them
        self.viewer = Viewer(home / "recorded", home / "seen")

    def close(self) -> None:
        self.kill()
        self.viewer.close()


class OwnServer:
    """Our own receiver with a viewer: it is mute, refuses and resets when it is told to."""

    is_running = True

    def __init__(self, home: Path, judge: Callable[[str, str], Verdict], *, is_mute: bool) -> None:
        home.mkdir()
        self.viewer = Viewer(home / "recorded", home / "seen")
        self.receiver = Receiver(folder=home / "recorded", judge=judge)
        self.receiver.is_mute = is_mute
        self.receiver.start()

    @property
    def url(self) -> str:
        return f"rtmp://127.0.0.1:{self.receiver.port}/live"

    def close(self) -> None:
        if self.is_running:
            self.is_running = False
            self.receiver.stop()
            self.viewer.close()


class Stage:
    """One show; whatever it was given to `servers` is closed with it. `begin` starts the program."""

    def __init__(self, folder: Path, show: str = SHOW, kbps: int = 1500) -> None:
        self.folder = folder
        self.servers: dict[str, Server | OwnServer] = {}
        self.text = show.format(root=ROOT).replace("video_kbps = 2000", f"video_kbps = {kbps}")
        self._program: Program | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._program is not None:
            self._program.end()
        for server in self.servers.values():
            server.close()

    @property
    def program(self) -> Program:
        assert self._program is not None
        return self._program

    def server(self, name: str, *, started: bool = True, **more: object) -> Server:
        """Another nginx, and a destination of that name."""
        server = Server(self.folder / f"nginx-{name}", **more)  # type: ignore[arg-type]
        self.servers[name] = server
        if started:
            server.start()
        self.destination(name, server.url)
        return server

    def own_server(
        self,
        name: str,
        judge: Callable[[str, str], Verdict] = lambda *_: Verdict.ACCEPT,
        *,
        is_mute: bool = False,
    ) -> OwnServer:
        """A receiver of ours, and a destination of that name."""
        server = self.servers[name] = OwnServer(self.folder / f"own-{name}", judge, is_mute=is_mute)
        self.destination(name, server.url)
        return server

    def destination(self, name: str, url: str) -> None:
        self.text += DESTINATION.format(name=name, url=url)

    def begin(self, *names: str, within: Sequence[str] = (), **environment: str) -> Program:
        """Starts the show and waits until the servers of those names, else all, have their first pictures."""
        self._program = Program(self.folder, self.text, within=within, **environment)
        wanted = [self.servers[name] for name in names] or list(self.servers.values())
        viewers = [one.viewer for one in wanted if one.is_running]
        until(lambda: all(one.arrivals() for one in viewers), _BEGUN_S, "the show is on air")
        return self._program

    def end(self) -> int:
        """Ends the show as a host does; its exit status. The servers end too, so that their files are whole."""
        self.program.process.send_signal(signal.SIGTERM)
        try:
            return self.program.wait(60)
        finally:
            for server in self.servers.values():
                server.close()

    def recordings(self) -> list[Path]:
        return sorted((self.folder / "recordings").glob("*.mp4"))

    def engine(self) -> int:
        """The engine's process, as soon as there is one."""
        until(lambda: self.program.pid_of("--engine"), 20, "an engine")
        return self.program.pid_of("--engine")

    def alarms(self, kind: str = "fault.raised") -> list[tuple[float, str]]:
        """What the host was told and when, on CLOCK_MONOTONIC: the payload of each such fact."""
        shift_s = time.monotonic() - time.time()
        with contextlib.closing(sqlite3.connect(f"file:{self.program.database}?mode=ro", uri=True)) as base:
            rows = base.execute(
                "SELECT received_at, payload FROM events WHERE kind = ? ORDER BY seq", (kind,)
            )
            return [
                (dt.datetime.fromisoformat(at).timestamp() + shift_s, bytes(payload).decode())
                for at, payload in rows
            ]


@contextlib.contextmanager
def stage(show: str = SHOW, kbps: int = 1500) -> Iterator[Stage]:
    """A stage in a folder that is gone afterwards. Raises `Skipped` where there is no nginx."""
    need_nginx()
    folder = Path(tempfile.mkdtemp(prefix="storecast-fault-"))
    folder.chmod(0o755)  # nginx's worker passes through
    try:
        with Stage(folder, show, kbps) as one:
            yield one
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def need_nginx() -> None:
    if not (MODULE.exists() and Path(PROGRAM).exists()):
        raise Skipped("nginx with its RTMP module is not installed (libnginx-mod-rtmp)")
    if not Path("/proc/self/environ").exists():
        raise Skipped("processes are found through /proc, which only Linux has")


def rest(seconds: float) -> None:
    """Lets the show go on for a while."""
    threading.Event().wait(max(seconds, 0.0))


def eventually(is_so: object, seconds: float) -> bool:
    """Whether it came true in time."""
    assert callable(is_so)
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            return False
        rest(0.01)
    return True
