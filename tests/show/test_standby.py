"""Viewers who come back after an outage find the slate, then the host; whatever the host did meanwhile stands."""

from __future__ import annotations

from pathlib import Path

from app.domain.facts import Mode, SlateKind
from app.domain.ingest import Closing
from app.engine.messages import Phase
from app.stage import Stage
from app.standby import SLATE_AFTER_S, SLATE_KEPT_S, Standby
from tests.show.rig import TEXT, Rig
from tests.show.test_show import health


class Room:
    """A stage and its standby; time passes by `look`."""

    def __init__(self) -> None:
        self.at_s = 100.0
        self.stage = Stage({}, (), lambda _fact: None)
        self.standby = Standby(self.stage)

    def away(self, seconds: float) -> SlateKind | None:
        self.standby.look(seconds, self.at_s)
        return self.slate

    def back(self, after_s: float = 0.0) -> SlateKind | None:
        self.at_s += after_s
        self.standby.look(0.0, self.at_s)
        return self.slate

    @property
    def slate(self) -> SlateKind | None:
        return self.stage.on_air.slate.kind if self.stage.on_air.slate else None


def cut_off(rig: Rig) -> None:
    """Live, and then without a line."""
    rig.show.go_live()
    rig.show.tick()
    for phase in (Phase.LIVE, Phase.RECONNECTING):
        rig.programme.take(health(phase))
        rig.show.tick()


def test_a_short_cut_shows_no_slate() -> None:
    room = Room()
    assert room.away(SLATE_AFTER_S - 0.1) is None
    assert room.back() is None


def test_a_long_cut_ends_with_the_slate_and_then_the_host() -> None:
    room = Room()
    assert room.away(SLATE_AFTER_S) is SlateKind.BACK
    assert room.away(60.0) is SlateKind.BACK
    assert room.back() is SlateKind.BACK
    assert room.back(SLATE_KEPT_S - 0.1) is SlateKind.BACK
    assert room.back(0.2) is None


def test_a_connection_that_breaks_again_keeps_the_slate_up() -> None:
    room = Room()
    room.away(SLATE_AFTER_S)
    room.back()
    room.away(1.0)
    assert room.back(SLATE_KEPT_S + 1) is SlateKind.BACK
    assert room.back(SLATE_KEPT_S) is None


def test_a_slate_of_the_hosts_own_is_left_alone() -> None:
    room = Room()
    room.stage.show_slate(SlateKind.STARTING, None, room.at_s)
    assert room.away(SLATE_AFTER_S) is SlateKind.STARTING
    room.back()
    assert room.back(SLATE_KEPT_S + 1) is SlateKind.STARTING


def test_a_host_who_takes_the_slate_down_has_decided() -> None:
    room = Room()
    room.away(SLATE_AFTER_S)
    room.stage.hide_slate(room.at_s)
    assert room.away(SLATE_AFTER_S + 30) is None
    assert room.back(SLATE_KEPT_S + 1) is None


def test_a_host_who_changes_the_slate_keeps_it() -> None:
    room = Room()
    room.away(SLATE_AFTER_S)
    room.stage.show_slate(SlateKind.STARTING, None, room.at_s)
    room.away(SLATE_AFTER_S + 1)
    room.back()
    assert room.back(SLATE_KEPT_S + 1) is SlateKind.STARTING


def test_a_slate_that_the_last_console_put_up_goes_when_viewers_are_back() -> None:
    room = Room()
    room.away(SLATE_AFTER_S)
    room.standby = Standby(room.stage)
    assert room.back() is SlateKind.BACK
    assert room.back(SLATE_KEPT_S) is None


def test_a_host_who_puts_the_same_slate_up_keeps_it() -> None:
    room = Room()
    room.away(SLATE_AFTER_S)
    room.stage.show_slate(SlateKind.BACK, None, room.at_s)
    room.back()
    assert room.back(SLATE_KEPT_S + 1) is SlateKind.BACK


def test_the_next_outage_has_its_slate_again() -> None:
    room = Room()
    room.away(SLATE_AFTER_S)
    room.back()
    room.back(SLATE_KEPT_S)
    assert room.away(SLATE_AFTER_S) is SlateKind.BACK


def test_the_platform_that_will_close_its_room_is_counted_down(tmp_path: Path) -> None:
    rig = Rig(
        tmp_path,
        TEXT + '[[destination]]\nname = "main"\nurl = "rtmp://h/a"\nkey = "env:K"\nends_after_s = 90\n',
    )
    rig.show.go_live()
    rig.show.tick()
    rig.programme.take(health(Phase.LIVE))
    assert rig.show.tick().closing is None
    rig.programme.take(health(Phase.RECONNECTING))
    rig.show.tick()
    rig.clock.advance(30)
    assert rig.show.tick().closing == Closing("main", 60.0)
    rig.programme.take(health(Phase.LIVE))
    assert rig.show.tick().closing is None


def test_a_cut_that_the_safety_delay_hides_shows_no_slate(tmp_path: Path) -> None:
    rig = Rig(tmp_path, TEXT.replace("[show]", "[show]\nsafety_delay_s = 10"))
    cut_off(rig)
    rig.clock.advance(14)
    assert rig.show.tick().on_air.slate is None
    rig.clock.advance(2)
    assert rig.show.tick().on_air.slate is not None


def test_viewers_who_were_cut_off_come_back_to_the_slate(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    cut_off(rig)
    rig.clock.advance(6)
    slate = rig.show.tick().on_air.slate
    assert slate is not None and slate.kind is SlateKind.BACK
    rig.programme.take(health(Phase.LIVE))
    rig.show.tick()
    rig.clock.advance(4)
    assert rig.show.tick().on_air.slate is None


def test_the_log_says_whose_the_slate_is(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    cut_off(rig)
    rig.clock.advance(6)
    rig.show.tick()
    left = rig.logs[Mode.LIVE].replayed({}).on_air
    assert left.slate is not None and left.slate.is_standby
