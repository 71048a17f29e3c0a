"""How far viewers are behind: the host measures it with a code in the picture, or the platform's playback shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.broadcast import Broadcast
from app.choices import ChoicesDesk
from app.domain.facts import DestinationChanged, Fact, ViewerDelayMeasured
from app.domain.fault import Fault, FaultCode
from app.domain.on_air import OnAir
from app.domain.secret import Secret
from app.domain.viewer_delay import (
    MOST_S,
    Delays,
    How,
    Sightings,
    ViewerDelay,
    lost,
    measured,
    typed_digits,
)
from app.engine.messages import CodeSeen, MarkShown, Phase, ReadCodes
from app.faults import FaultBoard
from app.playback_watch import PlaybackWatch, Seen, Watching
from app.programme import Programme
from app.settings.destination_plan import DestinationPlan
from app.snapshot import MeasureStep, Measuring

_SHOWN_S = 60.0
_SAID_S = 6.0
_TOLD_S = 60.0
# The platform needs a while to begin its playback, and a show needs its first half minute for itself.
_AFTER_LIVE_S, _AGAIN_S = 20.0, 300.0

Watch = Callable[[str, Secret, float], Watching]


class Viewers:
    """Main thread. The code stands in the picture for a minute at most; who is further behind is waited for without it.

    A destination with a `playback` is measured by itself, once it is live and again when it was lost and is back; the
    others when the host asks.
    """

    def __init__(
        self,
        programme: Programme,
        choices: ChoicesDesk,
        faults: FaultBoard,
        at_s: Callable[[], float],
        record: Callable[[Fact, str], None],
        watch: Watch = PlaybackWatch,
    ) -> None:
        self._programme = programme
        self._choices = choices
        self._faults = faults
        self._at_s = at_s
        self._record = record
        self._watch = watch
        self._measuring: Measuring | None = None
        self._by_phone = Sightings()
        self._by_playback: dict[str, Sightings] = {}
        self._watches: dict[str, Watching] = {}
        self._began_s = self._typed_s = self._said_s = 0.0
        self._live_s: float | None = None
        self._next_s = 0.0
        self._trouble: set[str] = set()
        self._trouble_until_s = 0.0
        self._broadcast: Broadcast | None = None
        self._measured: Delays = {}
        self._logged: Delays = {}

    @property
    def delays(self) -> Delays:
        """By destination. The log remembers what a console measured that crashed, and may be slow or broken."""
        return {**self._logged, **self._measured}

    @property
    def delay_s(self) -> float:
        """What the countdown reckons with; 0 where nobody has measured.

        Also what was measured before a line was lost: a deal that opens for nothing is worse than one that opens late.
        """
        return max((one.seconds for one in self.delays.values()), default=0.0)

    def _begin(self) -> None:
        """Another show: nothing is known of its viewers."""
        self.stop()
        self._calm()
        self._measured, self._logged = {}, {}
        self._live_s, self._next_s = None, 0.0

    def measure(self) -> None:
        """Puts the code into the picture and looks for it; does nothing while nobody is live."""
        if not self._live():
            return
        if not self._is_going:
            self._start()
        # Also when it went on by itself: whoever asks has the whole minute for it.
        self._began_s = self._at_s()
        self._measuring = replace(self._measuring or Measuring(), is_by_itself=False)
        self._programme.engine.send(ReadCodes(for_s=_SHOWN_S + MOST_S))

    def stop(self) -> None:
        if self._measuring is not None:
            self._end_looking()
            self._measuring = None

    def key_pressed(self) -> None:
        """The host begins to type what the phone shows: this is the moment that counts."""
        self._typed_s = self._at_s()

    def type_code(self, text: str) -> None:
        """The digits that the phone showed when their first one was typed."""
        digits, going = typed_digits(text), self._measuring
        if going is None or not self._is_going:
            return
        delay_s = self._by_phone.typed_delay_s(digits, self._typed_s)
        if delay_s is None:
            self._measuring = replace(going, is_wrong=True)
        else:
            self._note(self._by_hand(), delay_s, How.TYPED)
            self._say()

    def take(self, fact: Fact) -> None:
        """A destination that is lost has other viewers when it is back, or the same ones another time behind."""
        if isinstance(fact, DestinationChanged) and fact.is_lost:
            self._measured = lost(self._measured, fact.name)

    def follow(self, broadcast: Broadcast | None, on_air: OnAir, *, is_live: bool) -> None:
        """With each tick."""
        if broadcast is not self._broadcast:
            self._broadcast = broadcast
            self._begin()
        self._logged = broadcast.state.viewer_delays if broadcast else {}
        self._hear()
        at_s = self._at_s()
        if self._trouble and at_s > self._trouble_until_s:
            self._calm()
        if not is_live:
            self.stop()
            self._live_s = None
            return
        # While a countdown runs the host needs every eye on it.
        is_busy = on_air.countdown is not None or on_air.opening is not None
        self._begin_by_itself(at_s, may_begin=not is_busy)
        if self._is_going:
            self._look(at_s)
        elif (
            self._measuring and self._measuring.step is MeasureStep.MEASURED and at_s > self._said_s + _SAID_S
        ):
            self._measuring = None

    def shown(self) -> Measuring | None:
        """How the measuring stands; None: there is none."""
        return self._measuring

    @property
    def _is_going(self) -> bool:
        return self._measuring is not None and self._measuring.step is MeasureStep.LOOKING

    def _start(self) -> None:
        self._began_s = self._at_s()
        watched, for_s = self._watched(), _SHOWN_S + MOST_S
        self._by_phone = Sightings()
        self._by_playback = {one.name: Sightings() for one in watched}
        self._watches = {one.name: self._watch(one.name, Secret(one.playback), for_s) for one in watched}
        self._measuring = Measuring(is_code_shown=True, is_by_itself=True)

    def _begin_by_itself(self, at_s: float, *, may_begin: bool) -> None:
        if self._live_s is None:
            self._live_s = at_s
        # A console that crashed measured too: what it found is in the log.
        found_s = (one.at_s for one in self.delays.values() if one.how is How.PLAYBACK)
        next_s = max(self._next_s, max(found_s, default=-_AGAIN_S) + _AGAIN_S)
        is_due = at_s - self._live_s >= _AFTER_LIVE_S and at_s >= next_s
        if not (may_begin and is_due and self._measuring is None):
            return
        known = {name for name, one in self.delays.items() if not one.is_past}
        if any(one.name not in known for one in self._watched()):
            self._next_s = at_s + _AGAIN_S
            self._start()

    def _watched(self) -> list[DestinationPlan]:
        live = self._live()
        return [one for one in self._choices.plan.destinations if one.playback and one.name in live]

    def _live(self) -> list[str]:
        return [one.name for one in self._programme.destinations() if one.phase is Phase.LIVE]

    def _hear(self) -> None:
        codes = self._programme.codes
        while codes:
            self._take_code(codes.popleft())

    def _take_code(self, said: MarkShown | CodeSeen) -> None:
        at_s = said.media_ns / 1e9
        match said:
            case MarkShown():
                for sightings in (self._by_phone, *self._by_playback.values()):
                    sightings.went_on_air(said.mark, at_s)
            case CodeSeen():
                self._by_phone.saw(said.digits, at_s)

    def _look(self, at_s: float) -> None:
        going = self._measuring or Measuring()
        gone_s = at_s - self._began_s
        camera = self._by_phone
        self._measuring = replace(going, is_code_shown=gone_s < _SHOWN_S, codes_read=camera.count)
        for name in [name for name in self._watches if self._is_measured(name)]:
            self._watches.pop(name).stop()
        if camera.delay_s is not None:
            self._note(self._by_hand(), camera.delay_s, How.CAMERA)
            self._say()
        elif not self._watches and self._is_enough:
            self._say()
        elif gone_s >= _SHOWN_S + MOST_S:
            self._end_looking()
            self._measuring = None if going.is_by_itself else replace(going, step=MeasureStep.MISSED)

    @property
    def _is_enough(self) -> bool:
        """Whether no destination is left that only a phone can show."""
        going, known, live = self._measuring, self.delays, self._live()
        is_new = all(name in known and known[name].at_s >= self._began_s for name in live)
        return bool(live) and (is_new or (going is not None and going.is_by_itself))

    def _is_measured(self, name: str) -> bool:
        watch, sightings = self._watches[name], self._by_playback[name]
        for seen in watch.seen():
            sightings.saw(seen.digits, self._media_s(seen))
        if watch.trouble and not sightings.count:
            self._tell(name, watch.trouble)
        if sightings.delay_s is not None:
            self._note(name, sightings.delay_s, How.PLAYBACK)
        return sightings.delay_s is not None or not watch.is_running

    def _tell(self, name: str, trouble: str) -> None:
        """Said for a minute: nothing of the show depends on it."""
        where = f"playback:{name}"
        self._trouble.add(where)
        self._trouble_until_s = self._at_s() + _TOLD_S
        self._faults.set(where, Fault(FaultCode.PLAYBACK_UNREADABLE, where, detail=trouble))

    def _calm(self) -> None:
        for where in self._trouble:
            self._faults.set(where, None)
        self._trouble.clear()

    def _media_s(self, seen: Seen) -> float:
        return (seen.at_ns - self._programme.epoch_ns) / 1e9

    def _by_hand(self) -> str:
        """Whose viewers a phone belongs to: the show's, where there are several destinations."""
        live = self._live()
        return live[0] if len(live) == 1 else ""

    def _note(self, destination: str, delay_s: float, how: How) -> None:
        at_s, seconds = self._at_s(), round(delay_s, 1)
        new = ViewerDelay(destination=destination, seconds=seconds, how=how, at_s=at_s)
        self._measured = measured(self._measured, new)
        self._record(
            ViewerDelayMeasured(destination=destination, seconds=seconds, how=how, at_s=at_s), "engine"
        )

    def _say(self) -> None:
        """The result stays to be read for a moment; one that nobody asked for is not made much of."""
        self._end_looking()
        self._said_s = self._at_s()
        going = self._measuring
        is_quiet = going is None or going.is_by_itself
        self._measuring = None if is_quiet else Measuring(step=MeasureStep.MEASURED)

    def _end_looking(self) -> None:
        for watch in self._watches.values():
            watch.stop()
        self._watches, self._by_playback, self._by_phone = {}, {}, Sightings()
        self._programme.engine.send(ReadCodes(for_s=0.0))
