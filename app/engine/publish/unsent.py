"""How many bytes of a socket the peer has taken: asked of the kernel on Linux, deduced everywhere else."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
from typing import Protocol

KERNEL_BUFFER = 64 * 1024
"""What the kernel may hold on the portable path: 0.13 s at 4 Mbit/s, 0.5 s at 1 Mbit/s."""

NOT_SENT_LOW_WATER = 32 * 1024
"""On Linux: bytes not yet in flight at which a socket stops taking more, so that what waits stays
droppable.
"""


ACKNOWLEDGED_SLACK = 32 * 1024
"""A server that reads on may be this far behind with its acknowledgements: one window of ours, and one read."""


class TakenBytes(Protocol):
    """Where the peer stands, in bytes on the wire since the connection began. Belongs to the destination's thread.

    `written` is what the socket took, `acknowledged` what RTMP acknowledgements cover, 0 without any.
    """

    def proven(self, written: int, acknowledged: int) -> int:
        """Bytes the peer certainly has."""

    def assumed(self, written: int, acknowledged: int, is_blocked: bool) -> int:
        """The best guess; `is_blocked` when the socket took less than it was offered last time."""

    def at_most(self, written: int) -> int:
        """Bytes the peer may have: what only the kernel knows counts as taken."""


class PortableTakenBytes:
    """What is written beyond the kernel's bounded buffer has left; RTMP acknowledgements say the rest."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER)
        # Linux answers with twice what was asked, its own book-keeping included.
        self._held = sock.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)

    def proven(self, written: int, acknowledged: int) -> int:
        return max(min(acknowledged, written), written - self._held, 0)

    def assumed(self, written: int, acknowledged: int, is_blocked: bool) -> int:
        if acknowledged:
            return max(min(acknowledged + ACKNOWLEDGED_SLACK, written), written - self._held)
        return self.proven(written, acknowledged) if is_blocked else written

    def at_most(self, written: int) -> int:
        return written


def system_taken_bytes(sock: socket.socket) -> TakenBytes:
    """The kind for this system; to be made right after the socket, before it connects."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return LinuxTakenBytes(sock)
    return PortableTakenBytes(sock)


if sys.platform == "linux":
    from fcntl import ioctl
    from termios import TIOCOUTQ

    class LinuxTakenBytes:
        """TIOCOUTQ counts what the peer's kernel has not acknowledged."""

        def __init__(self, sock: socket.socket) -> None:
            """Raises `OSError` on a Linux that is none, such as a sandbox."""
            self._sock = sock
            self.at_most(0)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, NOT_SENT_LOW_WATER)

        def proven(self, written: int, acknowledged: int) -> int:
            return self.at_most(written)

        def assumed(self, written: int, acknowledged: int, is_blocked: bool) -> int:
            return self.at_most(written)

        def at_most(self, written: int) -> int:
            answer = ioctl(self._sock.fileno(), TIOCOUTQ, bytes(4))
            return written - int(struct.unpack("i", answer)[0])
