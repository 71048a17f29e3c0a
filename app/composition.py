"""Builds each part of the console once and hands it down; all of it but what Qt paints."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.audience import Audience
from app.broadcast import Opened
from app.choices import ChoicesDesk
from app.connectors.connector import Context, Value, kinds
from app.connectors.host import ConnectorHost, Entry
from app.disk import DiskWatch
from app.domain.clock import Clock
from app.domain.facts import Mode
from app.domain.fault import Fault, FaultCode
from app.domain.secret import Secret
from app.engine.client import EngineClient
from app.engine.messages import AnyReport, Destination
from app.faults import FaultBoard
from app.programme import Programme
from app.settings.address import joined
from app.settings.connector_plan import ConnectorPlan
from app.settings.plan import Plan
from app.settings.secrets import SecretError, Vault, resolved, system_vault
from app.show import Show
from app.show_text import ShowText
from app.store.lock import Lock
from app.store.trouble import StoreError
from app.venue import Venue

if TYPE_CHECKING:
    from app.store.store import Store

_BUYERS = ConnectorPlan(name="demo", kind="demo", settings={}, secrets={})
_WORKERS = 4
_CLOSE_WITHIN_S = 5.0

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one console keeps things. `show_file` None: what the host changes is not kept (a demo). A rehearsal that
    `starts_clean` begins with an empty database.
    """

    database: Callable[[Mode], Path]
    recordings: Callable[[Mode], str]
    run: Path
    keys: Path
    show_file: Path | None = None
    is_demo: bool = False
    starts_clean: bool = False


