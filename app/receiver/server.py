"""The receiver itself: an event loop in a thread of its own that takes streams on loopback, faults on
request.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import ssl
import struct
import sys
import threading
from collections.abc import Callable
from copy import copy
from pathlib import Path
from typing import Self, TypeVar, cast

from app.engine.publish.amf import AmfError
from app.engine.publish.chunks import ChunkError, Message
from app.receiver.counts import StreamCounts
from app.receiver.dialogue import Dialogue, Verdict
from app.receiver.flv import FlvFile

_RESET = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
_START_S = 5.0
T = TypeVar("T")


def _accept_all(app: str, name: str) -> Verdict:  # noqa: ARG001 - the arguments are `judge`'s
    return Verdict.ACCEPT


class Receiver:
    """`with Receiver() as receiver:` listens on `receiver.port`; every method may be called from any
    thread.

    `judge(app, name)` decides on each publisher whose name is free; a name that is taken gets BadName. With
    `folder` each session is written as `stream-NNN.flv`. Raises `OSError` when the port is in use.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        folder: Path | None = None,
        tls: ssl.SSLContext | None = None,
        judge: Callable[[str, str], Verdict] = _accept_all,
    ) -> None:
        self.port = port
        self.judge = judge
        self.is_mute = False
        self._folder = folder
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="receiver", daemon=True)
        self._server: asyncio.Server | None = None
        self._is_empty = asyncio.Event()
        self._sessions: set[_Session] = set()
        self._streams: dict[tuple[str, str], StreamCounts] = {}
        self._files = 0
        self.connections = 0
        self.bytes_received = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self._thread.start()
        try:
            self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(_START_S)
        except OSError:
            self._end_loop()
            raise
        self.port = int(self._server.sockets[0].getsockname()[1])

    def stop(self) -> None:
        """Hangs up on everybody and gives the port back."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(_START_S)
        self._end_loop()

    def streams(self) -> tuple[StreamCounts, ...]:
        """Copies of the figures, in the order in which the streams first came."""
        return self._on_loop(lambda: tuple(copy(one) for one in self._streams.values()))

    def drop(self) -> None:
        """Resets every connection, as a crash would."""
        self._each(_Session.reset)

    def stall(self) -> None:
        """Stops reading from the connections that are open now, as a hung server would."""
        self._each(_Session.stall)

    def resume(self) -> None:
        """Reads again."""
        self._each(_Session.resume)

    def stop_acknowledging(self) -> None:
        """Goes on reading from the connections that are open now, but no longer says so."""
        self._each(_Session.stop_acknowledging)

    def ping(self) -> None:
        """Sends a ping request to every publisher."""
        self._each(_Session.ping)

    @property
    def pongs(self) -> int:
        """Pings that the open connections have answered."""
        return self._on_loop(lambda: sum(session.pongs for session in self._sessions))

    def decide(self, app: str, name: str) -> Verdict:
        """For a session on the loop: whether `name` may publish now."""
        counts = self._streams.get((app, name))
        if counts is not None and counts.is_publishing:
            return Verdict.BAD_NAME
        return self.judge(app, name)

    def begin(self, app: str, name: str) -> StreamCounts:
        """For a session on the loop: the figures it adds to."""
        counts = self._streams.setdefault((app, name), StreamCounts(app, name))
        counts.begin()
        return counts

    def file(self) -> FlvFile | None:
        """For a session on the loop: where it records."""
        if self._folder is None:
            return None
        self._files += 1
        self._folder.mkdir(parents=True, exist_ok=True)
        return FlvFile(self._folder / f"stream-{self._files:03}.flv")

    def opened(self, session: _Session) -> None:
        self.connections += 1
        self._sessions.add(session)

    def closed(self, session: _Session) -> None:
        self._sessions.discard(session)
        if not self._sessions:
            self._is_empty.set()

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(lambda: _Session(self), "127.0.0.1", self.port, ssl=self._tls)

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
        for session in tuple(self._sessions):
            session.reset()
        if self._sessions:
            self._is_empty.clear()
            await self._is_empty.wait()

    def _each(self, action: Callable[[_Session], None]) -> None:
        def every() -> None:
            for session in tuple(self._sessions):
                action(session)

        self._on_loop(every)

    def _on_loop(self, action: Callable[[], T]) -> T:
        async def run() -> T:
            return action()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(_START_S)

    def _end_loop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_START_S)
        self._loop.close()


class _Session(asyncio.Protocol):
    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._dialogue = Dialogue(os.urandom(1528), self._judged, self._media)
        self._transport: asyncio.Transport
        self._counts: StreamCounts | None = None
        self._file: FlvFile | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._receiver.opened(self)
        if self._receiver.is_mute:
            # At once it would have no effect before Python 3.11.5: reading is begun after this call.
            asyncio.get_running_loop().call_soon(self._transport.pause_reading)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()
        self._receiver.closed(self)

    def data_received(self, data: bytes) -> None:
        self._receiver.bytes_received += len(data)
        try:
            self._dialogue.receive(data)
        except (ChunkError, AmfError):
            self._transport.abort()
            return
        self._transport.write(self._dialogue.outgoing())
        if self._dialogue.has_ended:
            self._end()
        if self._dialogue.wants_close:
            self._transport.close()

    def reset(self) -> None:
        sock = self._transport.get_extra_info("socket")
        # A TLS connection that the other side has just closed has none any more.
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._transport.abort()

    def stall(self) -> None:
        self._transport.pause_reading()

    def resume(self) -> None:
        self._transport.resume_reading()

    def stop_acknowledging(self) -> None:
        self._dialogue.acknowledges = False

    def ping(self) -> None:
        self._dialogue.ping(7)
        self._transport.write(self._dialogue.outgoing())

    @property
    def pongs(self) -> int:
        return self._dialogue.pongs

    def _judged(self, app: str, name: str) -> Verdict:
        verdict = self._receiver.decide(app, name)
        if verdict is Verdict.ACCEPT:
            self._counts = self._receiver.begin(app, name)
            self._file = self._receiver.file()
        return verdict

    def _media(self, message: Message) -> None:
        if self._counts is not None:
            self._counts.count(message)
        if self._file is not None:
            self._file.write(message)

    def _end(self) -> None:
        if self._counts is not None:
            self._counts.is_publishing = False
            self._counts = None
        if self._file is not None:
            self._file.close()
            self._file = None
