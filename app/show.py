"""The director: one method for each thing the host can do, and one that says how things stand."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import Executor, Future

from app.broadcast import Broadcast
from app.choices import ChoicesDesk
from app.desk import Desk as Desk
from app.domain.clock import Clock
from app.domain.facts import (
    CommentHidden,
    Fact,
    MicrophoneMuted,
    MicrophoneUnmuted,
    Mode,
    ShowEnded,
    ShowOpened,
    ShowResumed,
    SlateKind,
    WentLive,
)
from app.domain.on_air import OnAir, changed
from app.domain.secret import Secret
from app.domain.sold import Sold
from app.domain.state import ShowState
from app.engine.messages import Destination, ListDevices, Record, RetryNow, SetPreview
from app.faults import FaultBoard
from app.liveness import Liveness
from app.picture import Picture
from app.programme import Programme
from app.settings.secrets import SecretError
from app.snapshot import ShowPhase, Snapshot
from app.stage import Stage
from app.venue import Left, Venue

_DEADLINE_S = 5.0


class Show:
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
        self.phase = ShowPhase.SETUP
        self.broadcast: Broadcast | None = None
        self._venue = venue
        self._faults = faults
        self._executor = executor
        self._clock = clock
        self._destinations: Future[tuple[Destination, ...]] | None = None
        self._liveness = Liveness()
        self._ended_s = 0.0
        self._closing: Future[tuple[Sold, ...]] | None = None
        self.left: Left | None = None
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
        if self.phase is ShowPhase.SETUP:
            self._begin(Mode.REHEARSAL)

    def stop_rehearsal(self) -> None:
        if self.phase is ShowPhase.REHEARSAL:
            self._finish(ShowPhase.SETUP)

    def go_live(self) -> None:
        if self.phase is ShowPhase.REHEARSAL:
            self._finish(ShowPhase.SETUP)
        if self.phase is ShowPhase.SETUP:
            left, self.left = self.left, None
            self.resume(left) if left else self._begin(Mode.LIVE)

    def end_live(self) -> None:
        if self.phase in (ShowPhase.LIVE, ShowPhase.RECONNECTING, ShowPhase.REHEARSAL):
            self._finish(ShowPhase.ENDED)

    def new_show(self) -> None:
        if self.phase is ShowPhase.ENDED:
            self.broadcast = None
            self.phase = ShowPhase.SETUP

    def retry_now(self) -> None:
        self.programme.engine.send(RetryNow())

    def show_card(self, product_id: str) -> None:
        self.stage.show_card(product_id, self.at_s)

    def hide_card(self) -> None:
        self.stage.hide_card(self.at_s)

    def next_card(self) -> None:
        self.stage.next_card(self.at_s)

    def start_countdown(self, seconds: float) -> None:
        self.stage.start_countdown(seconds, self.at_s)

    def cancel_countdown(self) -> None:
        self.stage.cancel_countdown(self.at_s)

    def show_slate(self, slate: SlateKind, countdown_s: float | None = None) -> None:
        self.stage.show_slate(slate, countdown_s, self.at_s)

    def hide_slate(self) -> None:
        self.stage.hide_slate(self.at_s)

    def show_lower_third(self, name: str, role: str) -> None:
        self.stage.show_lower_third(name, role, self.at_s)

    def hide_lower_third(self) -> None:
        self.stage.hide_lower_third(self.at_s)

    def mute(self, is_muted: bool) -> None:
        fact = MicrophoneMuted(at_s=self.at_s) if is_muted else MicrophoneUnmuted(at_s=self.at_s)
        self.stage.on_air = changed(self.stage.on_air, fact, {})
        self.choices.mute(is_muted)
        self._record(fact)

    def hide_comment(self, connector: str, comment_id: str, *, is_hidden: bool = True) -> None:
        said = CommentHidden(connector=connector, comment_id=comment_id, is_hidden=is_hidden, at_s=self.at_s)
        self._record(said)

    def refresh_devices(self) -> None:
        self.programme.engine.send(ListDevices())

    def set_preview(self, width: int, height: int) -> None:
        self.programme.engine.send(SetPreview(width=width, height=height))

    def set_gain(self, gain_db: float) -> None:
        self.choices.set_gain(gain_db)

    def set_camera(
        self, source: str, *, fit: str = "fill", is_mirrored: bool = False, rotate: int = 0
    ) -> None:
        self.choices.set_camera(source, fit, is_mirrored, rotate)

    def set_microphone(self, source: str) -> None:
        self.choices.set_microphone(source)

    def set_destination(self, name: str, url: str, key: Secret | None) -> None:
        self.choices.set_destination(name, url, key)
        self._faults.set("destinations", None)

    def remove_destination(self, name: str) -> None:
        self.choices.remove_destination(name)

    def set_recording(self, folder: str) -> None:
        self.choices.set_recording(folder)

    def resume(self, left: Left) -> None:
        """Takes up a show that a killed console left: same epoch, same cards, same destinations."""
        self._configure(left.epoch_ns)
        self._go_on(left.mode)
        self.stage.begin(left.on_air, self.at_s)
        self.choices.mute(left.on_air.is_muted)
        self._record(ShowResumed(at_s=self.at_s))

    def tick(self) -> Snapshot:
        """Takes in what happened, does what is due, and says how things stand."""
        now_ns, at_s = self._clock.monotonic_ns(), self.at_s
        for fact in self.programme.pump(now_ns, at_s):
            self._record(fact, "engine")
        for fact in self._faults.changes(at_s):
            self._record(fact, "console")
        self._publish_when_resolved()
        if self.broadcast is not None:
            self.stage.refresh(self.broadcast.fold().products)
            if self.phase is not ShowPhase.ENDED:
                self.stage.play(at_s)
        self.picture.keep()
        self._judge(now_ns)
        return self._snapshot(now_ns, at_s)

    def is_closed(self) -> bool:
        """Whether the last broadcast's database is closed."""
        return self._closing is None or self._closing.done()

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

    def _go_on(self, mode: Mode) -> None:
        opening = self._executor.submit(self._venue.open, mode)
        products = {one.id: one for one in self.choices.plan.products}
        self.broadcast = Broadcast(mode, opening, products, self._clock, self._faults)
        self.phase = ShowPhase.REHEARSAL if mode is Mode.REHEARSAL else ShowPhase.LIVE
        self._liveness = Liveness()
        self._destinations = self._executor.submit(self._venue.destinations, mode)
        name = self.choices.plan.title or "show"
        self.programme.engine.send(Record(folder=self._venue.recording(mode), name=name))

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
        if self.broadcast is not None:
            self.broadcast.fold()
            self._record(ShowEnded(at_s=self._ended_s))
            self._closing = self.broadcast.close(self._executor, _DEADLINE_S)
        if phase is ShowPhase.SETUP:
            self.broadcast = None
        self.phase = phase

    def _record(self, fact: Fact, source: str = "host") -> None:
        if self.broadcast is not None and self.phase is not ShowPhase.ENDED:
            self.broadcast.record(fact, source)
        if source == "host":
            self.on_change()

    def _judge(self, now_ns: int) -> None:
        if self.phase in (ShowPhase.LIVE, ShowPhase.RECONNECTING):
            self._liveness.judge(self._destinations is None and self.programme.is_live(), now_ns)
            self.phase = ShowPhase.RECONNECTING if self._liveness.lost_ns else ShowPhase.LIVE

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
            on_air=self.stage.on_air,
            products=tuple(sorted(self.stage.products.values(), key=lambda one: one.number)),
            shown_ids=self.stage.shown_ids,
            state=state,
            sold=self.broadcast.sold if self.broadcast else (),
            health=programme.health,
            health_age_s=(now_ns - programme.heard_ns) / 1e9 if programme.heard_ns else 0.0,
            faults=self._faults.all(),
            choices=self.choices.shown(),
            cameras=programme.cameras,
            microphones=programme.microphones,
            orders_per_minute=self.broadcast.rate.within(60, utc_now) if self.broadcast else 0,
            orders_per_5_minutes=self.broadcast.rate.within(300, utc_now) if self.broadcast else 0,
        )
