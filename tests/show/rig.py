"""A show with a real director and small real fakes around it: an engine that listens, a log in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from app.broadcast import Committed, Opened
from app.choices import ChoicesDesk
from app.disk import DiskWatch
from app.domain.clock import rfc3339
from app.domain.facts import Draft, Event, Fact, Mode, OrderUpserted
from app.domain.order import OrderVersion
from app.domain.product import Product
from app.domain.state import ShowState, folded
from app.domain.totals import Totals
from app.engine.messages import Command, Destination
from app.faults import FaultBoard
from app.programme import Programme
from app.settings.plan import Plan, plan_of
from app.settings.secrets import OpenFile
from app.settings.show_file import parsed
from app.show import Show
from app.show_text import ShowText
from app.venue import Venue

C = TypeVar("C", bound=Command)

TEXT = """
[show]
title = "Coats"
[[product]]
id = "coat"
title = "Coat"
price = "1999.00"
[[product]]
id = "scarf"
title = "Scarf"
price = "199.00"
"""


class ManualClock:
    """Time that moves when a test says so."""

    def __init__(self) -> None:
        self.ns = 1_000_000_000

    def monotonic_ns(self) -> int:
        return self.ns

    def utc_now(self) -> str:
        return rfc3339(datetime(2026, 11, 24, 12, tzinfo=UTC) + timedelta(microseconds=self.ns / 1000))

    def advance(self, seconds: float) -> None:
        self.ns += round(seconds * 1e9)


class AtOnce(Executor):
    """Runs what is submitted in the caller; `is_held` keeps it waiting until `release`."""

    def __init__(self) -> None:
        self.is_held = False
        self._held: list[Callable[[], None]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()

        def run() -> None:
            try:
                future.set_result(fn(*args, **kwargs))
            except Exception as error:  # noqa: BLE001  # as an executor does
                future.set_exception(error)

        self._held.append(run) if self.is_held else run()
        return future

    def release(self) -> None:
        self.is_held = False
        while self._held:
            self._held.pop(0)()


class EngineHeard:
    """Keeps what it was told."""

    def __init__(self) -> None:
        self.commands: list[Command] = []

    def send(self, command: Command) -> None:
        self.commands.append(command)

    def last(self, kind: type[C]) -> C:
        return next(one for one in reversed(self.commands) if isinstance(one, kind))


@dataclass(frozen=True)
class Commit:
    events: tuple[Event, ...]
    totals: Totals = Totals()
    totals_at: str = ""


@dataclass
class MemoryLog:
    """A log that is durable at once."""

    events: list[Event] = field(default_factory=list)
    callbacks: list[Callable[[Committed], None]] = field(default_factory=list)
    is_closed: bool = False

    def record(self, draft: Draft) -> None:
        event = Event(
            seq=len(self.events) + 1,
            show_id="s",
            received_at=draft.occurred_at,
            source=draft.source,
            key=draft.key,
            occurred_at=draft.occurred_at,
            fact=draft.fact,
        )
        self.events.append(event)
        for callback in self.callbacks:
            callback(Commit((event,)))

    def subscribe(self, callback: Callable[[Committed], None]) -> None:
        self.callbacks.append(callback)

    def replayed(self, products: Mapping[str, Product]) -> ShowState:
        return folded(replace(ShowState(), products=products), self.events)

    def paid_orders(self) -> tuple[OrderVersion, ...]:
        facts = [event.fact for event in self.events]
        return tuple(one.order for one in facts if isinstance(one, OrderUpserted))

    def close(self, deadline_s: float) -> None:
        self.is_closed = True


class NoSources:
    """No connectors; says whether they run."""

    is_running = False

    def start(self) -> None:
        self.is_running = True

    def stop(self, deadline_s: float) -> None:
        self.is_running = False


class Rig:
    """Everything a test of the director needs, in one place."""

    def __init__(self, folder: Path, text: str = TEXT, *, is_held: bool = False) -> None:
        self.clock = ManualClock()
        self.engine = EngineHeard()
        self.faults = FaultBoard()
        self.executor = AtOnce()
        self.executor.is_held = is_held
        self.logs: dict[Mode, MemoryLog] = {mode: MemoryLog() for mode in Mode}
        self.sources = NoSources()
        self.destinations: tuple[Destination, ...] = (Destination(name="main", url="rtmp://h/a", key="k"),)
        self.plan: Plan = plan_of(parsed(text), text, "show.toml", folder, {})
        self.programme = Programme(self.engine, self.faults)
        self.vault = OpenFile(folder / "keys.json")
        show_text = ShowText(folder / "show.toml", self.executor, self.faults)
        self.choices = ChoicesDesk(
            self.plan,
            show_text,
            lambda: self.vault,
            self.engine,
            self.faults,
            self.executor,
            DiskWatch(lambda look: look()),
        )
        venue = Venue(
            open=lambda mode: Opened(self.logs[mode], self.sources),
            destinations=lambda mode: self.destinations,
            recording=lambda mode: str(folder / "recordings"),
            trial=lambda: self.destinations,
        )
        self.show = Show(self.choices, self.programme, venue, self.faults, self.executor, self.clock)
        self.show.prepare()

    def facts(self, mode: Mode = Mode.LIVE) -> list[Fact]:
        return [event.fact for event in self.logs[mode].events]
