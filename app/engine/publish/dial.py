"""Opens a TCP connection to the first of several addresses that answers, each a moment after the one
before.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.domain.fault import FaultCode
from app.engine.publish.lookup import Endpoint
from app.engine.publish.loss import Lost
from app.engine.publish.unsent import TakenBytes
from app.engine.publish.waiter import Waiter

STAGGER_S = 0.25
"""Head start of each address before the next one is tried too (RFC 8305, "Connection Attempt Delay")."""

MOST_ADDRESSES = 6
_IN_PROGRESS = (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN, getattr(errno, "WSAEWOULDBLOCK", -1))


@dataclass(slots=True)
class Dialled:
    """A connected, non-blocking socket and the means to ask how much of it the peer has taken."""

    sock: socket.socket
    taken: TakenBytes


@dataclass(slots=True)
class Dialler:
    """One round of dialling; every socket but the winner's is closed whatever happens."""

    waiter: Waiter
    clock_ns: Callable[[], int]
    probe: Callable[[socket.socket], TakenBytes]
    _open: list[Dialled] = field(default_factory=list)
    _last_error: int = 0

    def dial(self, endpoints: Sequence[Endpoint], timeout_s: float) -> Dialled:
        """Raises `Lost` when nobody answers in time, and `Stopped`."""
        waiting = list(endpoints[:MOST_ADDRESSES])
        deadline_ns = self.clock_ns() + round(timeout_s * 1e9)
        winner = None
        try:
            while (waiting or self._open) and winner is None and self.clock_ns() < deadline_ns:
                if waiting:
                    self._start(waiting.pop(0))
                pause_s = STAGGER_S if waiting else (deadline_ns - self.clock_ns()) / 1e9
                winner = self._wait(min(pause_s, (deadline_ns - self.clock_ns()) / 1e9))
        finally:
            for other in self._open:
                if other is not winner:
                    other.sock.close()
        if winner is None:
            raise self._lost()
        return winner

    def _start(self, endpoint: Endpoint) -> None:
        sock = None
        try:
            sock = socket.socket(endpoint.family, socket.SOCK_STREAM)
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            dialled = Dialled(sock, self.probe(sock))
            error = sock.connect_ex(endpoint.address)
        except OSError as trouble:
            error = trouble.errno or errno.EIO
        if error and error not in _IN_PROGRESS:
            self._last_error = error
            if sock is not None:
                sock.close()
            return
        self._open.append(dialled)

    def _wait(self, timeout_s: float) -> Dialled | None:
        if not self._open or not self.waiter.wait(timeout_s, [one.sock for one in self._open], to_write=True):
            return None
        for one in tuple(self._open):
            if (error := one.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)) != 0:
                self._last_error = error
                self._open.remove(one)
                one.sock.close()
                continue
            with contextlib.suppress(OSError):
                one.sock.getpeername()
                return one
        return None

    def _lost(self) -> Lost:
        if self._last_error == errno.ECONNREFUSED:
            return Lost(FaultCode.CONNECTION_REFUSED, "no server listens at this address and port")
        if self._last_error:
            return Lost(FaultCode.CONNECTION_LOST, os.strerror(self._last_error))
        return Lost(FaultCode.NO_ANSWER, "the server does not answer")
