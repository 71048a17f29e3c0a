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

_BEFORE_ALL_MS = -1


class Publisher:
    """`offer` and `offer_second` belong to the encoders' threads, the rest to the engine's control thread;
    nothing but `stop` waits.

    While there is a second programme, the destinations that want it get its pictures, and the sound of the first.

    `want_key_frame` is called from a destination's thread as soon as a server is ready for the first key
    frame.
    """

    def __init__(
        self,
        want_key_frame: Callable[[], None],
        environment: Environment | None = None,
        want_second: Callable[[], None] = lambda: None,
    ) -> None:
        """`want_second` wants one of the second programme."""
        self._want_key_frame = want_key_frame
        self._want_second = want_second
        self._environment = environment or Environment()
        self._lock = threading.Lock()
        self._headers: dict[TagType, Tag] = {}
        self._second_headers: dict[TagType, Tag] = {}
        self._has_second = False
        self._given_ms: dict[str, int] = {}
        self._beside: tuple[Destination, ...] = ()
        self._turning: dict[str, int] = {}
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
            for one in made.values():
                for header in self._headers_of(one).values():
                    one.offer(header)
            self._current = tuple(staying.get(name) or made[name] for name in by_name)
            self._beside = tuple(one for one in self._current if self._is_beside(one))
            self._turning = {name: ms for name, ms in self._turning.items() if name in staying}
            self._given_ms = {name: ms for name, ms in self._given_ms.items() if name in staying}
        for one in going:
            one.stop()
            # A new dictionary each time: the health thread may be reading the one before.
            self._left = {**self._left, one.wanted.name: one}
        self._leaving = [one for one in (*self._leaving, *going) if not one.join(0)]
        for one in made.values():
            one.start()

    def _made(self, wanted: Wanted) -> Destination:
        return Destination(wanted, self._environment, lambda: self._want(wanted.is_second))

    def offer(self, tag: Tag) -> None:
        """Hands `tag` to every destination, a picture to those of the first programme. Never blocks."""
        with self._lock:
            if tag.is_header:
                self._headers[tag.type] = tag
            takers = self._current
            if self._beside and tag.type is not TagType.AUDIO:
                takers = tuple(one for one in takers if one not in self._beside)
            takers = self._turned(takers, tag)
        for one in takers:
            one.offer(tag)

    def offer_second(self, tag: Tag) -> None:
        """Hands a picture, or what describes it, to the destinations of the second programme. Never blocks."""
        with self._lock:
            if tag.is_header:
                self._second_headers[tag.type] = tag
            takers = self._turned(self._beside, tag)
        for one in takers:
            one.offer(tag)

    def set_second(self, is_there: bool) -> None:
        """From any thread. Without a second programme its destinations get the first one, in the same session: from
        its next key frame on."""
        with self._lock:
            before, self._has_second = self._beside, is_there
            self._second_headers = {}
            self._beside = tuple(one for one in self._current if self._is_beside(one))
            moved = [one for one in self._current if (one in before) != (one in self._beside)]
            for one in moved:
                self._turning[one.wanted.name] = self._given_ms.get(one.wanted.name, _BEFORE_ALL_MS)
                for kind, header in self._headers_of(one).items():
                    if kind is not TagType.AUDIO:  # the sound goes on as it was
                        one.offer(header)
        if moved:
            self._want(is_second=is_there)

    def _is_beside(self, one: Destination) -> bool:
        return self._has_second and one.wanted.is_second

    def _headers_of(self, one: Destination) -> dict[TagType, Tag]:
        """The sound's, and those of its own pictures."""
        if not self._is_beside(one):
            return self._headers
        sound = {kind: tag for kind, tag in self._headers.items() if kind is TagType.AUDIO}
        return sound | self._second_headers

    def _turned(self, takers: tuple[Destination, ...], tag: Tag) -> tuple[Destination, ...]:
        """Without those that wait for a key frame of other pictures, which must lie after all that they have."""
        if tag.type is not TagType.VIDEO or tag.is_header:
            return takers
        for one in takers if self._turning else ():
            after_ms = self._turning.get(one.wanted.name)
            if after_ms is not None and tag.is_key and tag.timestamp_ms > after_ms:
                del self._turning[one.wanted.name]
        given = tuple(one for one in takers if one.wanted.name not in self._turning)
        for one in given:
            self._given_ms[one.wanted.name] = tag.timestamp_ms
        return given

    def _want(self, is_second: bool) -> None:
        if is_second and self._has_second:
            self._want_second()
        else:
            self._want_key_frame()

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
        """The lines of those that are live with the first programme."""
        beside = self._beside
        return tuple(line for one in self._current if one not in beside and (line := one.line()))

    def second_lines(self) -> tuple[Line, ...]:
        """The lines of those that are live with the second one."""
        return tuple(line for one in self._beside if (line := one.line()))

    def latency(self) -> Latency:
        """Capture to socket over all destinations, those that were included."""
        return latency(one.latency for one in (*self._current, *self._left.values()))

    def forget(self) -> None:
        """A new programme begins, and its time with it: the figures of destinations that have left are no longer its,
        and who waits for a key frame takes its first one."""
        self._left = {}
        with self._lock:
            self._given_ms = {}
            self._turning = dict.fromkeys(self._turning, _BEFORE_ALL_MS)

    def stop(self, deadline_s: float = 1.0) -> bool:
        """Ends all sessions side by side; True when every thread ended in time, others are left to the
        system.
        """
        self.set_destinations(())
        until = time.monotonic() + deadline_s
        have_ended = [one.join(until - time.monotonic()) for one in self._leaving]
        return all(have_ended)
