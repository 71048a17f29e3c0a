"""All destinations on trial at the same time, since their sum is what the line must carry."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from app.engine.destination_messages import DestinationsTried, TryDestinations
from app.engine.publish.environment import Environment
from app.engine.publish.measurement import Measurement
from app.engine.publish.trial import Trial


class Trials:
    """One trial after the other; `begin` and `stop` belong to the engine's control thread and wait for nothing.

    `tell` is called on the threads of the trial that runs, never for one that was stopped.
    """

    def __init__(
        self, tell: Callable[[DestinationsTried], None], environment: Environment | None = None
    ) -> None:
        self._tell = tell
        self._environment = environment or Environment()
        self._lock = threading.Lock()
        self._number = 0
        self._running: tuple[Trial, ...] = ()
        self._leaving: tuple[Trial, ...] = ()

    def begin(self, command: TryDestinations) -> None:
        """Ends the one before."""
        self.stop()
        wanted = tuple({one.name: one for one in command.destinations}.values())
        if not wanted:
            return
        measurement = Measurement(tuple(one.name for one in wanted), command.need_kbps)
        trials = tuple(
            Trial(one, self._environment, measurement, lambda: self._changed(command.number, measurement))
            for one in wanted
        )
        with self._lock:
            self._number, self._running = command.number, trials
        for one in trials:
            one.start()

    def stop(self) -> None:
        """Nothing more is sent to anybody, and nothing told."""
        with self._lock:
            going, self._running = self._running, ()
        for one in going:
            one.stop()
        self._leaving = tuple(one for one in (*self._leaving, *going) if not one.join(0))

    def join(self, deadline_s: float = 1.0) -> bool:
        """True when the threads of those that were stopped have ended in time."""
        until = time.monotonic() + deadline_s
        have_ended = [one.join(until - time.monotonic()) for one in self._leaving]
        return all(have_ended)

    def _changed(self, number: int, measurement: Measurement) -> None:
        with self._lock:
            if number != self._number or not self._running:
                return
            found = tuple(one.found() for one in self._running)
            is_known = all(one.fault or one.round_trip_ms is not None for one in found)
            is_over = is_known and measurement.is_over
            carried, is_at_least = measurement.carried() if is_over else (None, False)
            self._tell(
                DestinationsTried(
                    number=number,
                    is_over=is_over,
                    destinations=found,
                    carried_kbps=None if carried is None else round(carried, 1),
                    is_at_least=is_at_least,
                )
            )
