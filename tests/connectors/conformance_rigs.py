"""One small world for each kind of connector, in which the conformance suite can make it hear things."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from queue import Empty, Queue
from typing import Protocol

from app.connectors.connector import Value
from app.domain.facts import CommentPosted
from app.domain.secret import Secret
from tests.connectors.inbound_rig import SECRET, comment, signed
from tests.connectors.irc_rig import FakeTwitch, Peer
from tests.connectors.rig import UTC_S, MemoryStore, free_port

SECRETS = (SECRET.removeprefix("whsec_"), SECRET)


class World(Protocol):
    """The other side of one connector."""

    def settings(self) -> Mapping[str, Value]: ...

    def begins_to_deliver(self, store: MemoryStore) -> None:
        """Says something, and returns when it has reached the store, which may not answer."""

    def delivers(self, store: MemoryStore, text: str) -> bool:
        """Says something new, again and again if need be; whether it was stored within ten seconds."""

    def delivers_twice(self, store: MemoryStore) -> bool:
        """Says the same thing twice, then something else; whether that was stored."""

    def loses_the_connection(self) -> None: ...

    def sends_nonsense(self) -> None: ...


Rig = Callable[[], AbstractContextManager[World]]
RIGS: dict[str, Rig] = {}


def rig(kind: str) -> Callable[[Rig], Rig]:
    """Registers the world of a kind."""

    def add(make: Rig) -> Rig:
        RIGS[kind] = make
        return make

    return add


def has_text(store: MemoryStore, text: str) -> bool:
    return any(isinstance(draft.fact, CommentPosted) and draft.fact.text == text for draft in store.drafts)


class DemoWorld:
    """The demo needs no other side: it speaks by itself, and repeats itself too."""

    def settings(self) -> Mapping[str, Value]:
        return {"comments_per_minute": 6000, "orders_per_minute": 600}

    def begins_to_deliver(self, store: MemoryStore) -> None:
        assert store.wait_for(lambda: store.appends > 0)

    def delivers(self, store: MemoryStore, text: str) -> bool:
        count = len(store.drafts)
        return store.wait_for(lambda: len(store.drafts) > count + 20)

    def delivers_twice(self, store: MemoryStore) -> bool:
        return self.delivers(store, "")

    def loses_the_connection(self) -> None:
        """There is none."""

    def sends_nonsense(self) -> None:
        """Nobody can."""


@rig("demo")
@contextlib.contextmanager
def demo_world() -> Iterator[World]:
    yield DemoWorld()


class InboundWorld:
    """A till that posts, and posts again after every answer but 202."""

    def __init__(self) -> None:
        self._port = free_port()
        self._ids = (f"evt_{number}" for number in itertools.count())
        self._pause = threading.Event()

    def settings(self) -> Mapping[str, Value]:
        return {"port": self._port, "secret": Secret(SECRET)}

    def begins_to_deliver(self, store: MemoryStore) -> None:
        poster = threading.Thread(target=self._post, args=(comment(next(self._ids), "held"),))
        while not store.wait_for(lambda: store.appends > 0, 0.2):
            if not poster.is_alive():
                poster = threading.Thread(target=self._post, args=(comment(next(self._ids), "held"),))
                poster.start()

    def delivers(self, store: MemoryStore, text: str) -> bool:
        event = comment(next(self._ids), text)
        for _ in range(400):
            if self._post(event) == 202:
                return has_text(store, text)
            self._pause.wait(0.025)
        return False

    def delivers_twice(self, store: MemoryStore) -> bool:
        return self.delivers(store, "x") and all(self._post(comment("twice", "y")) == 202 for _ in range(2))

    def loses_the_connection(self) -> None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
            connection.putrequest("POST", "/v1/events")
            connection.endheaders()
            connection.close()

    def sends_nonsense(self) -> None:
        for body in (b"", b"\xff\xfe", b"[" * 100_000, b'{"v": 1}', b'[{"type": 1}, null, 7]', b"{" * 900):
            assert self._send(body) in (202, 400)

    def _post(self, event: object) -> int:
        return self._send(json.dumps(event).encode())

    def _send(self, body: bytes) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        try:
            connection.request("POST", "/v1/events", body, signed(body, at_s=UTC_S))
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()


@rig("inbound")
@contextlib.contextmanager
def inbound_world() -> Iterator[World]:
    yield InboundWorld()


class TwitchWorld:
    """A server that says what it is told to say to whoever is connected."""

    def __init__(self) -> None:
        self._words: Queue[list[bytes] | None] = Queue()
        self._ids = itertools.count()
        self.server = FakeTwitch(self._scene)

    def settings(self) -> Mapping[str, Value]:
        return {"channel": "shop", "host": "127.0.0.1", "port": self.server.port, "tls": 0}

    def begins_to_deliver(self, store: MemoryStore) -> None:
        self._words.put([self._line("held")])
        assert store.wait_for(lambda: store.appends > 0)

    def delivers(self, store: MemoryStore, text: str) -> bool:
        self._words.put([self._line(text)])
        return store.wait_for(lambda: has_text(store, text))

    def delivers_twice(self, store: MemoryStore) -> bool:
        line = self._line("twice")
        self._words.put([line, line])
        self._words.put([line])
        return self.delivers(store, "end")

    def loses_the_connection(self) -> None:
        self._words.put(None)

    def sends_nonsense(self) -> None:
        self._words.put(
            [b"\xff\xfe\xfd", b"@" * 500, b":", b"@a=\\ :x PRIVMSG", b"PRIVMSG #shop", b"x" * 40_000]
        )

    def _line(self, text: str) -> bytes:
        return f"@id=c-{next(self._ids)};tmi-sent-ts=1643904084794 :ann!a@x PRIVMSG #shop :{text}".encode()

    def _scene(self, peer: Peer) -> None:
        peer.welcome()
        while not self.server.is_closing:
            peer.check()
            with contextlib.suppress(Empty):
                lines = self._words.get(timeout=0.05)
                if lines is None:
                    return
                self._say(peer, lines)

    def _say(self, peer: Peer, lines: list[bytes]) -> None:
        """To who is there; when the client has left meanwhile, the next one hears it."""
        try:
            peer.check()
        except OSError:
            self._words.put(lines)
            raise
        peer.say(*lines)


@rig("twitch")
@contextlib.contextmanager
def twitch_world() -> Iterator[World]:
    here = TwitchWorld()
    with here.server:
        yield here
