"""The director: one method for each thing the host can do, and one that says how things stand."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future

from app.audience import REHEARSAL
from app.broadcast import Broadcast
from app.choices import ChoicesDesk
from app.desk import Desk as Desk
from app.domain.clock import Clock
from app.domain.facts import Fact, Mode, ShowEnded, ShowOpened, ShowResumed, WentLive
from app.domain.ingest import closing
from app.domain.on_air import OnAir, changed
from app.domain.sold import Sold
from app.domain.state import ShowState
from app.engine.messages import Destination, ListDevices, Record
from app.faults import FaultBoard
from app.hands import Hands
from app.liveness import Liveness
from app.picture import Picture
from app.programme import Programme
from app.settings.secrets import SecretError
from app.snapshot import ShowPhase, Snapshot
from app.stage import Stage
from app.standby import Standby
from app.taking_up import Offered, TakingUp
from app.trying import Trying
from app.venue import Left, Venue
from app.viewers import Viewers

_DEADLINE_S = 5.0


class Show(Hands):
    """Everything on the main thread; nothing here blocks. `tick` is called about twenty times a second.

    `on_change` is called after each thing that the host did, so that it is seen at once.
    """

    def __init__(
        self,
        choices: ChoicesDesk,
        programme: Programme,
        venue: Venue,
        faults: FaultBoard,
        executor: Executor,
        clock: Clock,
    ) -> None:
        self.choices = choices
        self.programme = programme
        self.stage = Stage({one.id: one for one in choices.plan.products}, choices.plan.cues, self._record)
        self.picture = Picture(self.stage, choices, programme, lambda: self.at_s)
        self.trying = Trying(programme, venue.trial, executor, clock)
        self.phase = ShowPhase.SETUP
        self.broadcast: Broadcast | None = None
        self._venue = venue
        self._faults = faults
        self._executor = executor
        self._clock = clock
        self._destinations: Future[tuple[Destination, ...]] | None = None
        self._liveness, self._standby = Liveness(), Standby(self.stage)
        self.viewers = Viewers(programme, choices, faults, lambda: self.at_s, self._record)
        self._ended_s = 0.0
        self._closing: Future[tuple[Sold, ...]] | None = None
        self.offered = Offered()
        self._taking_up: TakingUp | None = None
        self.on_change: Callable[[], None] = lambda: None

    @property
    def at_s(self) -> float:
        """Media time: seconds since the show's epoch."""
        return (self._clock.monotonic_ns() - self.programme.epoch_ns) / 1e9

    def prepare(self) -> None:
        """Starts the programme for the preview, before any show; an engine that lived on publishes nothing more."""
        self._configure(self._clock.monotonic_ns())
        self.programme.publish(())
        self.programme.engine.send(Record(folder=""))
        self.programme.engine.send(ListDevices())

    def rehearse(self) -> None:
        if self.phase is ShowPhase.SETUP and self._taking_up is None and not self.offered.is_awaited:
            self._begin(Mode.REHEARSAL)

    def stop_rehearsal(self) -> None:
        if self.phase is ShowPhase.REHEARSAL:
            self._finish(ShowPhase.SETUP)

    def go_live(self) -> None:
        if self.phase is ShowPhase.REHEARSAL:
            self._finish(ShowPhase.SETUP)
        is_known = self._taking_up is None and self.offered.is_known(self._clock.monotonic_ns())
        if self.phase is ShowPhase.SETUP and is_known:
            left = self.offered.take()
            self.resume(left) if left else self._begin(Mode.LIVE)

    def end_live(self) -> None:
        self.offered.is_awaited = False
        is_on = self.phase in (ShowPhase.LIVE, ShowPhase.RECONNECTING, ShowPhase.REHEARSAL)
        if is_on or (self.phase is ShowPhase.SETUP and self._taking_up is not None):
            self._finish(ShowPhase.ENDED)

    def new_show(self) -> None:
        if self.phase is ShowPhase.ENDED and self._taking_up is None:
            self.broadcast = None
            self.phase = ShowPhase.SETUP

    def take_up(self, looking: Future[Left | None], then: Callable[[bool], None]) -> None:
        """After a crash: goes on with the show that `looking` finds; `then` is told whether there was one."""
        self.choices.is_mute_known = False
        self._taking_up = TakingUp(looking, self._clock.monotonic_ns(), then)

    def resume(self, left: Left, early: Sequence[tuple[Fact, str]] = ()) -> None:
        """Takes up what a killed console left: same epoch, cards and destinations. `early` is what was done since."""
        on_air = left.on_air
        for fact, _ in early:
            on_air = changed(on_air, fact, self.stage.products)
        # Before a word to the engine: a host who was muted is not heard for a moment.
        self.choices.is_muted = on_air.is_muted
        self._configure(left.epoch_ns)
        self._go_on(left.mode)
        self.stage.begin(on_air, self.at_s)
        self._record(ShowResumed(at_s=self.at_s))
        for fact, source in early:
            self._record(fact, source)

    def tick(self) -> Snapshot:
        """Takes in what happened, does what is due, and says how things stand."""
        now_ns, at_s = self._clock.monotonic_ns(), self.at_s
        for fact in self.programme.pump(now_ns, at_s):
            self.viewers.take(fact)
            self._record(fact, "engine")
        at_s = self.at_s  # an engine that lived on has said since when
        for fact in self._faults.changes(at_s):
            self._record(fact, "console")
        self._take_up_when_found(now_ns)
        if self.offered.is_awaited:
            self.go_live()
        at_s = self.at_s
        self._publish_when_resolved()
        if self.broadcast is not None:
            self.stage.refresh(self.broadcast.fold().products)
            if self.phase is not ShowPhase.ENDED:
                self.stage.play(at_s, self.viewers.delay_s)
        if self._taking_up is None:
            self.picture.keep()
            self.trying.follow(self.choices.plan, self.phase)
        self._judge(now_ns)
        self.viewers.follow(self.broadcast, self.stage.on_air, is_live=self.phase is ShowPhase.LIVE)
        return self._snapshot(now_ns, at_s)

    def is_closed(self) -> bool:
        """Whether the last broadcast's database is closed."""
        return self._taking_up is None and (self._closing is None or self._closing.done())

    def _configure(self, epoch_ns: int) -> None:
        self.programme.configure(self.choices.programme(epoch_ns))
        self.choices.tell_devices()

    def _begin(self, mode: Mode) -> None:
        plan = self.choices.plan
        self._configure(self._clock.monotonic_ns())
        self._go_on(mode)
        self.stage.begin(OnAir(title=plan.title, is_muted=self.choices.is_muted))
        self._record(
            ShowOpened(
                show_id=str(uuid.uuid4()),
                title=plan.title,
                currency=plan.currency,
                mode=mode,
                epoch_utc=self._clock.utc_now(),
            )
        )
        self._record(WentLive(at_s=0.0))
        self._faults.tell_again()

    def _go_on(self, mode: Mode) -> None:
        self.broadcast = self._opened(mode)
        self.phase = ShowPhase.REHEARSAL if mode is Mode.REHEARSAL else ShowPhase.LIVE
        self._liveness, self._standby = Liveness(), Standby(self.stage)
        self._destinations = self._executor.submit(self._venue.destinations, mode)
        self.programme.engine.send(self.choices.recording(self._venue.recording(mode), mode))

    def _take_up_when_found(self, now_ns: int) -> None:
        taking, hello = self._taking_up, self.programme.hello
        if taking is None or not taking.is_settled(hello, now_ns):
            return
        self._taking_up = None
        self.choices.is_mute_known = True
        left = taking.left(hello)
        if not taking.did_end:
            if left is not None:
                self.resume(left, taking.facts(left.epoch_ns))
            else:
                self.phase = ShowPhase.SETUP
            taking.then(left is not None)
        elif left is not None:
            self._end_left(left, taking.facts(left.epoch_ns))

    def _end_left(self, left: Left, facts: Sequence[tuple[Fact, str]]) -> None:
        """The host ended it before its log was read: it is off the air, and the log says so now."""
        broadcast = self._opened(left.mode)
        for fact, source in facts:
            broadcast.record(fact, source)
        self._closing = broadcast.close(_DEADLINE_S)
        self.broadcast = broadcast if self.phase is ShowPhase.ENDED else None

    def _opened(self, mode: Mode) -> Broadcast:
        products = {one.id: one for one in self.choices.plan.products}
        return Broadcast(mode, self._venue.open, products, self._executor, self._clock, self._faults)

    def _publish_when_resolved(self) -> None:
        resolving = self._destinations
        if resolving is None or not resolving.done():
            return
        self._destinations = None
        try:
            self.programme.publish(resolving.result())
            self._faults.set("destinations", None)
        except (SecretError, OSError) as error:
            self.programme.miss(str(error))

    def _finish(self, phase: ShowPhase) -> None:
        """Off air first; the log and the database follow and cannot hold it up."""
        self._ended_s = self.at_s
        self._destinations = None
        self.programme.publish(())
        self.programme.engine.send(Record(folder=""))
        self.stage.begin(OnAir(title=self.choices.plan.title, is_muted=self.choices.is_muted))
        if self._taking_up is not None:
            self._record(ShowEnded(at_s=self._ended_s))
            self._taking_up.did_end = True
        elif self.broadcast is not None:
            self.broadcast.fold()
            self._record(ShowEnded(at_s=self._ended_s))
            self._closing = self.broadcast.close(_DEADLINE_S)
        if phase is ShowPhase.SETUP:
            self.broadcast = None
        self.phase = phase

    def _record(self, fact: Fact, source: str = "host") -> None:
        if self._taking_up is not None and not self._taking_up.did_end:
            self._taking_up.record(fact, source, self.programme.epoch_ns)
        elif self.broadcast is not None and self.phase is not ShowPhase.ENDED:
            self.broadcast.record(fact, source)
        if source == "host":
            self.on_change()

    def _judge(self, now_ns: int) -> None:
        programme = self.programme
        is_known = self._destinations is None and self._taking_up is None
        is_heard = self._taking_up is not None and programme.is_heard_live()
        is_live = programme.is_live() if is_known else is_heard
        busy = programme.busy()
        if self._taking_up is not None and self.phase is ShowPhase.SETUP and busy:
            is_rehearsal = all(one.name == REHEARSAL for one in busy)
            self.phase = ShowPhase.REHEARSAL if is_rehearsal else ShowPhase.RECONNECTING
        if self.phase in (ShowPhase.LIVE, ShowPhase.RECONNECTING):
            self._liveness.judge(is_live, now_ns)
            self.phase = ShowPhase.RECONNECTING if self._liveness.lost_ns else ShowPhase.LIVE
            if self._liveness.was_live:
                # Viewers notice nothing of a cut while what was held back for them lasts.
                away_s = self._liveness.away_s(now_ns) - self.choices.plan.safety_delay_s
                self._standby.look(max(0.0, away_s), self.at_s)

    def _snapshot(self, now_ns: int, at_s: float) -> Snapshot:
        plan, programme = self.choices.plan, self.programme
        state = self.broadcast.state if self.broadcast else ShowState()
        utc_now = self._clock.utc_now()
        return Snapshot(
            phase=self.phase,
            mode=self.broadcast.mode if self.broadcast else None,
            title=plan.title,
            store_name=plan.store_name,
            currency=plan.currency,
            utc_now=utc_now,
            at_s=self._ended_s if self.phase is ShowPhase.ENDED else at_s,
            reconnecting_s=self._liveness.away_s(now_ns),
            was_live=self._liveness.was_live,
            closing=closing(programme.lost_ns, self.choices.ends_after_s(), now_ns),
            on_air=self.stage.on_air,
            products=tuple(sorted(self.stage.products.values(), key=lambda one: one.number)),
            shown_ids=self.stage.shown_ids,
            state=state,
            sold=self.broadcast.sold if self.broadcast else (),
            health=programme.health,
            health_age_s=(now_ns - programme.heard_ns) / 1e9 if programme.heard_ns else 0.0,
            faults=self._faults.all(),
            choices=self.choices.shown(),
            trial=self.trying.shown(),
            cameras=programme.cameras,
            microphones=programme.microphones,
            measuring=self.viewers.shown(),
            viewer_delays=tuple(self.viewers.delays.values()),
            orders_per_minute=self.broadcast.rate.within(60, utc_now) if self.broadcast else 0,
            orders_per_5_minutes=self.broadcast.rate.within(300, utc_now) if self.broadcast else 0,
        )
