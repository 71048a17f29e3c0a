"""What a show needs from outside: a database, connectors, destinations, a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.broadcast import Opened
from app.domain.facts import Mode
from app.domain.on_air import OnAir
from app.engine.messages import Destination


@dataclass(frozen=True, slots=True)
class Left:
    """A show that has not ended, as a console left it; `epoch_ns` on this machine's monotonic clock."""

    mode: Mode
    on_air: OnAir
    epoch_ns: int


@dataclass(frozen=True, slots=True)
class Venue:
    """What a show needs from outside; each is called in a worker and may block.

    `open` gives the database and connectors of a mode; `destinations` resolves stream keys (raises `SecretError`), in
    a rehearsal it starts the local receiver; `recording` is the folder to record into, or empty; `trial` gives the
    destinations that can be tried before a show, none when there is nothing to try.
    """

    open: Callable[[Mode], Opened]
    destinations: Callable[[Mode], tuple[Destination, ...]]
    recording: Callable[[Mode], str]
    trial: Callable[[], tuple[Destination, ...]] = tuple
