"""A TCP relay with a narrow pipe: a slow uplink without touching the machine's network."""

from __future__ import annotations

import contextlib
import socket
import threading
import time


class Relay:
    """Passes one connection on to `target` at `bytes_per_s`, which may change; holds little itself."""

    def __init__(self, target: int, bytes_per_s: int) -> None:
        self.bytes_per_s = bytes_per_s
        self._target = target
        self._is_cut = False
        self._server = socket.create_server(("127.0.0.1", 0))
        # Set before accept, so that the window is small from the first byte.
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._is_over = threading.Event()
        self._sockets: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, name="relay", daemon=True)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        return int(self._server.getsockname()[1])

    def cut(self) -> None:
        """Nothing passes any more, and nobody who calls is put through."""
        self._is_cut = True
        for sock in self._sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Whoever calls now is put through."""
        self._is_cut = False

    def close(self) -> None:
        self._is_over.set()
        for sock in (self._server, *self._sockets):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._server.accept()
                if self._is_cut:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._target))
                self._sockets += [near, far]
                for pair in ((near, far, True), (far, near, False)):
                    thread = threading.Thread(target=self._pass, args=pair, name="relay", daemon=True)
                    self._threads.append(thread)
                    thread.start()

    def _pass(self, source: socket.socket, sink: socket.socket, is_narrow: bool) -> None:
        due = time.monotonic()
        with contextlib.suppress(OSError):
            while data := source.recv(2048):
                if is_narrow:
                    due = max(due, time.monotonic() - 0.05) + len(data) / self.bytes_per_s
                    self._is_over.wait(max(due - time.monotonic(), 0))
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
