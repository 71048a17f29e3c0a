"""Time, passed in: the monotonic clock for media, the wall clock for facts."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """`monotonic_ns` never jumps and is shared by all processes of this machine; `utc_now` is RFC 3339 in UTC."""

    def monotonic_ns(self) -> int: ...

    def utc_now(self) -> str: ...


class SystemClock:
    """The machine's own clocks."""

    def monotonic_ns(self) -> int:
        return time.perf_counter_ns()

    def utc_now(self) -> str:
        return rfc3339(datetime.now(UTC))


def rfc3339(moment: datetime) -> str:
    """A moment in UTC with milliseconds and a Z: 2026-11-24T20:00:00.000Z; such texts sort as they follow in time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def seconds_between(earlier: str, later: str) -> float:
    """From one RFC 3339 moment to another."""
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
