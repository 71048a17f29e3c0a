"""The trial of the destinations before a show: when it is due, and what came of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import Executor, Future

from app.domain.clock import Clock
from app.domain.uplink import demand_of
from app.engine.messages import Destination, TryDestinations
from app.programme import Programme
from app.settings.destination_plan import DestinationPlan
from app.settings.plan import Plan
from app.settings.secrets import SecretError
from app.snapshot import ShowPhase, Trial

_SETTLED_NS = 1_000_000_000
_SetUp = tuple[tuple[DestinationPlan, ...], int, int, bool]


class Trying:
    """Main thread only. One trial for each set-up, a second after its last change, and one whenever it is asked for:
    a trial costs data, and a platform should not be knocked at.

    `resolve` gives the destinations with their keys, in a worker.
    """

    def __init__(
        self,
        programme: Programme,
        resolve: Callable[[], tuple[Destination, ...]],
        executor: Executor,
        clock: Clock,
    ) -> None:
        self._programme = programme
        self._resolve = resolve
        self._executor = executor
        self._clock = clock
        self._setup: _SetUp | None = None
        self._changed_ns = 0
        self._is_due = False
        self._resolving: Future[tuple[Destination, ...]] | None = None
        self._trial: Trial | None = None
        self._number = 0
        self._engine = 0
        self._may_repeat = True

    def follow(self, plan: Plan, phase: ShowPhase) -> None:
        """With each tick."""
        if phase is not ShowPhase.SETUP:
            self._end(is_over=phase is ShowPhase.ENDED)
            return
        setup = (plan.destinations, plan.video_kbps, plan.audio_kbps, plan.measures_uplink)
        if setup != self._setup:
            self._setup = setup
            self.again()
        self._take_in()
        self._notice_engine()
        is_settled = self._clock.monotonic_ns() - self._changed_ns >= _SETTLED_NS
        if self._is_due and is_settled and self._resolving is None and self._programme.hello is not None:
            self._is_due = False
            self._resolving = self._executor.submit(self._resolve)
        if self._resolving is not None and self._resolving.done():
            self._begin(plan)

    def again(self) -> None:
        """What is known may be another thing by now."""
        self._changed_ns = self._clock.monotonic_ns()
        self._is_due = bool(self._setup and self._setup[0])
        self._may_repeat = True
        self._resolving = None
        self._number += 1
        if not self._is_due and self._is_running:
            self._programme.engine.send(TryDestinations(number=self._number))
        self._trial = Trial() if self._is_due else None

    def ask(self) -> None:
        """The host's own word: at once, unless one is running."""
        if not self._is_running:
            self.again()
            self._changed_ns -= _SETTLED_NS

    def shown(self) -> Trial | None:
        """None when there is nothing to try."""
        return self._trial

    @property
    def _is_running(self) -> bool:
        return self._trial is not None and not self._trial.is_over

    def _end(self, *, is_over: bool) -> None:
        """A show begins: it has the line to itself. One that was cut short is made up for in the next set-up, and what
        was found before a show is old after it.
        """
        is_running = self._is_running
        self._resolving, self._is_due = None, False
        if self._setup is not None and is_running:
            self._programme.engine.send(TryDestinations(number=self._number))
        if is_running or is_over:
            self._setup = None

    def _begin(self, plan: Plan) -> None:
        resolving, self._resolving = self._resolving, None
        try:
            wanted = resolving.result() if resolving else ()
        except (SecretError, OSError):
            wanted = ()
        if not wanted:
            self._trial = None
            return
        are_second = [one.is_second for one in plan.destinations]
        need_kbps = demand_of(are_second, plan.second_video_kbps, plan.audio_kbps).need_kbps(plan.video_kbps)
        self._trial = Trial(need_kbps=need_kbps, is_measured=plan.measures_uplink)
        hello = self._programme.hello
        self._engine = hello.pid if hello else 0
        measured_kbps = need_kbps if plan.measures_uplink else 0
        command = TryDestinations(number=self._number, destinations=wanted, need_kbps=measured_kbps)
        self._programme.engine.send(command)

    def _take_in(self) -> None:
        tried = self._programme.tried
        if self._trial is not None and tried is not None and tried.number == self._number:
            self._trial = dataclasses.replace(self._trial, tried=tried)

    def _notice_engine(self) -> None:
        """An engine that died has taken its trial with it; it is asked for once more, and no third time."""
        hello = self._programme.hello
        is_another = hello is not None and self._engine not in (0, hello.pid)
        if not is_another:
            return
        self._engine = 0
        if not self._is_running:
            return
        if self._may_repeat:
            self.again()
            self._may_repeat = False
        else:
            self._trial = None  # the host may ask for another one
