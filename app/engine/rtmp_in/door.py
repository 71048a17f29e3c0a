"""Where phones knock: one listening port, one key for each stream, and little patience for anybody else."""

from __future__ import annotations

import asyncio
import hmac
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import cast

from app.engine.publish.amf import AmfError
from app.engine.publish.chunks import ChunkError, Message, MessageType
from app.engine.rtmp_in.inlet import Inlet
from app.engine.rtmp_in.pace import Pace
from app.receiver.dialogue import Dialogue, Verdict

_MOST_GUESTS = 8
# The handshake is 3 KiB, the words before `publish` some hundred bytes.
_MOST_BEFORE_KEY = 32 * 1024
_KEY_WITHIN_S = 5.0
_SILENT_S = 8.0
_START_S = 5.0


class Door:
    """Listens from its making until `close`; any thread. Raises `OSError` when the port is taken.

    A second publisher with the right key takes the place of the first: a phone whose network went away comes back long
    before its old connection is seen to be dead.
    """

    def __init__(self, host: str, port: int) -> None:
        self.inlets: dict[str, Inlet] = {}
        self.users: Counter[str] = Counter()
        self.guests: set[Guest] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="rtmp-in", daemon=True)
        self._thread.start()
        self._is_empty = asyncio.Event()
        try:
            self._server = asyncio.run_coroutine_threadsafe(self._listen(host, port), self._loop).result(
                _START_S
            )
        except OSError:
            self._end()
            raise
        self.port = int(self._server.sockets[0].getsockname()[1])

    def judged(self, name: str) -> Inlet | None:
        """For a guest: the stream that it may publish. Every key is compared, so that time tells nothing."""
        found = None
        for key, inlet in tuple(self.inlets.items()):
            if hmac.compare_digest(key.encode(), name.encode()) and key:
                found = inlet
        return found

    def forget(self, key: str) -> None:
        """Nobody waits for this stream any more: whoever publishes it is hung up on, and may come again."""
        inlet = self.inlets.pop(key)
        self._loop.call_soon_threadsafe(self._turn_out, inlet)

    def close(self) -> None:
        """Hangs up and gives the port back."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(_START_S)
        self._end()

    def left(self, guest: Guest) -> None:
        self.guests.discard(guest)
        if not self.guests:
            self._is_empty.set()

    def _turn_out(self, inlet: Inlet) -> None:
        for guest in tuple(self.guests):
            if guest.inlet is inlet:
                guest.hang_up()

    async def _listen(self, host: str, port: int) -> asyncio.Server:
        return await self._loop.create_server(lambda: Guest(self), host, port, backlog=_MOST_GUESTS)

    async def _close(self) -> None:
        self._server.close()
        for guest in tuple(self.guests):
            guest.hang_up()
        if self.guests:
            self._is_empty.clear()
            await self._is_empty.wait()

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_START_S)
        self._loop.close()


class Guest(asyncio.Protocol):
    """One connection; everything on the door's loop."""

    def __init__(self, door: Door, clock: Callable[[], int] = time.perf_counter_ns) -> None:
        self._door = door
        self._clock = clock
        self._dialogue = Dialogue(os.urandom(1528), self._judge, self._take)
        self._transport: asyncio.Transport
        self._pace = Pace()
        self._received = 0
        self._deadline: asyncio.TimerHandle
        self.inlet: Inlet | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._deadline = asyncio.get_running_loop().call_later(_KEY_WITHIN_S, self.hang_up)
        self._door.guests.add(self)
        if len(self._door.guests) > _MOST_GUESTS:
            self.hang_up()

    def connection_lost(self, exc: Exception | None) -> None:
        self._deadline.cancel()
        self._door.left(self)

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        try:
            self._dialogue.receive(data)
        except (ChunkError, AmfError):
            self.hang_up()
            return
        if self.inlet is None and self._received > _MOST_BEFORE_KEY:
            self.hang_up()
            return
        self._transport.write(self._dialogue.outgoing())
        if self._dialogue.wants_close or self._dialogue.has_ended:
            self._transport.close()
        elif self.inlet is not None:
            self._wait(_SILENT_S)

    def hang_up(self) -> None:
        self._transport.abort()

    def _wait(self, seconds: float) -> None:
        self._deadline.cancel()
        self._deadline = asyncio.get_running_loop().call_later(seconds, self.hang_up)

    def _judge(self, app: str, name: str) -> Verdict:
        """Any application will do; the name is the key."""
        inlet = self._door.judged(name)
        if inlet is None:
            return Verdict.DENY
        for other in tuple(self._door.guests):
            if other is not self and other.inlet is inlet:
                other.inlet = None
                other.hang_up()
        self.inlet = inlet
        inlet.begin()
        return Verdict.ACCEPT

    def _take(self, message: Message) -> None:
        if self.inlet is None:
            return
        if message.type == MessageType.VIDEO:
            self.inlet.video(message.body, self._clock())
        elif message.type == MessageType.AUDIO:
            heard_ns = self._pace.moment_ns(message.timestamp_ms, self._clock())
            self.inlet.audio(message.body, heard_ns)


class Doors:
    """The doors of this process, by port: camera and microphone of one phone share one. Safe from any thread."""

    def __init__(self, host: str = "0.0.0.0") -> None:  # noqa: S104  # phones come from the store's network, with a key
        self._host = host
        self._lock = threading.Lock()
        self._open: dict[int, Door] = {}

    def enter(self, port: int, key: str) -> Inlet:
        """The stream of a key at the door of a port, which is opened for the first who asks. Raises `OSError`."""
        with self._lock:
            door = self._open.get(port) or Door(self._host, port)
            self._open[port] = door
            door.users[key] += 1
            return door.inlets.setdefault(key, Inlet())

    def leave(self, port: int, key: str) -> None:
        """A key that nobody waits for opens nothing any more; the door closes behind the last."""
        with self._lock:
            door = self._open[port]
            door.users[key] -= 1
            if not door.users[key]:
                del door.users[key]
                door.forget(key)
            if not door.users:
                del self._open[port]
                door.close()

    def port(self) -> int:
        """The port of the one open door, for whoever asked for any."""
        with self._lock:
            return next(iter(self._open.values())).port
