"""What the tests of trials share: a trial that is run to its end, and servers that misbehave on purpose."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.engine.messages import Destination, DestinationsTried, DestinationTrial, TryDestinations
from app.engine.publish.environment import Environment
from app.engine.publish.trials import Trials
from tests.engine.publish.stage import until

NEED_KBPS = 1200


class Tried:
    """Trials and what they told."""

    def __init__(self, environment: Environment | None = None) -> None:
        self.told: list[DestinationsTried] = []
        self.trials = Trials(self.told.append, environment)

    def begin(self, *destinations: Destination, need_kbps: int = NEED_KBPS, number: int = 1) -> None:
        self.trials.begin(TryDestinations(number=number, destinations=destinations, need_kbps=need_kbps))

    def end(self, seconds: float = 15.0) -> DestinationsTried:
        """The last word, as soon as it is said."""
        until(lambda: self.told and self.told[-1].is_over, seconds, "the trial is over")
        return self.told[-1]

    def one(self, name: str) -> DestinationTrial:
        """What is known of `name` by now."""
        return next(one for one in self.told[-1].destinations if one.name == name)


@contextmanager
def tried(environment: Environment | None = None) -> Iterator[Tried]:
    """Stopped at the end whatever happens."""
    rig = Tried(environment)
    try:
        yield rig
    finally:
        rig.trials.stop()
        assert rig.trials.join(2.0)


@contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """Hands each connection to `serve` on a thread of its own; gives the address to publish to."""
    listening = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []
    opened: list[socket.socket] = []

    def run(sock: socket.socket) -> None:
        with contextlib.suppress(OSError):
            serve(sock)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = listening.accept()
                opened.append(sock)
                threads.append(threading.Thread(target=run, args=(sock,), name="bad-server", daemon=True))
                threads[-1].start()

    threads.append(threading.Thread(target=accept, name="bad-server", daemon=True))
    threads[0].start()
    try:
        yield f"rtmp://127.0.0.1:{listening.getsockname()[1]}/live"
    finally:
        for sock in (listening, *opened):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in threads:
            thread.join(5)


def dribble(sock: socket.socket) -> None:
    """Says the beginning of a handshake, one byte in 50 ms, and never its end."""
    pause = threading.Event()
    for byte in b"\x03" + bytes(1500):
        sock.sendall(bytes((byte,)))
        pause.wait(0.05)
