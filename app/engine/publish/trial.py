"""One destination on trial: whether it could be published to, and what it takes, without putting anybody on air."""

from __future__ import annotations

import base64
import itertools
import threading
from collections.abc import Callable

from app.domain.fault import Fault, FaultCode
from app.domain.secret import Secret
from app.engine.destination_messages import Destination as Wanted
from app.engine.destination_messages import DestinationTrial
from app.engine.figures import FaultReport
from app.engine.publish.amf import AmfError
from app.engine.publish.chunks import ChunkError
from app.engine.publish.environment import Environment
from app.engine.publish.lookup import Lookups
from app.engine.publish.loss import Lost
from app.engine.publish.measurement import Measurement
from app.engine.publish.opening import Opened, Opening
from app.engine.publish.session import HANDSHAKE_SENT, Step
from app.engine.publish.url import parse
from app.engine.publish.waiter import Stopped, Waiter

_TURN_S = 0.01
# Below 64 KiB, the longest text that has a short form; base64, since no line can compress it.
_RANDOM_BYTES = 45_000


class Trial:
    """`stop` from any thread, and nothing waits for it; `on_change` is called on this trial's thread."""

    def __init__(
        self,
        wanted: Wanted,
        environment: Environment,
        measurement: Measurement,
        on_change: Callable[[], None],
    ) -> None:
        self._wanted = wanted
        self._environment = environment
        self._measurement = measurement
        self._on_change = on_change
        self._waiter = Waiter(environment.clock_ns)
        self._thread = threading.Thread(target=self._run, name=f"trial-{wanted.name}", daemon=True)
        self._round_trip_ms: float | None = None
        self._refused_data = False
        self._fault: FaultReport | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Its connection is thrown away at once, with all that waits on it."""
        self._waiter.stop()

    def join(self, timeout_s: float) -> bool:
        self._thread.join(max(timeout_s, 0.0))
        return not self._thread.is_alive()

    def found(self) -> DestinationTrial:
        kbps = self._measurement.kbps(self._wanted.name) if self._measurement.is_over else None
        return DestinationTrial(
            name=self._wanted.name,
            round_trip_ms=self._round_trip_ms,
            kbps=None if kbps is None else round(kbps, 1),
            refused_data=self._refused_data,
            fault=self._fault,
        )

    def _run(self) -> None:
        try:
            self._reach()
        except Stopped:
            return
        except Exception as bug:  # noqa: BLE001 - a bug of ours is logged, and the trial of the others goes on
            threading.excepthook(threading.ExceptHookArgs((type(bug), bug, bug.__traceback__, self._thread)))
            self._fail(FaultCode.CONNECTION_LOST, "Storecast made a mistake; it is in the log")
        finally:
            self._waiter.close()
        self._on_change()

    def _reach(self) -> None:
        address = parse(self._wanted.name, self._wanted.url, Secret(self._wanted.key))
        if isinstance(address, Fault):
            self._fail(address.code, address.detail)
            return
        lookups = Lookups(self._environment.resolve, self._wanted.name, self._waiter.wake)
        opening = Opening(
            address, self._environment, self._waiter, lookups, lambda: None, goal=Step.CONNECTED
        )
        try:
            opened = opening.open()
        except Lost as lost:
            self._fail(lost.code, lost.detail)
            return
        try:
            self._measure(opened)
        finally:
            opened.link.reset()

    def _fail(self, code: FaultCode, detail: str) -> None:
        self._fault = FaultReport(code=code, where=f"destination:{self._wanted.name}", detail=detail)
        self._measurement.leave(self._wanted.name, self._environment.clock_ns())

    def _measure(self, opened: Opened) -> None:
        name, measurement, clock_ns = self._wanted.name, self._measurement, self._environment.clock_ns
        self._round_trip_ms = round(opened.round_trip_ms, 1)
        measurement.join(name, clock_ns())
        self._on_change()
        ballast = _Ballast(opened, self._environment.random_bytes)
        try:
            while not measurement.is_over:
                self._waiter.wait(_TURN_S, [opened.link.sock], to_write=opened.link.is_blocked)
                self._hear(opened)
                ballast.send(name, measurement, clock_ns())
                if not measurement.took(name, ballast.taken(), clock_ns()):
                    break
            else:
                return
        except (Lost, ChunkError, AmfError):
            pass
        # Many a platform closes on whoever sends before it publishes: that says nothing of the line.
        self._refused_data = True
        measurement.leave(name, clock_ns())

    def _hear(self, opened: Opened) -> None:
        opened.session.receive(opened.link.receive())
        opened.link.send(opened.session.outgoing())
        if opened.session.refusal is not None:
            raise Lost(opened.session.refusal.code)


class _Ballast:
    """An endless row of messages that no server looks into, by whole chunks: the session's own words go between."""

    def __init__(self, opened: Opened, random_bytes: Callable[[int], bytes]) -> None:
        self._opened = opened
        words = base64.b64encode(random_bytes(_RANDOM_BYTES)).decode()
        self._chunks = itertools.cycle(opened.session.ballast(words))
        self._next = next(self._chunks)
        self._base = opened.link.end

    def send(self, name: str, measurement: Measurement, now_ns: int) -> None:
        link = self._opened.link
        link.flush()
        while measurement.due(name, now_ns) >= len(self._next) and not link.is_blocked:
            link.send(self._next)
            measurement.sent(name, len(self._next))
            self._next = next(self._chunks)

    def taken(self) -> int:
        """Bytes that the peer has, of what was sent here."""
        link, session = self._opened.link, self._opened.session
        counted = session.acknowledged
        acknowledged = counted + HANDSHAKE_SENT + link.end - link.payload if counted else 0
        return max(0, self._opened.taken.assumed(link.written, acknowledged, link.is_blocked) - self._base)
