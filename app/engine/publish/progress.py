"""Follows the bytes of one connection from our hands to the peer's: their age, and whether they still move."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

_ACKNOWLEDGEMENTS_TO_TRUST = 4
_GRACE_NS = 500_000_000
_LATELY = 32
_TIMES_MISSED = 3


@dataclass(slots=True)
class Progress:
    """Belongs to the destination's thread; times in nanoseconds, offsets in bytes since the connection
    began.
    """

    now_ns: int
    taken: int = 0
    _marks: deque[tuple[int, int]] = field(default_factory=deque)
    _moved: int = 0
    _moved_ns: int = 0

    def __post_init__(self) -> None:
        self._moved_ns = self.now_ns

    def note(self, end: int, offered_ns: int) -> None:
        """A tag offered at `offered_ns` ends at byte `end`."""
        self._marks.append((end, offered_ns))

    def advance(self, taken: int, moved: int, now_ns: int) -> None:
        """The peer has taken `taken` bytes by now; `moved` has grown if it took any."""
        if moved > self._moved or not self._marks:
            self._moved_ns = now_ns
        self._moved = max(moved, self._moved)
        self.taken = max(taken, self.taken)
        while self._marks and self._marks[0][0] <= self.taken:
            self._marks.popleft()

    def oldest_ns(self) -> int:
        """When the oldest tag that is not wholly taken was offered; 0 when there is none."""
        return self._marks[0][1] if self._marks else 0

    def still_ns(self, now_ns: int) -> int:
        """For how long nothing has moved although something waits."""
        return now_ns - self._moved_ns if self._marks else 0


@dataclass(slots=True)
class AcknowledgementWatch:
    """Sees that a server's program has stopped reading while its kernel still takes bytes (SIGSTOP, a
    deadlock).

    Only a server that has acknowledged regularly can be missed: its silence counts once three times as many bytes
    as it lately took for an acknowledgement have reached it, and half a second more has passed. The mean, since a key
    frame is in its kernel before the first of its acknowledgements is here; lately, since it may have been busy once.
    """

    _count: int = 0
    _taken: int = 0
    _heard: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=_LATELY))
    _heard_ns: int = 0
    _due_ns: int = 0

    def advance(self, count: int, taken: int, now_ns: int) -> None:
        """`count` acknowledgements so far, `taken` bytes that may be in the peer's kernel."""
        if count > self._count:
            self._heard.append((count, taken))
            self._count, self._taken, self._heard_ns, self._due_ns = count, taken, now_ns, 0
            return
        is_trusted = count >= _ACKNOWLEDGEMENTS_TO_TRUST and len(self._heard) > 1
        if is_trusted and not self._due_ns and taken - self._taken > _TIMES_MISSED * self._usual():
            self._due_ns = now_ns

    def _usual(self) -> float:
        """Bytes for one acknowledgement."""
        (count, taken), (last_count, last_taken) = self._heard[0], self._heard[-1]
        return (last_taken - taken) / (last_count - count)

    def silent_ns(self, now_ns: int) -> int:
        """How long ago the last acknowledgement came, when the next is overdue; else 0."""
        is_overdue = self._due_ns and now_ns - self._due_ns > _GRACE_NS
        return now_ns - self._heard_ns if is_overdue else 0
