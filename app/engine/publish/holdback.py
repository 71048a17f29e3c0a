"""Holds encoded tags back for a while, so that a cut shorter than that costs no frame at the receiver."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from app.engine.tag import Tag, TagType

AHEAD_BYTES = 16 * 1024
"""What may lie in the outbox at once: the kernel takes it, and the rest is poured after it."""

_BEYOND_NS = 5_000_000_000
"""A cut as long as the delay begins again up to a group of pictures before it, and a new session takes its time."""

_KEPT_BEYOND_NS = 10_000_000_000


@dataclass(frozen=True, slots=True)
class _Held:
    tag: Tag
    came_ns: int


class Holdback:
    """`offer` is the encoder's, the rest the destination's thread's.

    What was given out is kept until the peer certainly has it; `rewind` begins again with the newest key frame that
    it has. A receiver thus gets some frames twice and none never, for cuts that are shorter than the delay; after
    longer ones the picture jumps forward to a key frame. `frames_dropped` are those that a peer was too slow for; what
    goes by without one, or was left over by that, is not counted.
    """

    def __init__(self, delay_s: float, clock_ns: Callable[[], int]) -> None:
        self._delay_ns = round(delay_s * 1e9)
        self._patience_ns = self._delay_ns + _BEYOND_NS
        self._clock_ns = clock_ns
        self._lock = threading.Lock()
        self._tags: deque[_Held] = deque()
        self._given = 0
        self._headers: dict[TagType, Tag] = {}
        self._owed: dict[TagType, Tag] = {}
        self._is_caught_up = False
        self.frames_dropped = 0

    def offer(self, tag: Tag) -> None:
        """Never blocks; what nobody has taken for long is given up from the oldest on."""
        now_ns = self._clock_ns()
        with self._lock:
            self._tags.append(_Held(tag, now_ns))
            oldest_ns = now_ns - self._delay_ns - self._patience_ns - _KEPT_BEYOND_NS
            while self._tags[0].came_ns < oldest_ns:
                self._let_go()

    def is_due(self) -> bool:
        """Whether there is anything to send by now."""
        with self._lock:
            return self._next_due(self._clock_ns()) is not None

    def late_ms(self) -> float:
        """For how long the next tag has been due; 0 when none is."""
        now_ns = self._clock_ns()
        with self._lock:
            held = self._next_due(now_ns)
            return (now_ns - self._delay_ns - held.came_ns) / 1e6 if held else 0.0

    def take(self) -> Tag | None:
        """The next tag that is due; behind a longer cut the picture goes on with the newest key frame that is, and with
        the headers that came before it.
        """
        now_ns = self._clock_ns()
        with self._lock:
            held = self._next_due(now_ns)
            if held is None:
                self._is_caught_up = True
                return None
            if now_ns - self._delay_ns - held.came_ns > self._patience_ns:
                self._jump(now_ns)
            if self._owed:
                return self._owed.pop(next(iter(self._owed)))
            held = self._tags[self._given]
            self._given += 1
            return held.tag

    def settle(self, key_ms: int) -> None:
        """The peer certainly has the key frame of that time, and all before it."""
        with self._lock:
            count = next(
                (
                    at
                    for at, held in enumerate(self._tags)
                    if held.tag.is_key and held.tag.timestamp_ms == key_ms
                ),
                0,
            )
            for _ in range(min(count, self._given)):
                self._let_go()

    def pause(self) -> None:
        """The peer is away; `rewind` begins with the next one."""
        with self._lock:
            self._is_caught_up = False

    def rewind(self) -> tuple[Tag, ...]:
        """Gives everything again that the peer may not have; the headers that hold at its beginning come first."""
        with self._lock:
            self._given, self._is_caught_up = 0, False
            self._owed.clear()
            return tuple(self._headers.values())

    def _next_due(self, now_ns: int) -> _Held | None:
        if self._given >= len(self._tags):
            return None
        held = self._tags[self._given]
        return held if held.came_ns + self._delay_ns <= now_ns else None

    def _jump(self, now_ns: int) -> None:
        until_ns = now_ns - self._delay_ns
        due = [at for at, held in enumerate(self._tags) if at >= self._given and held.came_ns <= until_ns]
        keys = [at for at in due if self._tags[at].tag.is_key]
        if not keys:
            return
        skipped = [self._tags[at].tag for at in range(self._given, keys[-1])]
        self._owed |= {tag.type: tag for tag in skipped if tag.is_header}
        frames = sum(tag.type is TagType.VIDEO and not tag.is_header for tag in skipped)
        self.frames_dropped += frames if self._is_caught_up else 0
        self._given = keys[-1]

    def _let_go(self) -> None:
        tag = self._tags.popleft().tag
        if tag.is_header:
            self._headers[tag.type] = tag
        if self._given:
            self._given -= 1
        elif tag.is_header:
            self._owed[tag.type] = tag
        elif tag.type is TagType.VIDEO and self._is_caught_up:
            self.frames_dropped += 1