class Parts:
    """The parts of one console, from `start` to `close`. `store` is the open database of the broadcast that runs."""

    def __init__(self, plan: Plan, place: Place, clock: Clock) -> None:
        self.place = place
        self.clock = clock
        self.faults = FaultBoard()
        self.store: Store | None = None
        self._ready: dict[Mode, Store] = {}
        self.audience = Audience()
        self._vault: Vault | None = None
        self._lock: Lock | None = None
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="worker")
        self._editor = ThreadPoolExecutor(1, thread_name_prefix="editor")
        self.engine = EngineClient(place.run, self._hear, self.faults.set)
        self.programme = Programme(self.engine, self.faults)
        disk = DiskWatch()
        text = ShowText(place.show_file, self._editor, self.faults)
        self.choices = ChoicesDesk(plan, text, self.vault, self.engine, self.faults, self._editor, disk)
        venue = Venue(
            open=self.open, destinations=self._destinations, recording=place.recordings, trial=self._on_trial
        )
        self.show = Show(self.choices, self.programme, venue, self.faults, self._workers, clock)

    def start(self) -> None:
        """Starts the engine; the rest waits for the host. Raises `StoreError` when another console has this show."""
        try:
            self._lock = Lock(self.place.run / "console")
        except BlockingIOError:
            words = "another Storecast has this show open; close it first"
            raise StoreError(words) from None
        self.engine.start()

    def close(self, deadline_s: float) -> bool:
        """Ends the engine's show and all helpers; False when the engine had to be killed."""
        did_finish = self.engine.stop(deadline_s)
        self.choices.settle()
        self.audience.close()
        self._workers.shutdown(wait=True, cancel_futures=True)
        for mode in tuple(self._ready):  # a worker may have opened one until now
            self.release(mode)
        self._editor.shutdown(wait=True)
        if self._lock is not None:
            self._lock.release()
        return did_finish

    def open(self, mode: Mode) -> Opened:
        """Opens the database of a mode and builds its connectors; in a worker. Raises `StoreError`, `SecretError`."""
        store = self._ready.pop(mode, None)
        if store is None:
            if mode is Mode.REHEARSAL and self.place.starts_clean:
                _forget(self.place.database(mode))
            store = self._opened(mode)
        try:
            opened = Opened(store, self.sources(mode, store))
        except Exception:
            self._ready[mode] = store  # whoever tries again must not find it locked by this very console
            raise
        self.store = store
        return opened

    def open_now(self, mode: Mode) -> Store:
        """The same database, opened in the caller; the next `open` of that mode takes it. Raises `StoreError`."""
        if mode not in self._ready:
            self._ready[mode] = self._opened(mode)
        return self._ready[mode]

    def release(self, mode: Mode) -> None:
        """Closes what `open_now` opened and nobody took."""
        store = self._ready.pop(mode, None)
        if store is not None:
            store.close(_CLOSE_WITHIN_S)

    def in_worker(self, work: Callable[[], T]) -> Future[T]:
        """Anything that may block."""
        return self._workers.submit(work)

    def _opened(self, mode: Mode) -> Store:
        # Loaded with the first show: a window need not wait for it, and a quarter of its start would go there.
        from app.store.store import Store

        path = self.place.database(mode)
        return Store.open(path, utc_now=self.clock.utc_now, on_trouble=self._on_store_trouble)

    def sources(self, mode: Mode, store: Store) -> ConnectorHost:
        """The connectors of a mode: simulated buyers in a rehearsal, the show's own when it is real."""
        plan = self.choices.plan
        wanted = (_BUYERS,) if mode is Mode.REHEARSAL else plan.connectors
        entries = [self._entry(one, plan) for one in wanted]
        return ConnectorHost(entries, store.append, store.cursor, self.faults.set)

    def vault(self) -> Vault:
        """Where secrets live; the first call may take a while."""
        if self._vault is None:
            self._vault = system_vault(self.place.keys, self._on_broken_keys)
        return self._vault

    def _entry(self, connector: ConnectorPlan, plan: Plan) -> Entry:
        settings: dict[str, Value] = dict(connector.settings)
        for name, reference in connector.secrets.items():
            try:
                settings[name] = resolved(reference, self.vault())
            except SecretError as error:
                where = f"connector:{connector.name}"
                self.faults.set(where, Fault(FaultCode.SECRET_MISSING, where, detail=str(error)))
        context = Context(
            name=connector.name,
            currency=plan.currency,
            utc_now=self.clock.utc_now,
            products=plan.products,
            settings=settings,
        )
        return Entry(kinds()[connector.kind], context)

    def _destinations(self, mode: Mode) -> tuple[Destination, ...]:
        """Every destination whose stream key is there; raises `SecretError` when there is none at all."""
        if mode is Mode.REHEARSAL or self.place.is_demo:
            return (self.audience.destination(),)
        ready: list[Destination] = []
        missing: SecretError | None = None
        for one in self.choices.plan.destinations:
            where = f"destination:{one.name}"
            try:
                secret = resolved(one.key, self.vault()) if one.key else Secret("")
            except SecretError as error:
                missing = error
                self.faults.set(where, Fault(FaultCode.SECRET_MISSING, where, detail=str(error)))
            else:
                url, key = joined(one.url, secret)
                delay_s = self.choices.plan.safety_delay_s
                ready.append(
                    Destination(
                        name=one.name, url=url, key=key.reveal(), delay_s=delay_s, is_second=one.is_second
                    )
                )
        if missing is not None and not ready:
            raise missing
        return tuple(ready)

    def _on_trial(self) -> tuple[Destination, ...]:
        """Those that have what they need; a demo goes nowhere."""
        if self.place.is_demo:
            return ()
        found: list[Destination] = []
        for one in self.choices.plan.destinations:
            with contextlib.suppress(SecretError):
                secret = resolved(one.key, self.vault()) if one.key else Secret("")
                url, key = joined(one.url, secret)
                found.append(Destination(name=one.name, url=url, key=key.reveal()))
        return tuple(found)

    def _hear(self, report: AnyReport) -> None:
        self.programme.take(report)

    def _on_broken_keys(self) -> None:
        self.faults.set("keys", Fault(FaultCode.KEYS_SET_ASIDE, "keys"))

    def _on_store_trouble(self, fault: Fault | None) -> None:
        self.faults.set("store", fault)


def _forget(path: Path) -> None:
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
