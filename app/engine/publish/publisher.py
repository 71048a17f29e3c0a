"""All destinations of a show behind one door: the encoder offers each tag once, and each takes it or drops
it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from msgspec import structs

from app.engine.messages import Destination as Wanted
from app.engine.messages import DestinationHealth, Latency, Phase
from app.engine.publish.destination import Destination
from app.engine.publish.environment import Environment
from app.engine.publish.histogram import latency
from app.engine.rate.line import Line
from app.engine.tag import Tag, TagType


class Publisher:
    """`offer` belongs to the encoder's thread, the rest to the engine's control thread; nothing but `stop`
    waits.

    `want_key_frame` is called from a destination's thread as soon as a server is ready for the first key
    frame.
    """

    def __init__(self, want_key_frame: Callable[[], None], environment: Environment | None = None) -> None:
        self._want_key_frame = want_key_frame
        self._environment = environment or Environment()
        self._lock = threading.Lock()
        self._headers: dict[TagType, Tag] = {}
        self._current: tuple[Destination, ...] = ()
        self._leaving: list[Destination] = []
        self._left: dict[str, Destination] = {}

    def set_destinations(self, wanted: tuple[Wanted, ...]) -> None:
        """The destinations to be live now: those that stay are untouched, new ones begin, the others say
        farewell.

        A destination of the same name with another address or key is a new one. A name stands once: the
        last wins.
        """
        by_name = {one.name: one for one in wanted}
        staying = {
            one.wanted.name: one for one in self._current if by_name.get(one.wanted.name) == one.wanted
        }
        made = {name: self._made(one) for name, one in by_name.items() if name not in staying}
        going = [one for one in self._current if one.wanted.name not in staying]
        with self._lock:
            for header in self._headers.values():
                for one in made.values():
                    one.offer(header)
            self._current = tuple(staying.get(name) or made[name] for name in by_name)
        for one in going:
            one.stop()
            # A new dictionary each time: the health thread may be reading the one before.
            self._left = {**self._left, one.wanted.name: one}
        self._leaving = [one for one in (*self._leaving, *going) if not one.join(0)]
        for one in made.values():
            one.start()

    def _made(self, wanted: Wanted) -> Destination:
        return Destination(wanted, self._environment, self._want_key_frame)

    def offer(self, tag: Tag) -> None:
        """Hands `tag` to every destination. Never blocks."""
        with self._lock:
            if tag.is_header:
                self._headers[tag.type] = tag
            current = self._current
        for one in current:
            one.offer(tag)

    def retry_now(self, name: str = "") -> None:
        """Ends the pause of one destination, or of all with an empty name."""
        for one in self._current:
            if name in ("", one.wanted.name):
                one.retry_now()

    def health(self) -> tuple[DestinationHealth, ...]:
        """The destinations that should be live, then those that were, idle, with their last figures."""
        current = tuple(one.health() for one in self._current)
        names = {one.name for one in current}
        left = [one.health() for name, one in self._left.items() if name not in names]
        return current + tuple(
            structs.replace(one, phase=Phase.IDLE, fault=None, retry_in_s=None) for one in left
        )

    def lines(self) -> tuple[Line, ...]:
        """The lines of those that are live."""
        return tuple(line for one in self._current if (line := one.line()))

    def latency(self) -> Latency:
        """Capture to socket over all destinations, those that were included."""
        return latency(one.latency for one in (*self._current, *self._left.values()))

    def forget(self) -> None:
        """A new programme begins: the figures of destinations that have left are no longer its."""
        self._left = {}

    def stop(self, deadline_s: float = 1.0) -> bool:
        """Ends all sessions side by side; True when every thread ended in time, others are left to the
        system.
        """
        self.set_destinations(())
        until = time.monotonic() + deadline_s
        have_ended = [one.join(until - time.monotonic()) for one in self._leaving]
        return all(have_ended)
