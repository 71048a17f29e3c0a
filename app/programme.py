"""The console's picture of the engine: what it was told, what it said, what its dead forerunners had done."""

from __future__ import annotations

import threading
from collections import deque
from typing import Protocol

from app.domain.facts import DestinationChanged, Fact, ProgrammeStarted, RecordingKept
from app.domain.fault import Fault, FaultCode
from app.engine.messages import (
    AnyReport,
    CodeSeen,
    Command,
    Configure,
    Destination,
    DestinationHealth,
    DestinationsTried,
    Device,
    Devices,
    FaultCleared,
    FaultRaised,
    FaultReport,
    FilmEnded,
    Finished,
    FirstFrame,
    Health,
    Hello,
    MarkShown,
    Phase,
    SecondHealth,
    SetDestinations,
)
from app.faults import FaultBoard

_MOST_CODES = 1000


class Engine(Protocol):
    """The console's end of the engine process."""

    def send(self, command: Command) -> None:
        """Never blocks; the whole show is told again to an engine that had to be restarted."""
        ...


class Programme:
    """Tells the engine and listens to it. `take` is safe from any thread; all else belongs to the main thread.

    `past` are the last healths of engines that died during this programme, `sent` the last figures of each destination
    by engine and name, as they were while it was wanted, `seconds` those of each second canvas there was;
    `had_destinations`: it was to go somewhere; `lost_ns` says since when a destination that was live is away; `tried`
    is the newest word of a trial.
    `codes` is what it said of the viewers' delay, for whoever measures it.
    """

    def __init__(self, engine: Engine, faults: FaultBoard) -> None:
        self.engine = engine
        self.health: Health | None = None
        self.heard_ns = 0
        self.hello: Hello | None = None
        self.cameras: tuple[Device, ...] = ()
        self.microphones: tuple[Device, ...] = ()
        self.film_ended_ms: int | None = None
        self.tried: DestinationsTried | None = None
        self.codes: deque[MarkShown | CodeSeen] = deque(maxlen=_MOST_CODES)
        self.finished = threading.Event()
        self.past: list[Health] = []
        self.sent: dict[tuple[int, str], DestinationHealth] = {}
        self.seconds: list[SecondHealth] = []
        self.lost_ns: dict[str, int] = {}
        self.had_destinations = False
        self._faults = faults
        self._configured: Configure | None = None
        self._destinations: tuple[Destination, ...] = ()
        self._is_missing = False
        self._phases: dict[str, Phase] = {}
        self._kept: dict[str, float] = {}
        self._told_of: set[str] = set()
        self._second: SecondHealth | None = None
        self._reports: deque[AnyReport] = deque()
        self._reports_lock = threading.Lock()
        self._facts: list[Fact] = []

    def take(self, report: AnyReport) -> None:
        """From the link's thread. Of several healths only the newest waits, so the queue stays short."""
        with self._reports_lock:
            if isinstance(report, Health) and self._reports and isinstance(self._reports[-1], Health):
                self._reports.pop()
            self._reports.append(report)
        if isinstance(report, Finished):
            self.finished.set()

    def configure(self, configure: Configure) -> None:
        """Starts the programme anew; with the same words on a running engine nothing changes."""
        if configure != self._configured:
            self.health = None
            self.past.clear()
            self.sent.clear()
            self._kept.clear()
            self.seconds.clear()
            self._second = None
            self.had_destinations = False
        self._configured = configure
        self.engine.send(configure)

    @property
    def epoch_ns(self) -> int:
        """Of the programme as it was told, or as an engine runs it that lived on; 0 when there is none."""
        running = self._configured or (self.hello.configured if self.hello else None)
        return running.epoch_ns if running else 0

    def publish(self, destinations: tuple[Destination, ...]) -> None:
        """The destinations that should be live from now on."""
        self._destinations, self._is_missing = destinations, False
        self.had_destinations = self.had_destinations or bool(destinations)
        for name in [name for name in self._phases if name not in self._names()]:
            del self._phases[name]
            self.lost_ns.pop(name, None)
            self._faults.set(f"destination:{name}", None)
        self.engine.send(SetDestinations(destinations=destinations))

    def miss(self, why: str) -> None:
        """Destinations were asked for and none could be had: nothing is live, whatever is published."""
        self.publish(())
        self._is_missing = self.had_destinations = True
        self._faults.set("destinations", Fault(FaultCode.SECRET_MISSING, "destinations", detail=why))

    def pump(self, now_ns: int, at_s: float) -> tuple[Fact, ...]:
        """Handles what the engine said since the last call and returns what is worth logging."""
        for report in self._waiting_reports():
            self._handle(report, now_ns, at_s)
        facts = tuple(self._facts)
        self._facts.clear()
        return facts

    def is_live(self) -> bool:
        """Whether all goes as it was asked for: a destination takes the stream, or there is none that could; then
        nobody sees the show, which `Snapshot.is_unseen` says.
        """
        if not self._destinations:
            return not self._is_missing
        return self.is_heard_live()

    def is_heard_live(self) -> bool:
        """Whether the engine says so, whatever it was told and by whom."""
        return any(one.phase is Phase.LIVE for one in self.destinations())

    def destinations(self) -> tuple[DestinationHealth, ...]:
        return self.health.destinations if self.health else ()

    def busy(self) -> tuple[DestinationHealth, ...]:
        """Those that the engine publishes to, or tries to."""
        return tuple(one for one in self.destinations() if one.phase is not Phase.IDLE)

    def _waiting_reports(self) -> tuple[AnyReport, ...]:
        with self._reports_lock:
            reports = tuple(self._reports)
            self._reports.clear()
        return reports

    def _names(self) -> frozenset[str]:
        return frozenset(one.name for one in self._destinations)

    def _handle(self, report: AnyReport, now_ns: int, at_s: float) -> None:
        match report:
            case Health():
                self._take_health(report, now_ns, at_s)
            case Finished():
                self._take_health(report.health, now_ns, at_s)
            case Hello():
                if self.hello is not None and self.hello.pid != report.pid:
                    self._bury(at_s)
                self.hello = report
            case FirstFrame():
                self._facts.append(ProgrammeStarted(at_s=report.media_ns / 1e9))
            case FaultRaised():
                self._told_of.add(report.fault.where)
                self._faults.set(report.fault.where, fault_of(report.fault))
            case FaultCleared():
                self._told_of.discard(report.where)
                self._faults.set(report.where, None)
            case DestinationsTried():
                self.tried = report
            case FilmEnded():
                self.film_ended_ms = report.begins_ms
            case MarkShown() | CodeSeen():
                self.codes.append(report)
            case Devices():
                self.cameras, self.microphones = report.cameras, report.microphones
            case _:
                pass

    def _bury(self, at_s: float) -> None:
        """Another engine speaks: it says itself what is wrong now, and knows nothing of what it would have to clear."""
        for where in self._told_of:
            self._faults.set(where, None)
        self._told_of.clear()
        self._second = None
        if self.health is not None:
            self.past.append(self.health)
            self._keep(self.health, at_s, is_over=True)
            self.health = None

    def _take_health(self, health: Health, now_ns: int, at_s: float) -> None:
        self.health, self.heard_ns = health, now_ns
        self._keep(health, at_s)
        self._count_second(health.second)
        pid = self.hello.pid if self.hello else 0
        for one in health.destinations:
            if one.name not in self._names():
                continue
            self.sent[pid, one.name] = one
            self._faults.set(f"destination:{one.name}", fault_of(one.fault) if one.fault else None)
            if one.phase is Phase.LIVE:
                self.lost_ns.pop(one.name, None)
            elif self._phases.get(one.name) is Phase.LIVE:
                self.lost_ns[one.name] = now_ns
            if self._phases.get(one.name) is not one.phase:
                self._phases[one.name] = one.phase
                code = one.fault.code if one.fault else ""
                self._facts.append(
                    DestinationChanged(name=one.name, phase=one.phase, fault_code=code, at_s=at_s)
                )

    def _count_second(self, second: SecondHealth | None) -> None:
        """One that was taken away and asked for anew counts from nothing; the health in between may not be seen."""
        before, self._second = self._second, second
        if second and before and second.composed >= before.composed:
            self.seconds[-1] = second
        elif second:
            self.seconds.append(second)

    def _keep(self, health: Health, at_s: float, *, is_over: bool = False) -> None:
        """Each part is logged when it begins and when it is over: a console that comes after this one knows them."""
        for one in health.recordings:
            is_new = one.path not in self._kept
            if is_new or ((is_over or not one.is_open) and self._kept[one.path] != one.seconds):
                self._kept[one.path] = one.seconds
                self._facts.append(RecordingKept(path=one.path, seconds=one.seconds, at_s=at_s))


def fault_of(report: FaultReport) -> Fault:
    """The fault that crossed the wire."""
    return Fault(code=report.code, where=report.where, retrying=report.retrying, detail=report.detail)
