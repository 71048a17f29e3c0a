"""The host measures how far viewers are behind, and the deal opens when they see zero."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from app.domain.facts import CountdownEnded, DealOpened, Mode, ViewerDelayMeasured
from app.domain.on_air import OnAir
from app.domain.secret import Secret
from app.domain.viewer_delay import How, digits_of
from app.engine.messages import CodeSeen, DestinationHealth, MarkShown, Phase, ReadCodes
from app.playback_watch import Seen
from app.report import report
from app.snapshot import MeasureStep, Snapshot
from app.venue import Left
from tests.show.rig import TEXT, Rig
from tests.show.test_show import health

PLAYBACK = '\n[[destination]]\nname = "main"\nurl = "rtmp://h/a"\nplayback = "https://cdn.example/live.flv?token=CANARY"\n'


class Watcher:
    """Sees what a test puts before it."""

    def __init__(self) -> None:
        self.trouble = ""
        self.is_running = True
        self.waiting: list[Seen] = []

    def seen(self) -> tuple[Seen, ...]:
        found, self.waiting = tuple(self.waiting), []
        return found

    def stop(self) -> None:
        self.is_running = False


class Evening:
    """A show that is live, with an engine that puts codes on air and viewers who are `behind_s`."""

    def __init__(self, folder: Path, text: str = TEXT, behind_s: float = 6.2) -> None:
        self.rig = Rig(folder, text)
        self.behind_s = behind_s
        self.watchers: list[Watcher] = []
        self.rig.show.viewers._watch = self._watch
        self.rig.show.go_live()
        self.say(Phase.LIVE)

    def _watch(self, name: str, url: Secret, for_s: float) -> Watcher:
        self.watchers.append(Watcher())
        return self.watchers[-1]

    def say(self, phase: Phase, *others: str) -> Snapshot:
        said = health(phase)
        more = tuple(DestinationHealth(name=name, phase=Phase.LIVE) for name in others)
        self.rig.programme.take(structs.replace(said, destinations=(*said.destinations, *more)))
        return self.rig.show.tick()

    def second(self, *, is_camera_held: bool = False, is_watched: bool = False) -> Snapshot:
        """One second of the show: a code goes on air, and one of `behind_s` ago is seen."""
        rig = self.rig
        rig.clock.advance(1.0)
        at_s = rig.show.at_s
        going = rig.show.viewers.shown()
        if going is not None and going.is_code_shown:
            rig.programme.take(MarkShown(mark=round(at_s), media_ns=round(at_s * 1e9)))
            rig.show.tick()
        digits = digits_of(int(at_s - self.behind_s))
        seen_s = int(at_s - self.behind_s) + self.behind_s
        if is_camera_held:
            rig.programme.take(CodeSeen(digits=digits, media_ns=round(seen_s * 1e9)))
        if is_watched and self.watchers:
            at_ns = rig.programme.epoch_ns + round(seen_s * 1e9)
            self.watchers[-1].waiting.append(Seen(digits, at_ns))
        return rig.show.tick()

    def facts(self) -> list[ViewerDelayMeasured]:
        return [fact for fact in self.rig.facts() if isinstance(fact, ViewerDelayMeasured)]


def test_a_phone_before_the_camera_measures_the_delay_and_it_is_kept_everywhere(tmp_path: Path) -> None:
    evening = Evening(tmp_path)
    evening.rig.show.viewers.measure()
    assert evening.rig.engine.last(ReadCodes).for_s > 60
    for _ in range(20):
        snapshot = evening.second(is_camera_held=True)
        if snapshot.measuring and snapshot.measuring.step is MeasureStep.MEASURED:
            break
    assert snapshot.measuring is not None and snapshot.measuring.step is MeasureStep.MEASURED
    assert not snapshot.measuring.is_code_shown
    assert [(one.destination, one.how) for one in snapshot.viewer_delays] == [("main", How.CAMERA)]
    assert snapshot.viewer_delays[0].seconds == pytest.approx(6.2)
    assert evening.rig.engine.last(ReadCodes).for_s == 0
    assert len(evening.facts()) == 1
    # The log replays it, and the report tells it.
    state = evening.rig.logs[Mode.LIVE].replayed({})
    assert state.viewer_delays["main"].seconds == pytest.approx(6.2)
    told = report(evening.rig.programme, state, "", {}, ())["viewer_delays"]
    assert isinstance(told, list) and told[0]["viewer_delay_s"] == pytest.approx(6.2)
    assert told[0]["how"] == "camera" and told[0]["destination"] == "main" and told[0]["at_s"] > 0
    # What was found is read for a moment; then the picture is free again.
    for _ in range(8):
        snapshot = evening.second()
    assert snapshot.measuring is None and snapshot.viewer_delays


def test_the_first_digit_says_when_and_a_wrong_code_is_said(tmp_path: Path) -> None:
    evening = Evening(tmp_path)
    viewers = evening.rig.show.viewers
    viewers.measure()
    for _ in range(10):
        evening.second()
    shown = int(evening.rig.show.at_s - 6.2)
    evening.rig.clock.advance(0.7)
    viewers.key_pressed()
    begun_s = evening.rig.show.at_s
    evening.rig.clock.advance(2.5)
    viewers.type_code("0" + digits_of(shown)[:3])
    going = evening.rig.show.tick().measuring
    assert going is not None and going.is_wrong and going.step is MeasureStep.LOOKING
    viewers.type_code(digits_of(shown))
    snapshot = evening.rig.show.tick()
    assert snapshot.viewer_delays[0].how is How.TYPED
    assert snapshot.viewer_delays[0].seconds == pytest.approx(begun_s - shown - 0.5, abs=0.05)


def test_the_code_goes_after_a_minute_and_those_far_behind_are_waited_for(tmp_path: Path) -> None:
    evening = Evening(tmp_path, behind_s=70.2)
    evening.rig.show.viewers.measure()
    for _ in range(65):
        snapshot = evening.second()
    assert snapshot.measuring is not None and not snapshot.measuring.is_code_shown
    for _ in range(20):
        snapshot = evening.second(is_camera_held=True)
        if snapshot.viewer_delays:
            break
    assert snapshot.viewer_delays[0].seconds == pytest.approx(70.2)


def test_a_phone_that_shows_nothing_is_said_and_can_be_tried_again(tmp_path: Path) -> None:
    evening = Evening(tmp_path)
    evening.rig.show.viewers.measure()
    for _ in range(245):
        snapshot = evening.second()
    assert snapshot.measuring is not None and snapshot.measuring.step is MeasureStep.MISSED
    evening.rig.show.viewers.measure()
    snapshot = evening.rig.show.tick()
    assert snapshot.measuring is not None and snapshot.measuring.is_code_shown
    evening.rig.show.viewers.stop()
    assert evening.rig.show.tick().measuring is None
    assert evening.rig.engine.last(ReadCodes).for_s == 0


def test_nobody_is_measured_who_does_not_watch(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.show.viewers.measure()
    assert rig.show.tick().measuring is None
    rig.show.go_live()
    rig.show.tick()
    rig.show.viewers.measure()
    assert rig.show.tick().measuring is None


def test_a_lost_line_ends_the_measuring_and_ages_what_was_known(tmp_path: Path) -> None:
    evening = Evening(tmp_path)
    evening.rig.show.viewers.measure()
    for _ in range(12):
        evening.second(is_camera_held=True)
    evening.rig.show.viewers.measure()
    assert evening.rig.show.tick().measuring
    evening.say(Phase.RECONNECTING)
    snapshot = evening.say(Phase.LIVE)
    assert snapshot.measuring is None
    assert [one.is_past for one in snapshot.viewer_delays] == [True]
    assert evening.rig.show.viewers.delay_s == pytest.approx(6.2), "the last known figure is safer than none"
    replayed = evening.rig.logs[Mode.LIVE].replayed({})
    assert replayed.viewer_delays["main"].is_past


def test_a_console_that_restarts_keeps_the_delay_of_viewers_who_were_not_cut_off(tmp_path: Path) -> None:
    evening = Evening(tmp_path)
    evening.rig.show.viewers.measure()
    for _ in range(12):
        evening.second(is_camera_held=True)
    before, after = evening.rig, Rig(tmp_path)
    after.logs, after.clock = before.logs, before.clock
    after.show._clock = before.clock
    after.show.resume(Left(Mode.LIVE, OnAir(title="Coats"), before.programme.epoch_ns))
    after.show.tick()
    after.programme.take(health(Phase.LIVE))
    after.show.tick()
    snapshot = after.show.tick()
    assert [one.is_past for one in snapshot.viewer_delays] == [False]
    assert snapshot.viewer_delays[0].seconds == pytest.approx(6.2)
    after.programme.take(health(Phase.CONNECTING))
    after.show.tick()
    assert [one.is_past for one in after.show.tick().viewer_delays] == [True]


def test_with_several_destinations_a_phone_speaks_for_the_show(tmp_path: Path) -> None:
    evening = Evening(tmp_path)
    evening.say(Phase.LIVE, "second")
    evening.rig.show.viewers.measure()
    for _ in range(12):
        snapshot = evening.second(is_camera_held=True)
    assert [one.destination for one in snapshot.viewer_delays] == [""]


def test_the_deal_opens_when_viewers_see_zero(tmp_path: Path) -> None:
    evening = Evening(tmp_path)
    evening.rig.show.viewers.measure()
    for _ in range(20):
        evening.second(is_camera_held=True)
    evening.rig.show.show_card("coat")
    evening.rig.show.start_countdown(3)
    zero_s = evening.rig.show.at_s + 3
    for _ in range(4):
        snapshot = evening.second()
    assert snapshot.on_air.countdown is None and snapshot.on_air.opening is not None
    assert snapshot.on_air.opening.opens_at_s == pytest.approx(zero_s + 6.2)
    assert not [fact for fact in evening.rig.facts() if isinstance(fact, DealOpened)]
    for _ in range(6):
        snapshot = evening.second()
    assert snapshot.on_air.opening is None
    opened = [fact for fact in evening.rig.facts() if isinstance(fact, DealOpened)]
    assert [(one.product_id, one.viewer_delay_s) for one in opened] == [("coat", 6.2)]
    assert opened[0].at_s >= zero_s + 6.2
    assert evening.rig.logs[Mode.LIVE].replayed(evening.rig.show.stage.products).on_air.opening is None


def test_a_countdown_that_is_stopped_opens_nothing(tmp_path: Path) -> None:
    evening = Evening(tmp_path)
    evening.rig.show.start_countdown(5)
    evening.second()
    evening.rig.show.cancel_countdown()
    for _ in range(10):
        snapshot = evening.second()
    assert snapshot.on_air.opening is None
    ended = [fact for fact in evening.rig.facts() if isinstance(fact, CountdownEnded)]
    assert [fact.opens_at_s for fact in ended] == [None]
    assert not [fact for fact in evening.rig.facts() if isinstance(fact, DealOpened)]
