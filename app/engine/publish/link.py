"""Bytes over one connected, non-blocking socket, plain or through TLS, each counted on its way."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import sys
from collections.abc import Callable
from typing import Protocol

from app.domain.fault import FaultCode
from app.engine.publish.loss import Lost
from app.engine.publish.trust import certificate_words

_READ = 64 * 1024
_TLS_RECORD = 16 * 1024
_RESET = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class Cipher(Protocol):
    """What lies between our bytes and the wire's."""

    def begin(self, read: Callable[[], bytes]) -> bool:
        """Goes on with the handshake on what `read` returns; True when it is done. Raises `Lost`."""

    def encrypt(self, data: bytes) -> None: ...

    def decrypt(self, wire: bytes) -> bytes:
        """Our bytes that `wire` completes. Raises `Lost`."""

    def outgoing(self) -> bytes:
        """Takes the wire's bytes to send."""


class NoCipher:
    """RTMP as it stands."""

    def __init__(self) -> None:
        self._out = b""

    def begin(self, read: Callable[[], bytes]) -> bool:
        return True

    def encrypt(self, data: bytes) -> None:
        self._out += data

    def decrypt(self, wire: bytes) -> bytes:
        return wire

    def outgoing(self) -> bytes:
        out, self._out = self._out, b""
        return out


class TlsCipher:
    """One TLS session on two memory buffers; belongs to one thread."""

    def __init__(self, context: ssl.SSLContext, host: str) -> None:
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)

    def begin(self, read: Callable[[], bytes]) -> bool:
        self._incoming.write(read())
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            return False
        except ssl.SSLCertVerificationError as error:
            raise Lost(FaultCode.CERTIFICATE_INVALID, certificate_words(error)) from None
        except (ssl.SSLError, OSError):
            raise Lost(FaultCode.SERVER_REFUSED, "the server does not speak TLS that we can trust") from None
        return True

    def encrypt(self, data: bytes) -> None:
        try:
            for at in range(0, len(data), _TLS_RECORD):
                self._tls.write(data[at : at + _TLS_RECORD])
        except ssl.SSLError:
            raise Lost(FaultCode.CONNECTION_LOST, "the TLS session broke") from None

    def decrypt(self, wire: bytes) -> bytes:
        self._incoming.write(wire)
        clear = bytearray()
        try:
            while data := self._tls.read(_READ):
                clear += data
        except ssl.SSLWantReadError:
            return bytes(clear)
        except ssl.SSLError:
            raise Lost(FaultCode.CONNECTION_LOST, "the TLS session broke") from None
        if not clear:
            raise Lost(FaultCode.CONNECTION_LOST, "the server closed the connection")
        return bytes(clear)

    def outgoing(self) -> bytes:
        return self._outgoing.read()


class Link:
    """`written` counts bytes that the kernel took, `end` those and what waits here, both as on the wire.

    `payload` counts what was given to `send`. Of both, `said` and `said_payload` have been sent already.
    """

    def __init__(self, sock: socket.socket, cipher: Cipher, said: int = 0, said_payload: int = 0) -> None:
        self.sock = sock
        self._cipher = cipher
        self._waiting = bytearray()
        self.written = said
        self.payload = said_payload

    @property
    def end(self) -> int:
        return self.written + len(self._waiting)

    @property
    def is_blocked(self) -> bool:
        """The kernel took less than it was offered."""
        return bool(self._waiting)

    def begin(self) -> bool:
        """Goes on with the TLS handshake, if there is one; True when the link may carry data. Raises
        `Lost`.
        """
        try:
            return self._cipher.begin(self.read_wire)
        finally:
            self._waiting += self._cipher.outgoing()

    def send(self, data: bytes) -> None:
        """Queues `data` and hands the kernel what it takes. Raises `Lost`."""
        if data:
            self.payload += len(data)
            self._cipher.encrypt(data)
        self.flush()

    def flush(self) -> None:
        self._waiting += self._cipher.outgoing()
        try:
            while self._waiting:
                count = self.sock.send(self._waiting)
                del self._waiting[:count]
                self.written += count
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            raise Lost(FaultCode.CONNECTION_LOST, "the connection broke") from None

    def read_wire(self) -> bytes:
        """What the kernel has for us, empty when nothing. Raises `Lost` when the peer has gone."""
        try:
            data = self.sock.recv(_READ)
        except (BlockingIOError, InterruptedError):
            return b""
        except OSError:
            raise Lost(FaultCode.CONNECTION_LOST, "the connection broke") from None
        if not data:
            raise Lost(FaultCode.CONNECTION_LOST, "the server closed the connection")
        return data

    def receive(self) -> bytes:
        """The next clear bytes, empty when there are none yet. Raises `Lost`."""
        wire = self.read_wire()
        return self._cipher.decrypt(wire) if wire else b""

    def close(self) -> None:
        """Lets the kernel deliver what it has."""
        self.sock.close()

    def reset(self) -> None:
        """Throws away what the kernel holds and tells the peer at once, so that a server frees the name
        (RST).
        """
        with contextlib.suppress(OSError):
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.sock.close()
