"""A destination's only way to wait: on its socket, with a time-out, and always ready to be woken."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Callable, Sequence


class Stopped(Exception):
    """The owner wants the thread to end; raised out of any wait that is not part of saying farewell."""


class Waiter:
    """`wake`, `stop` from any thread, the rest from the owner's thread only. `close` gives its sockets
    back.
    """

    def __init__(self, clock_ns: Callable[[], int]) -> None:
        self._clock_ns = clock_ns
        self._selector = selectors.DefaultSelector()
        self._ear, self._mouth = socket.socketpair()
        self._ear.setblocking(False)
        self._mouth.setblocking(False)
        self._selector.register(self._ear, selectors.EVENT_READ)
        self._lock = threading.Lock()
        self._is_woken = False
        self._is_closed = False
        self.is_stopping = False

    def wake(self) -> None:
        """Ends the wait that runs now, or else the next one."""
        with self._lock:
            if self._is_woken or self._is_closed:
                return
            self._is_woken = True
            self._mouth.send(b"!")

    def stop(self) -> None:
        self.is_stopping = True
        self.wake()

    def wait(
        self,
        timeout_s: float,
        sockets: Sequence[socket.socket] = (),
        *,
        to_write: bool = False,
        calling: Sequence[socket.socket] = (),
    ) -> bool:
        """Until one of `sockets` can be read (or written, if asked), a wake-up, or the time-out.

        `calling` are sockets whose connection is being made. True when a socket is ready. Raises `Stopped` once `stop`
        was called.
        """
        if self.is_stopping:
            raise Stopped
        return self.wait_to_the_end(timeout_s, sockets, to_write=to_write, calling=calling)

    def wait_to_the_end(
        self,
        timeout_s: float,
        sockets: Sequence[socket.socket] = (),
        *,
        to_write: bool = False,
        calling: Sequence[socket.socket] = (),
    ) -> bool:
        """Like `wait`, but also while stopping."""
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if to_write else 0)
        for sock in sockets:
            self._selector.register(sock, events)
        for sock in calling:
            self._selector.register(sock, selectors.EVENT_READ | selectors.EVENT_WRITE)
        try:
            ready = self._selector.select(max(timeout_s, 0.0))
        finally:
            for sock in (*sockets, *calling):
                self._selector.unregister(sock)
        self._hear()
        return any(key.fileobj is not self._ear for key, _ in ready)

    def pause(self, seconds: float, is_over: Callable[[], bool]) -> None:
        """Waits for `seconds` or until `is_over`, which is asked after each wake-up. Raises `Stopped`."""
        deadline_ns = self._clock_ns() + round(seconds * 1e9)
        while not is_over() and (left_ns := deadline_ns - self._clock_ns()) > 0:
            self.wait(left_ns / 1e9)

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
        self._selector.close()
        self._ear.close()
        self._mouth.close()

    def _hear(self) -> None:
        with self._lock:
            if self._is_woken:
                with contextlib.suppress(BlockingIOError):
                    self._ear.recv(16)
                self._is_woken = False
