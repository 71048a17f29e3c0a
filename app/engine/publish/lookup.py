"""Name look-ups that nobody has to wait for: the system's cannot be cancelled, so each runs alone and is
abandoned.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

MOST_AT_ONCE = 3
SockAddr: TypeAlias = "tuple[str, int] | tuple[str, int, int, int]"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address to dial."""

    family: int
    address: SockAddr


Resolve: TypeAlias = Callable[[str, int], "list[Endpoint]"]


def system_resolve(host: str, port: int) -> list[Endpoint]:
    """Addresses in the system's order of preference. Blocks, for many seconds if it likes; raises
    `OSError`.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [Endpoint(family, address) for family, _, _, _, address in found if len(address) in (2, 4)]  # type: ignore[arg-type]


class Lookup:
    """One look-up; `wake` is called from its thread when it is done, and `answer` then has the addresses.

    `answer` stays None while it runs and is empty when the name is not known.
    """

    def __init__(self, resolve: Resolve, host: str, port: int, wake: Callable[[], None]) -> None:
        self._resolve = resolve
        self._host = host
        self._port = port
        self._wake = wake
        self.answer: list[Endpoint] | None = None

    def start(self, name: str) -> None:
        threading.Thread(target=self._run, name=f"lookup-{name}", daemon=True).start()

    def _run(self) -> None:
        try:
            answer = self._resolve(self._host, self._port)
        except (OSError, UnicodeError):
            answer = []
        self.answer = answer
        self._wake()


class Lookups:
    """The look-ups of one destination: at most three hang at a time, and the last good answer is
    remembered.
    """

    def __init__(self, resolve: Resolve, name: str, wake: Callable[[], None]) -> None:
        self._resolve = resolve
        self._name = name
        self._wake = wake
        self._running: list[Lookup] = []
        self.known: list[Endpoint] = []

    def begin(self, host: str, port: int) -> Lookup:
        """A fresh look-up, or the newest of those that hang when there are too many."""
        self._running = [one for one in self._running if one.answer is None]
        if len(self._running) >= MOST_AT_ONCE:
            return self._running[-1]
        lookup = Lookup(self._resolve, host, port, self._wake)
        self._running.append(lookup)
        lookup.start(self._name)
        return lookup
