"""The local socket between console and engine: one thread owns it on each side, messages wait in bounded queues."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import (
    Client,
    Connection,
    Listener,
    Pipe,
    answer_challenge,
    deliver_challenge,
    wait,
)
from pathlib import Path
from typing import cast

from app.engine.process import start_time
from app.engine.rendezvous import Rendezvous, fresh_key

MOST_BYTES = 1 << 20
MOST_WAITING = 4_000
_LONGEST_SOCKET_PATH = 100
_MOST_CALLERS = 8
_PROVEN_WITHIN_S = 3.0


class Link:
    """Runs on the thread that calls `run`. `send` is safe from any thread and never blocks."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: deque[bytes] = deque(maxlen=MOST_WAITING)
        self._wake, self._woken = Pipe(duplex=False)[::-1]
        self._is_awake = threading.Event()
        # Held while the pipe is written or closed: its number may be another file's the moment after.
        self._door = threading.Lock()
        self._is_closing = threading.Event()

    def send(self, data: bytes) -> None:
        """Queues one message; the oldest is given up when thousands wait, which only a dead peer brings about."""
        self._waiting.append(data)
        self._stir()

    def close(self) -> None:
        """Lets `run` return after what waits was sent; from any thread."""
        self._is_closing.set()
        self._stir()

    def run(self, on_message: Callable[[bytes], None], on_idle: Callable[[], bool], idle_s: float) -> None:
        """Returns when the peer is gone, after `close`, or as soon as `on_idle`, asked every `idle_s`, says False."""
        try:
            with contextlib.suppress(EOFError, OSError):
                self._loop(on_message, on_idle, idle_s)
        finally:
            for end in (self._connection, self._wake, self._woken):
                with self._door, contextlib.suppress(OSError):
                    end.close()

    def _loop(self, on_message: Callable[[bytes], None], on_idle: Callable[[], bool], idle_s: float) -> None:
        while True:
            for ready in wait([self._connection, self._woken], idle_s):
                if ready is self._woken:
                    self._woken.recv_bytes()
                    self._is_awake.clear()
                else:
                    on_message(self._connection.recv_bytes(MOST_BYTES))
            while self._waiting:
                self._connection.send_bytes(self._waiting.popleft())
            if self._is_closing.is_set() or not on_idle():
                return

    def _stir(self) -> None:
        with self._door, contextlib.suppress(OSError):
            if not self._is_awake.is_set():
                self._is_awake.set()
                self._wake.send_bytes(b".")


def listening(folder: Path, family: str = "") -> tuple[Listener, Rendezvous]:
    """A listener for this process and what it announces; `family` AF_INET is the path that works everywhere."""
    key = fresh_key()
    family = family or ("AF_UNIX" if os.name == "posix" else "AF_PIPE")
    address: str | tuple[str, int] | None = None
    if family == "AF_INET":
        address = ("127.0.0.1", 0)
    elif family == "AF_UNIX":
        path = folder / f"engine-{os.getpid()}.sock"
        path.unlink(missing_ok=True)  # left by a killed engine that had the same number
        address = str(path) if len(str(path)) < _LONGEST_SOCKET_PATH else None
    listener = Listener(address, family, backlog=_MOST_CALLERS)
    where = listener.address
    text = where if isinstance(where, str) else f"{where[0]}:{where[1]}"
    return listener, Rendezvous(family, text, key, os.getpid(), start_time(os.getpid()) or "")


def admit(connection: Connection, key: str) -> None:
    """Proves to each other that both ends know the key. Raises `OSError`, `EOFError` or `AuthenticationError`."""
    patient = _Patient.around(connection)
    deliver_challenge(patient, key.encode())
    answer_challenge(patient, key.encode())


def connected(rendezvous: Rendezvous, within_s: float = _PROVEN_WITHIN_S) -> Link:
    """The console's end; raises `OSError`, `EOFError` or `AuthenticationError` when nobody or somebody else answers."""
    connection = Client(rendezvous.target, rendezvous.family)
    try:
        patient = _Patient.around(connection, within_s)
        answer_challenge(patient, rendezvous.key.encode())
        deliver_challenge(patient, rendezvous.key.encode())
    except BaseException:
        connection.close()
        raise
    return Link(connection)


class _Patient:
    """A connection whose other end may be stopped, or a stranger that says nothing: nobody waits for it for ever."""

    def __init__(self, connection: Connection, within_s: float) -> None:
        self._connection = connection
        self._until_s = time.monotonic() + within_s
        self.send_bytes = connection.send_bytes

    @classmethod
    def around(cls, connection: Connection, within_s: float = _PROVEN_WITHIN_S) -> Connection:
        return cast(Connection, cls(connection, within_s))  # it has what a challenge needs

    def recv_bytes(self, most: int) -> bytes:
        """Raises `TimeoutError`."""
        if not self._connection.poll(max(self._until_s - time.monotonic(), 0.0)):
            raise TimeoutError("the other end does not answer")
        return self._connection.recv_bytes(most)
