"""The event loop of a connector, in which a name look-up that hangs keeps nobody waiting."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from typing import Any

Addresses = list[tuple[Any, Any, int, str, Any]]  # Any: as `socket.getaddrinfo` has it


class Loop(asyncio.SelectorEventLoop):
    """Looks names up in daemon threads of its own.

    Those of the default executor are joined when the program ends, and a dead name server would hold it for a minute.
    """

    async def getaddrinfo(
        self, host: Any, port: Any, *, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> Addresses:
        """As `socket.getaddrinfo`; a look-up that is cancelled is abandoned and its result discarded."""
        found: asyncio.Future[Addresses] = self.create_future()

        def look_up() -> None:
            try:
                addresses = socket.getaddrinfo(host, port, family, type, proto, flags)
            except OSError as error:
                self._tell(found.set_exception, error, found)
            except UnicodeError:  # an empty label, or one of more than 63 characters
                self._tell(found.set_exception, socket.gaierror(socket.EAI_NONAME, "no such name"), found)
            else:
                self._tell(found.set_result, addresses, found)

        threading.Thread(target=look_up, name=f"look-up-{host}", daemon=True).start()
        return await found

    def _tell(self, tell: Any, what: Any, found: asyncio.Future[Addresses]) -> None:
        with contextlib.suppress(RuntimeError):  # The loop was closed meanwhile.
            self.call_soon_threadsafe(lambda: None if found.done() else tell(what))
