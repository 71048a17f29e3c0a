"""The engine's process: announces itself, talks to one console after the other, ends when the show does."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import logging.handlers
import signal
import sys
import threading
from collections.abc import Sequence
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener
from pathlib import Path

import msgspec

from app.command_line import OneLineParser
from app.engine import heap
from app.engine.link import Link, admit, listening
from app.engine.messages import Report, decode_command, encode
from app.engine.rendezvous import announce, make_private, withdraw
from app.engine.service import Service
from app.engine.shared import sweep

_REFUSED_PAUSE_S = 0.05
_LOG_BYTES = 1 << 20
_log = logging.getLogger(__name__)


class Reception:
    """Takes consoles in: a new one replaces the one before it."""

    def __init__(self, listener: Listener, key: str) -> None:
        self._listener = listener
        self._key = key
        self._link: Link | None = None
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self.service = Service(self.tell)

    def tell(self, report: Report) -> None:
        """To the console that is attached; without one the report is nobody's."""
        link = self._link
        if link:
            link.send(encode(report))

    def serve(self) -> None:
        """Accepts until the listener is closed; on a daemon thread."""
        while True:
            try:
                connection = self._listener.accept()
            except OSError as error:
                if self._is_over.wait(_REFUSED_PAUSE_S):
                    return
                _log.warning("a connection was not taken: %s", error)
                continue
            thread = threading.Thread(target=self._receive, args=(connection,), name="link", daemon=True)
            thread.start()

    def _receive(self, connection: Connection) -> None:
        """Each caller proves itself on a thread of its own: one that says nothing must not keep the console out."""
        try:
            admit(connection, self._key)
        except (AuthenticationError, AssertionError, EOFError, OSError) as error:
            _log.warning("a stranger was turned away: %s", type(error).__name__)
            connection.close()
            return
        link = Link(connection)
        with self._lock:
            before, self._link = self._link, link
        if before:
            before.close()
        self._talk(link)

    def _talk(self, link: Link) -> None:
        self.service.greet()
        link.run(self._heard, lambda: True, 1.0)
        with self._lock:
            if self._link is link:
                self._link = None
        _log.info("the console is gone")

    def _heard(self, data: bytes) -> None:
        try:
            self.service.take(decode_command(data))
        except msgspec.MsgspecError as error:
            _log.warning("a message that is no command was left out: %s", error)

    def farewell(self) -> None:
        """Sends what waits and closes."""
        with contextlib.suppress(OSError):
            self._is_over.set()
            self._listener.close()
        link = self._link
        if link:
            link.close()


def main(arguments: Sequence[str]) -> int:
    """Runs one engine in its run folder; returns when its show has ended."""
    parser = OneLineParser(prog="storecast --engine", description="Camera in, live stream out.")
    parser.add_argument(
        "--run-dir", type=Path, metavar="DIR", required=True, help="where it announces itself"
    )
    parser.add_argument(
        "--family", default="", help="AF_UNIX, AF_PIPE or AF_INET; the system's own by default"
    )
    options = parser.parse_args(arguments)
    folder = make_private(options.run_dir)
    for number in (signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGINT)):
        signal.signal(number, signal.SIG_IGN)
    _keep_log(folder)
    sweep()
    _sweep_sockets(folder)
    listener, rendezvous = listening(folder, options.family)
    reception = Reception(listener, rendezvous.key)
    threading.Thread(target=reception.serve, name="reception", daemon=True).start()
    announce(folder, rendezvous)
    is_over = threading.Event()
    threading.Thread(target=heap.tidy, args=(is_over,), name="heap", daemon=True).start()
    try:
        reception.service.run()
    finally:
        is_over.set()
        withdraw(folder, rendezvous.pid)
        reception.farewell()
        _wait_for_farewell()
    return 0


def _sweep_sockets(folder: Path) -> None:
    """A killed engine leaves its socket behind; a new one begins when there is no other in its folder."""
    for path in folder.glob("engine-*.sock"):
        path.unlink(missing_ok=True)


def _keep_log(folder: Path) -> None:
    handler = logging.handlers.RotatingFileHandler(
        folder / "engine.log", maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8"
    )
    logging.basicConfig(
        level=logging.INFO, handlers=[handler], format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    faulthandler.enable((folder / "engine.crash").open("a"))


def _wait_for_farewell() -> None:
    """The link's thread is a daemon: it gets half a second to send the last report."""
    for thread in threading.enumerate():
        if thread.name == "link":
            thread.join(0.5)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
