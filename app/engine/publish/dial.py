"""Finds the server that answers first: several addresses a moment apart, and all again while nobody speaks."""

from __future__ import annotations

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

AGAIN_S = 0.7
"""TCP sends a lost first packet again after one second, then after two more; a server that was mute may answer those
who come next and not those who wait. A fresh connection finds out earlier.
"""

MOST_ADDRESSES = 6
_MOST_OPEN = 8
_IN_PROGRESS = (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EAGAIN, getattr(errno, "WSAEWOULDBLOCK", -1))


@dataclass(slots=True)
class Dialled:
    """A connected, non-blocking socket and the means to ask how much of it the peer has taken."""

    sock: socket.socket
    taken: TakenBytes
    is_connected: bool = False


@dataclass(slots=True)
class Dialler:
    """One round of dialling; every socket but the winner's is closed whatever happens.

    `hello` is said on each connection, and who answers first has won. `on_connected` is called once, at the first one.
    """

    waiter: Waiter
    clock_ns: Callable[[], int]
    probe: Callable[[socket.socket], TakenBytes]
    hello: bytes
    on_connected: Callable[[], None]
    _open: list[Dialled] = field(default_factory=list)
    _last_error: int = 0
    _connected_ns: int = 0

    def dial(self, endpoints: Sequence[Endpoint], connect_s: float, answer_s: float) -> Dialled:
        """Raises `Lost` when nobody connects in time, or then nobody answers in time; and `Stopped`."""
        began_ns = next_ns = self.clock_ns()
        waiting, winner = list(endpoints[:MOST_ADDRESSES]), None
        try:
            while winner is None and (left_s := self._left_s(began_ns, connect_s, answer_s)) > 0:
                if (self.clock_ns() >= next_ns or not self._open) and len(self._open) < _MOST_OPEN:
                    waiting = waiting or list(endpoints[:MOST_ADDRESSES])
                    self._start(waiting.pop(0))
                    next_ns = self.clock_ns() + round((STAGGER_S if waiting else AGAIN_S) * 1e9)
                if not self._open and not waiting:
                    break
                winner = self._wait(min(max(next_ns - self.clock_ns(), 0) / 1e9 or AGAIN_S, left_s))
                if not self._open and not waiting:
                    break
        finally:
            for other in self._open:
                if other is not winner:
                    other.sock.close()
        if winner is None:
            raise self._lost()
        return winner

    def _left_s(self, began_ns: int, connect_s: float, answer_s: float) -> float:
        since_ns, patience_s = began_ns, connect_s
        if self._connected_ns:
            since_ns, patience_s = self._connected_ns, answer_s
        return patience_s - (self.clock_ns() - since_ns) / 1e9

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
        """The first connection on which something arrives, were it only the end."""
        if not self._open:
            return None
        calling = [one.sock for one in self._open if not one.is_connected]
        greeted = [one.sock for one in self._open if one.is_connected]
        if not self.waiter.wait(timeout_s, greeted, calling=calling):
            return None
        for one in tuple(self._open):
            if one.is_connected and _has_news(one.sock):
                return one
            if not one.is_connected:
                self._greet(one)
        return None

    def _greet(self, one: Dialled) -> None:
        error = one.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        try:
            if not error:
                one.sock.getpeername()
                one.is_connected = True
                one.sock.sendall(self.hello)
        except OSError as trouble:
            if not one.is_connected and trouble.errno == errno.ENOTCONN:
                return
            error = trouble.errno or errno.EIO
        if error:
            self._last_error = error
            self._open.remove(one)
            one.sock.close()
        elif not self._connected_ns:
            self._connected_ns = self.clock_ns()
            self.on_connected()

    def _lost(self) -> Lost:
        if self._connected_ns and self._open:
            return Lost(FaultCode.NO_ANSWER, "the server takes the connection but does not answer")
        if self._last_error == errno.ECONNREFUSED:
            return Lost(FaultCode.CONNECTION_REFUSED, "no server listens at this address and port")
        if self._last_error:
            return Lost(FaultCode.CONNECTION_LOST, os.strerror(self._last_error))
        return Lost(FaultCode.NO_ANSWER, "the server does not answer")


def _has_news(sock: socket.socket) -> bool:
    try:
        sock.recv(1, socket.MSG_PEEK)
    except (BlockingIOError, InterruptedError):
        return False
    except OSError:
        return True
    return True
