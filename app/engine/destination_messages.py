"""What console and engine say to each other about where the stream goes."""

from __future__ import annotations

import msgspec

from app.engine.figures import FaultReport
from app.engine.message import Command, Report


class Destination(msgspec.Struct, frozen=True, kw_only=True):
    """Where the stream goes. `key` is the stream key in clear: this message never leaves the local socket.

    `delay_s`: so long everything is held back, and cuts shorter than that cost the receiver no frame. `is_second`: it
    gets the second canvas where there is one.
    """

    name: str
    url: str
    key: str
    delay_s: float = 0.0
    is_second: bool = False

    def __repr__(self) -> str:
        # Many a host pastes the key, or an address that ends in it, into the field for the address.
        scheme, _, rest = self.url.partition("://")
        place = rest.rpartition("@")[2].partition("/")[0]
        return f"Destination(name={self.name!r}, url={f'{scheme}://{place}/…'!r}, key=***)"


class SetDestinations(Command, tag="set-destinations", frozen=True, kw_only=True):
    """The destinations that should be live now; the others are closed. Empty: off air."""

    destinations: tuple[Destination, ...]


class RetryNow(Command, tag="retry-now", frozen=True, kw_only=True):
    """Reconnect at once instead of waiting for the next try; empty name: all."""

    name: str = ""


class TryDestinations(Command, tag="try-destinations", frozen=True, kw_only=True):
    """Reaches them all at once without publishing, and ends the trial before; none: that alone.

    Each is sent data that servers ignore, together half as much again as `need_kbps`, unless that is 0.
    `number` comes back with each answer. Nothing happens while a destination is live.
    """

    number: int
    destinations: tuple[Destination, ...] = ()
    need_kbps: int = 0


class DestinationTrial(msgspec.Struct, frozen=True, kw_only=True):
    """One destination so far. `round_trip_ms`: its server takes the stream's application; `fault`: why it does not.

    `kbps` is what it took; None when it was not measured, or `refused_data`: it answers, but takes nothing unpublished.
    """

    name: str
    round_trip_ms: float | None = None
    kbps: float | None = None
    refused_data: bool = False
    fault: FaultReport | None = None


class DestinationsTried(Report, tag="destinations-tried", frozen=True, kw_only=True):
    """With each answer of a server and at the end. `carried_kbps`: what all took together; None when that is not known.

    `is_at_least`: the line took all that was offered and may carry more.
    """

    number: int
    is_over: bool
    destinations: tuple[DestinationTrial, ...]
    carried_kbps: float | None = None
    is_at_least: bool = False
