"""The connections of the inbound door: bounded in number, and none may sit there without saying something."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
from collections.abc import Awaitable, Callable, Iterator

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from app.connectors.connector import PortInUse, Refused
from app.connectors.inbound.limits import Limits

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
_HEADER_BYTES = 8 << 10
_LINE_BYTES = 4 << 10
_MOST_HEADERS = 64
# aiohttp would log bytes of a stranger, and traces with a viewer's words in them; bugs are logged by `Reception`.
_silent = logging.Logger("inbound", logging.CRITICAL + 1)  # noqa: LOG001 - one that no other setting can make speak


class Door(web.Server):
    """Listens on 127.0.0.1. When all places are taken, the connection that has been idle longest gives up its own.

    A peer that dribbles its header is idle, so a hundred of them only push out each other; aiohttp closes it after
    `idle_s`, however it dribbles.
    """

    def __init__(self, handler: Handler, limits: Limits) -> None:
        super().__init__(
            handler,
            access_log=None,
            logger=_silent,
            max_line_size=_LINE_BYTES,
            max_field_size=_HEADER_BYTES,
            max_headers=_MOST_HEADERS,
            keepalive_timeout=limits.idle_s,
            lingering_time=limits.linger_s,
            auto_decompress=False,
        )
        self._limits = limits
        self._since_s: dict[asyncio.BaseTransport, float] = {}
        self._busy: set[asyncio.BaseTransport] = set()
        self._listener: asyncio.Server | None = None

    async def listen(self, port: int) -> int:
        """Opens the port, 0 for any, and returns its number. Raises `PortInUse` or `Refused`."""
        loop = asyncio.get_running_loop()
        try:
            self._listener = await loop.create_server(self, "127.0.0.1", port, backlog=128)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortInUse(f"port {port} is taken by another program") from None
            raise Refused(f"port {port} cannot be opened: {error.strerror}") from None
        return int(self._listener.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Lets running requests end for a moment, then closes everything."""
        if self._listener is not None:
            self._listener.close()
        self.pre_shutdown()
        await self.shutdown(self._limits.close_within_s)

    @contextlib.contextmanager
    def occupied(self, request: web.BaseRequest) -> Iterator[None]:
        """While a request is worked on, its connection is not idle."""
        transport = request.transport
        if transport is None:
            raise ConnectionResetError
        self._busy.add(transport)
        try:
            yield
        finally:
            self._busy.discard(transport)
            if transport in self._since_s:
                self._since_s[transport] = asyncio.get_running_loop().time()

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        super().connection_made(handler, transport)
        if len(self._since_s) >= self._limits.connections:
            idle = [other for other in self._since_s if other not in self._busy]
            self._drop(min(idle, key=self._since_s.__getitem__, default=transport))
        if not transport.is_closing():
            self._since_s[transport] = asyncio.get_running_loop().time()

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        if handler.transport is not None:
            self._since_s.pop(handler.transport, None)
        super().connection_lost(handler, exc)

    def _drop(self, transport: asyncio.BaseTransport) -> None:
        self._since_s.pop(transport, None)
        if isinstance(transport, asyncio.Transport):
            transport.abort()
