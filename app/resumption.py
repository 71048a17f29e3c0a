"""Taking up a show that a killed console left behind: same epoch, same cards, same destinations."""

from __future__ import annotations

import time
from concurrent.futures import Future

from app.composition import Parts
from app.domain.clock import seconds_between
from app.domain.facts import Mode
from app.domain.fault import Fault, FaultCode
from app.snapshot import ShowPhase
from app.store.trouble import StoreError
from app.venue import Left

_HELLO_WITHIN_S = 20.0
# A running engine's epoch is exact; one computed from the wall clock may be off by what that clock was set.
_SAME_SHOW_S = 30.0
# Beyond it the host means a new show, whatever became of the last one.
_SAME_DAY_S = 12 * 3600.0


def resumed(parts: Parts, mode: Mode) -> bool:
    """Resumes the database's latest show when it has not ended; False when there is nothing to resume.

    Blocks until the engine has spoken, since only a surviving one knows the epoch to the nanosecond. Raises
    `StoreError`.
    """
    left = left_in(parts, mode)
    if left is None:
        return False
    running_ns = _running_epoch_ns(parts)
    if running_ns is not None and abs(running_ns - left.epoch_ns) < _SAME_SHOW_S * 1e9:
        left = Left(left.mode, left.on_air, running_ns)
    parts.show.resume(left)
    return True


def left_in(parts: Parts, mode: Mode) -> Left | None:
    """The database's latest show if it has not ended; the database stays open then. Raises `StoreError`."""
    store = parts.open_now(mode)
    show = store.latest_show()
    if show is None or show.has_ended or show.mode is not mode:
        parts.release(mode)
        return None
    age_s = seconds_between(show.epoch_utc, parts.clock.utc_now())
    state = store.replayed({one.id: one for one in parts.choices.plan.products})
    return Left(mode, state.on_air, parts.clock.monotonic_ns() - round(age_s * 1e9))


class Offer:
    """Looks in a worker for a live show that was never ended; going live then takes it up, and the host is told so.

    Nobody is put on air by a show of this morning: that needs the host's hand.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._looking: Future[Left | None] | None = parts.in_worker(self._look)
        self._is_told = False

    def tick(self) -> None:
        """Main thread."""
        parts = self._parts
        if self._looking is not None and self._looking.done():
            parts.show.left = self._looking.result()
            self._looking = None
        is_due = parts.show.left is not None and parts.show.phase is ShowPhase.SETUP
        if is_due != self._is_told:
            self._is_told = is_due
            parts.faults.set("show", Fault(FaultCode.SHOW_UNENDED, "show") if is_due else None)

    def _look(self) -> Left | None:
        parts = self._parts
        if not parts.place.database(Mode.LIVE).exists():
            return None
        try:
            left = left_in(parts, Mode.LIVE)
        except StoreError as error:
            parts.faults.set("store", Fault(FaultCode.STORE_FAILED, "store", detail=str(error)))
            return None
        if left is None or parts.clock.monotonic_ns() - left.epoch_ns < _SAME_DAY_S * 1e9:
            return left
        parts.release(Mode.LIVE)
        return None


def _running_epoch_ns(parts: Parts) -> int | None:
    until = time.monotonic() + _HELLO_WITHIN_S
    while time.monotonic() < until:
        parts.programme.pump(parts.clock.monotonic_ns(), 0.0)
        hello = parts.programme.hello
        if hello is not None:
            return hello.configured.epoch_ns if hello.configured else None
        time.sleep(0.01)
    return None
