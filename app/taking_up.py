"""The moment after a crash: the engine is on air, the host acts already, and the log is still being read."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from app.domain.facts import Fact
from app.engine.messages import Hello
from app.venue import Left

_HELLO_WITHIN_NS = 20_000_000_000
# A running engine's epoch is exact; one computed from the wall clock may be off by what that clock was set.
_SAME_SHOW_NS = 30_000_000_000
# A log that cannot be read keeps nobody off the air.
_LOOKED_WITHIN_NS = 5_000_000_000


class TakingUp:
    """A worker looks for a show that was left; what is recorded meanwhile waits here, `did_end` its end.

    `then` is called with whether there was one to take up, unless the host has ended it first.
    """

    def __init__(self, looking: Future[Left | None], now_ns: int, then: Callable[[bool], None]) -> None:
        self.then = then
        self.did_end = False
        self._looking = looking
        self._until_ns = now_ns + _HELLO_WITHIN_NS
        self._early: list[tuple[Fact, str, int]] = []

    def record(self, fact: Fact, source: str, epoch_ns: int) -> None:
        """A fact by the epoch that is believed in at this moment: 0 until an engine has spoken."""
        self._early.append((fact, source, epoch_ns))

    def is_settled(self, hello: Hello | None, now_ns: int) -> bool:
        """Whether all is known: a show that goes on needs the engine's word, since only it knows the epoch exactly."""
        if not self._looking.done():
            return False
        has_all = hello is not None or self.did_end or now_ns >= self._until_ns
        return has_all or self._found() is None

    def left(self, hello: Hello | None) -> Left | None:
        """What was found, with the running engine's epoch when that is of the same show."""
        left = self._found()
        running = hello.configured if hello is not None else None
        if left is None or running is None or abs(running.epoch_ns - left.epoch_ns) >= _SAME_SHOW_NS:
            return left
        return replace(left, epoch_ns=running.epoch_ns)

    def facts(self, epoch_ns: int) -> list[tuple[Fact, str]]:
        """What was recorded meanwhile and by whom, in the media time of the show."""
        return [(_shifted(fact, (epoch_ns - then_ns) / 1e9), source) for fact, source, then_ns in self._early]

    def _found(self) -> Left | None:
        """Nothing as well when looking failed: the host can begin anew, and the fault says why."""
        failed = self._looking.cancelled() or self._looking.exception() is not None
        return None if failed else self._looking.result()


class Offered:
    """A show that was left and that going live takes up. Whoever goes live while a worker still looks for it waits for
    that, `is_awaited`, since the same log cannot be read and begun anew; but not for long.
    """

    def __init__(self, looking: Future[Left | None] | None = None) -> None:
        self.is_awaited = False
        self._looking = looking
        self._until_ns = 0

    @property
    def left(self) -> Left | None:
        """What was found by now and not taken; nothing as well when looking failed."""
        looking = self._looking
        if looking is None or not looking.done() or looking.cancelled() or looking.exception() is not None:
            return None
        return looking.result()

    def is_known(self, now_ns: int) -> bool:
        """For who goes live: whether there is nothing to wait for."""
        if self._looking is None or self._looking.done():
            return True
        if not self.is_awaited:
            self.is_awaited, self._until_ns = True, now_ns + _LOOKED_WITHIN_NS
        return now_ns >= self._until_ns

    def take(self) -> Left | None:
        """What was left, once: a show that has begun since makes it stale."""
        left, self._looking, self.is_awaited = self.left, None, False
        return left


def _shifted(fact: Fact, seconds: float) -> Fact:
    times = {name: getattr(fact, name, None) for name in ("at_s", "ends_at_s")}
    earlier = {name: at_s - seconds for name, at_s in times.items() if at_s is not None}
    return replace(fact, **earlier)
