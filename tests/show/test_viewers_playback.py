"""Viewers are measured by themselves where a destination's playback can be read."""

from __future__ import annotations

from pathlib import Path

from app.domain.facts import Mode
from app.domain.fault import FaultCode
from app.domain.on_air import OnAir
from app.domain.viewer_delay import How
from app.engine.messages import Phase, ReadCodes
from app.venue import Left
from tests.show.rig import TEXT, Rig
from tests.show.test_viewers import PLAYBACK, Evening


def test_a_console_that_restarts_puts_no_code_into_the_picture_within_five_minutes(tmp_path: Path) -> None:
    evening = Evening(tmp_path, TEXT + PLAYBACK)
    for _ in range(40):
        evening.second(is_watched=True)
    before, after = evening.rig, Rig(tmp_path, TEXT + PLAYBACK)
    after.logs, after.clock = before.logs, before.clock
    after.show._clock = before.clock
    after.show.viewers._watch = evening._watch
    after.show.resume(Left(Mode.LIVE, OnAir(title="Coats"), before.programme.epoch_ns))
    after.show.tick()
    evening.rig = after
    evening.say(Phase.LIVE)
    evening.say(Phase.RECONNECTING)
    evening.say(Phase.LIVE)
    for _ in range(200):
        evening.second()
    assert len(evening.watchers) == 1, "viewers have just been measured"
    for _ in range(120):
        evening.second()
    assert len(evening.watchers) == 2


def test_a_destination_with_its_playback_is_measured_by_itself_once(tmp_path: Path) -> None:
    evening = Evening(tmp_path, TEXT + PLAYBACK)
    shown = 0
    for _ in range(400):
        snapshot = evening.second(is_watched=True)
        shown += snapshot.measuring is not None
    assert len(evening.watchers) == 1 and not evening.watchers[0].is_running
    assert [(one.destination, one.how) for one in snapshot.viewer_delays] == [("main", How.PLAYBACK)]
    assert 5 < shown < 20
    assert ReadCodes not in {type(one) for one in evening.rig.engine.commands if getattr(one, "for_s", 0)}
    evening.say(Phase.RECONNECTING)
    evening.say(Phase.LIVE)
    for _ in range(60):
        snapshot = evening.second(is_watched=True)
    assert len(evening.watchers) == 2 and not snapshot.viewer_delays[0].is_past


def test_nothing_is_measured_by_itself_while_a_countdown_runs(tmp_path: Path) -> None:
    evening = Evening(tmp_path, TEXT + PLAYBACK)
    evening.rig.show.start_countdown(40)
    for _ in range(35):
        assert evening.second().measuring is None
    for _ in range(10):
        evening.second()
    assert evening.watchers


def test_a_playback_that_cannot_be_watched_is_said_for_a_minute_and_without_its_address(
    tmp_path: Path,
) -> None:
    evening = Evening(tmp_path, TEXT + PLAYBACK)
    for _ in range(25):
        evening.second()
    evening.watchers[0].trouble, evening.watchers[0].is_running = "status 403", False
    snapshot = evening.second()
    assert [(one.code, one.where, one.detail) for one in snapshot.faults] == [
        (FaultCode.PLAYBACK_UNREADABLE, "playback:main", "status 403")
    ]
    assert snapshot.measuring is None
    for _ in range(62):
        snapshot = evening.second()
    assert not snapshot.faults
    assert "CANARY" not in repr(evening.rig.choices.plan)
