"""Taking up a show that a killed console left behind: same epoch, same cards, same destinations."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.composition import Parts
from app.domain.clock import seconds_between
from app.domain.facts import Mode
from app.domain.fault import Fault, FaultCode
from app.snapshot import ShowPhase
from app.store.trouble import StoreError
from app.taking_up import Offered
from app.venue import Left

# Beyond it the host means a new show, whatever became of the last one.
_SAME_DAY_S = 12 * 3600.0


def take_up(parts: Parts, modes: Sequence[Mode], then: Callable[[bool], None]) -> None:
    """Goes on with the first of `modes` whose latest show has not ended; the tick tells `then` whether there was one.

    The log is read in a worker: the window paints and the host's End works meanwhile.
    """
    parts.show.take_up(parts.in_worker(lambda: _first_left(parts, modes)), then)


def _first_left(parts: Parts, modes: Sequence[Mode]) -> Left | None:
    for mode in modes:
        if parts.place.database(mode).exists():
            left = _left_or_fault(parts, mode)
            if left is not None:
                return left
    return None


def _left_or_fault(parts: Parts, mode: Mode) -> Left | None:
    try:
        return left_in(parts, mode)
    except StoreError as error:
        parts.faults.set("store", Fault(FaultCode.STORE_FAILED, "store", detail=str(error)))
        return None


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
        parts.show.offered = Offered(parts.in_worker(self._look))
        self._is_told = False

    def tick(self) -> None:
        """Main thread."""
        parts = self._parts
        is_due = parts.show.offered.left is not None and parts.show.phase is ShowPhase.SETUP
        if is_due != self._is_told:
            self._is_told = is_due
            parts.faults.set("show", Fault(FaultCode.SHOW_UNENDED, "show") if is_due else None)

    def _look(self) -> Left | None:
        parts = self._parts
        if not parts.place.database(Mode.LIVE).exists():
            return None
        left = _left_or_fault(parts, Mode.LIVE)
        if left is None or parts.clock.monotonic_ns() - left.epoch_ns < _SAME_DAY_S * 1e9:
            return left
        parts.release(Mode.LIVE)
        return None
