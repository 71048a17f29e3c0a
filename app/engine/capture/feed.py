"""Keeps one chosen source running: opens it, notices its end, says what is wrong, tries again."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.domain.fault import Fault, FaultCode
from app.engine.capture.source import CameraSource, MicrophoneSource, SourceFault

S = TypeVar("S", CameraSource, MicrophoneSource)

RETRY_S = 0.7
_MOST_ABANDONED = 3

log = logging.getLogger(__name__)


class Attempt(Generic[S]):
    """One try at a source, in a thread of its own, which may stall and is then abandoned."""

    def __init__(
        self, name: str, open_source: Callable[[], S], lost: FaultCode, wake: threading.Event
    ) -> None:
        self.source: S | None = None
        self.fault: SourceFault | None = None
        self._open_source: Callable[[], S] = open_source
        self._lost = lost
        self._wake = wake
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """Asks the source to end; does not wait."""
        self._stopping.set()

    def join(self, deadline_s: float) -> None:
        self._thread.join(deadline_s)

    def _run(self) -> None:
        try:
            self.source = self._open_source()
            self.source.run(self._stopping)
            self.fault = SourceFault(self._lost, "ended")
        except SourceFault as fault:
            self.fault = fault
        except Exception as error:  # a bug or a library's own error must cost this source, not the show
            log.exception("capture source failed")
            self.fault = SourceFault(self._lost, type(error).__name__)
        finally:
            self._wake.set()


class FaultLight:
    """The one fault that a part may have: said when it changes, cleared once. Safe from any thread."""

    def __init__(
        self, where: str, on_fault: Callable[[Fault], None], on_cleared: Callable[[str], None]
    ) -> None:
        self.where = where
        self._on_fault = on_fault
        self._on_cleared = on_cleared
        self._lock = threading.Lock()
        self._code: FaultCode | None = None

    def raise_(self, code: FaultCode, detail: str = "") -> None:
        with self._lock:
            if code is self._code:
                return
            self._code = code
            self._on_fault(Fault(code, self.where, retrying=True, detail=detail))

    def clear(self) -> None:
        with self._lock:
            if self._code is not None:
                self._code = None
                self._on_cleared(self.where)


class Feed(Generic[S]):
    """The supervisor of one camera or microphone; tries again every 0.7 s, always the same source."""

    def __init__(self, name: str, light: FaultLight, lost: FaultCode) -> None:
        self._name = name
        self._light = light
        self._lost = lost
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._is_stopping = False
        self._open_source: Callable[[], S] | None = None
        self._attempt: Attempt[S] | None = None
        self._abandoned: list[Attempt[S]] = []
        self._thread = threading.Thread(target=self._supervise, name=f"{name}-supervisor", daemon=True)
        self._thread.start()

    @property
    def source(self) -> S | None:
        """What runs now, maybe still opening; None between two tries."""
        attempt = self._attempt
        return attempt.source if attempt and attempt.is_running else None

    def choose(self, open_source: Callable[[], S] | None) -> None:
        """Runs this source from now on, and no other; None: nothing."""
        with self._lock:
            self._open_source = open_source
            self._abandon()
        self._wake.set()

    def restart(self) -> None:
        """Gives up a source that is stuck and tries again."""
        with self._lock:
            self._abandon()
        self._wake.set()

    def go_on(self, open_source: Callable[[], S], move: Callable[[S], object]) -> None:
        """What runs is moved to whoever owns it now, and opened by them from the next time on; what is still being
        opened is opened anew.
        """
        with self._lock:
            self._open_source = open_source
            if source := self.source:
                move(source)
            else:
                self._abandon()
        self._wake.set()

    def stop(self, deadline_s: float) -> bool:
        """False when the source did not end in time; its thread is a daemon and is left behind."""
        until = time.monotonic() + deadline_s
        with self._lock:
            self._is_stopping = True
            self._abandon()
        self._wake.set()
        self._thread.join(deadline_s)
        for attempt in self._abandoned:
            attempt.join(max(0.0, until - time.monotonic()))
        return not any(attempt.is_running for attempt in self._abandoned)

    def _abandon(self) -> None:
        if self._attempt:
            self._attempt.stop()
            self._abandoned.append(self._attempt)
            self._attempt = None

    def _supervise(self) -> None:
        while not self._is_stopping:
            self._wake.clear()
            fault = self._step()
            if fault:
                self._light.raise_(fault.code, fault.detail)
            # After a fault the wait is the pause; a new choice or the end cuts it short.
            self._wake.wait(RETRY_S)

    def _step(self) -> SourceFault | None:
        with self._lock:
            self._abandoned = [attempt for attempt in self._abandoned if attempt.is_running]
            if self._attempt and not self._attempt.is_running:
                fault, self._attempt = self._attempt.fault, None
                return fault
            is_free = self._attempt is None and len(self._abandoned) < _MOST_ABANDONED
            if self._open_source and is_free and not self._is_stopping:
                self._attempt = Attempt(self._name, self._open_source, self._lost, self._wake)
            return None


@dataclass(frozen=True, slots=True)
class Running(Generic[S]):
    """A source that runs, on its way from one programme to the next."""

    name: str
    feed: Feed[S]
    light: FaultLight
