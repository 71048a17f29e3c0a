"""What a line carries: how much each destination is sent in a trial, and what all of them took together."""

from __future__ import annotations

import threading
from dataclasses import dataclass

OFFERED = 1.5
"""Times what the show needs: enough to prove the headroom, without filling a wide line."""

MOST_BYTES = 48_000_000
"""Of one trial, all destinations together. Three destinations at 3.1 Mb/s take 7 MB."""

_GATE_NS = 3_000_000_000
_RAMP_NS, _AGAIN_NS = 1_000_000_000, 700_000_000
_WINDOW_NS, _SHORTEST_NS = 3_000_000_000, 500_000_000
_LONGEST_NS = 6_000_000_000
_BURST_BYTES, _BURST_MS = 64 * 1024, 500
_STILL_NS = 1_500_000_000
_ALL = 0.95


@dataclass(slots=True)
class _Member:
    """Bytes and times of one destination; `from_ns` 0: its window has not begun.

    It begins and ends when something was taken: where acknowledgements come by 16 KiB, what lies between two of them is
    no rate.
    """

    taken: int
    moved_ns: int
    credit_ns: int
    credit: float = 0.0
    from_ns: int = 0
    from_bytes: int = 0
    to_ns: int = 0
    to_bytes: int = 0
    seen_ns: int = 0

    def kbps(self) -> float | None:
        if not self.from_ns or self.to_ns - self.from_ns < _SHORTEST_NS:
            return None
        return (self.to_bytes - self.from_bytes) * 8e6 / (self.to_ns - self.from_ns)


class Measurement:
    """Safe from any thread; the clock is passed in, in nanoseconds.

    Begins when every destination has answered or failed, or three seconds after the first. A second for TCP to find its
    pace, then three that count. Who leaves meanwhile leaves its share to the others, and their window begins anew. When
    nobody is left, the next to answer is measured as if it were the first.
    """

    def __init__(self, names: tuple[str, ...], need_kbps: int) -> None:
        self._lock = threading.Lock()
        self._waiting = set(names)
        self._members: dict[str, _Member] = {}
        self._offered_kbps = need_kbps * OFFERED
        self._first_ns = 0
        self._began_ns = 0
        self._window_ns = 0
        self._sent = 0
        self._is_over = need_kbps == 0

    @property
    def is_over(self) -> bool:
        return self._is_over

    def join(self, name: str, now_ns: int) -> None:
        """A server has answered; from now on it may be sent what `due` says, unless it comes too late."""
        with self._lock:
            self._waiting.discard(name)
            self._first_ns = self._first_ns or now_ns
            if not self._began_ns:
                self._members[name] = _Member(0, now_ns, now_ns)
            self._begin_if_due(now_ns)

    def leave(self, name: str, now_ns: int) -> None:
        """It could not be reached, or takes no data."""
        with self._lock:
            self._waiting.discard(name)
            has_left = self._members.pop(name, None) is not None
            if has_left and not self._members:
                self._first_ns = self._began_ns = 0
            elif has_left and self._began_ns:
                self._window_ns = max(self._window_ns, now_ns + _AGAIN_NS)
                for one in self._members.values():
                    one.from_ns = 0
            self._begin_if_due(now_ns)
            self._is_over = self._is_over or not (self._members or self._waiting)

    def due(self, name: str, now_ns: int) -> int:
        """Bytes that `name` may be sent now.

        What a busy computer did not send for half a second is made up for; what a full line did not take is not.
        """
        with self._lock:
            self._begin_if_due(now_ns)
            member = self._members.get(name)
            if member is None or not self._began_ns or self._is_over:
                return 0
            share = self._offered_kbps / len(self._members)
            member.credit += share * (now_ns - max(member.credit_ns, self._began_ns)) / 8e6
            member.credit = min(member.credit, max(_BURST_BYTES, share / 8 * _BURST_MS))
            member.credit_ns = now_ns
            return int(member.credit)

    def sent(self, name: str, count: int) -> None:
        with self._lock:
            self._sent += count
            if name in self._members:
                self._members[name].credit -= count
            self._is_over = self._is_over or self._sent >= MOST_BYTES

    def took(self, name: str, taken: int, now_ns: int) -> bool:
        """`taken` bytes so far; False when nothing has moved for too long: its server does not read."""
        with self._lock:
            member = self._members.get(name)
            if member is None:  # it came too late to be measured
                return True
            has_grown = taken > member.taken
            if has_grown or not self._began_ns:
                member.moved_ns = now_ns
            member.taken = taken
            if self._began_ns and not self._is_over:
                self._advance(member, now_ns, has_grown=has_grown)
            return now_ns - max(member.moved_ns, self._began_ns) < _STILL_NS

    def kbps(self, name: str) -> float | None:
        """What `name` alone took."""
        with self._lock:
            member = self._members.get(name)
            return member.kbps() if member else None

    def carried(self) -> tuple[float | None, bool]:
        """What all took together, and whether that was all they were offered; None when it is not known."""
        with self._lock:
            rates = [one.kbps() for one in self._members.values()]
        known = [rate for rate in rates if rate is not None]
        if not known or len(known) < len(rates):
            return None, False
        return sum(known), sum(known) >= _ALL * self._offered_kbps

    def _begin_if_due(self, now_ns: int) -> None:
        is_late = self._first_ns and now_ns - self._first_ns >= _GATE_NS
        if not self._began_ns and self._members and (not self._waiting or is_late):
            self._began_ns, self._window_ns = now_ns, now_ns + _RAMP_NS

    def _advance(self, member: _Member, now_ns: int, *, has_grown: bool) -> None:
        if now_ns < self._window_ns:
            return
        if has_grown:
            if not member.from_ns:
                member.from_ns, member.from_bytes = now_ns, member.taken
            member.to_ns, member.to_bytes = now_ns, member.taken
        member.seen_ns = now_ns
        ends_ns = min(self._window_ns + _WINDOW_NS, self._began_ns + _LONGEST_NS)
        if all(one.from_ns and one.seen_ns >= ends_ns for one in self._members.values()):
            self._is_over = True
