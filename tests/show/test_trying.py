"""When destinations are tried before a show: once for each set-up, when the host asks, and never on air."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.state import ShowState
from app.engine.messages import (
    AudioCounts,
    Configure,
    Destination,
    DestinationsTried,
    DestinationTrial,
    FrameCounts,
    Health,
    Hello,
    TryDestinations,
    UplinkFigures,
)
from app.report import report
from app.snapshot import Trial
from tests.show.rig import TEXT, Rig

PLACE = """
[[destination]]
name = "main"
url = "rtmp://h/a"
key = "env:KEY"
"""


class Tries(Rig):
    """A show whose destinations can be tried, with an engine that has said hello."""

    def __init__(self, folder: Path, text: str = TEXT + PLACE) -> None:
        super().__init__(folder, text)
        self.greet(1)

    def greet(self, pid: int) -> None:
        self.programme.take(Hello(pid=pid, version="", configured=None))

    def wait(self, seconds: float) -> Trial | None:
        self.clock.advance(seconds)
        return self.show.tick().trial

    def asked(self) -> list[TryDestinations]:
        return [one for one in self.engine.commands if isinstance(one, TryDestinations)]

    def settle(self) -> None:
        """Until the trial of a set-up that does not change any more was asked for."""
        self.wait(0)
        self.wait(1.1)
        self.wait(0)

    def answer(self, carried_kbps: float | None = 4700.0) -> Trial:
        """The engine's last word."""
        found = DestinationTrial(name="main", round_trip_ms=20.0, kbps=carried_kbps)
        number = self.asked()[-1].number
        self.programme.take(
            DestinationsTried(
                number=number,
                is_over=True,
                destinations=(found,),
                carried_kbps=carried_kbps,
                is_at_least=True,
            )
        )
        trial = self.wait(0.05)
        assert trial is not None
        return trial


@pytest.fixture
def tries(tmp_path: Path) -> Tries:
    return Tries(tmp_path)


def test_a_set_up_is_tried_once_a_second_after_its_last_change(tries: Tries) -> None:
    tries.wait(0)
    tries.wait(0.5)
    assert tries.asked() == []
    tries.settle()
    (asked,) = tries.asked()
    assert (asked.destinations, asked.need_kbps) == (tries.destinations, 3128)
    tries.answer()
    for _ in range(100):
        tries.wait(10)
    assert len(tries.asked()) == 1


def test_until_a_server_answers_the_trial_is_on_and_afterwards_it_has_its_figure(tries: Tries) -> None:
    trial = tries.wait(0)
    assert trial is not None and not trial.is_over and trial.uplink is None
    tries.settle()
    trial = tries.answer(4700.0)
    assert trial.is_over and trial.uplink is not None and trial.uplink.is_enough


def test_another_bitrate_or_destination_is_another_trial_and_the_old_answer_is_void(tries: Tries) -> None:
    tries.settle()
    tries.answer()
    tries.show.set_destination("other", "rtmp://h/b", None)
    trial = tries.wait(0.05)
    assert trial is not None and not trial.is_over
    old = tries.asked()[-1].number
    tries.settle()
    assert tries.asked()[-1].number > old
    assert tries.asked()[-1].need_kbps == 2 * 3128


def test_another_bitrate_is_another_trial_and_the_next_show_has_it(tries: Tries) -> None:
    tries.settle()
    tries.answer()
    tries.show.set_video_kbps(1800)
    tries.settle()
    assert tries.asked()[-1].need_kbps == 1928
    tries.show.rehearse()
    assert tries.engine.last(Configure).video_kbps == 1800


def test_the_last_destination_takes_its_trial_with_it(tries: Tries) -> None:
    tries.settle()
    tries.show.remove_destination("main")
    assert tries.wait(0.05) is None
    assert [one.destinations for one in tries.asked()] == [tries.destinations, ()]
    tries.settle()
    assert len(tries.asked()) == 2


def test_a_destination_that_goes_while_its_key_is_fetched_is_not_tried(tries: Tries) -> None:
    tries.executor.is_held = True
    tries.settle()
    tries.show.remove_destination("main")
    tries.wait(0)
    tries.executor.release()
    assert tries.wait(0) is None
    assert not any(one.destinations for one in tries.asked())


def test_the_host_may_ask_again_but_not_while_one_runs(tries: Tries) -> None:
    tries.settle()
    tries.show.check_again()
    tries.wait(0.1)
    tries.wait(0.1)
    assert len(tries.asked()) == 1
    tries.answer()
    tries.show.check_again()
    tries.wait(0.1)
    tries.wait(0.1)
    assert len(tries.asked()) == 2


def test_going_live_ends_the_trial_and_it_is_made_up_for_after_the_rehearsal(tries: Tries) -> None:
    tries.settle()
    tries.show.rehearse()
    tries.wait(0.05)
    assert tries.asked()[-1].destinations == ()
    for _ in range(10):
        tries.wait(5)
    assert len(tries.asked()) == 2
    tries.show.stop_rehearsal()
    tries.settle()
    assert tries.asked()[-1].destinations == tries.destinations


def test_what_was_found_still_holds_after_a_rehearsal_and_is_old_after_a_show(tries: Tries) -> None:
    tries.settle()
    tries.answer()
    tries.show.rehearse()
    tries.wait(60)
    tries.show.stop_rehearsal()
    tries.settle()
    assert len(tries.asked()) == 1
    tries.show.go_live()
    tries.wait(60)
    tries.show.end_live()
    tries.wait(1)
    tries.show.new_show()
    tries.settle()
    assert len(tries.asked()) == 2


def test_an_engine_that_died_in_a_trial_is_asked_once_more_and_no_third_time(tries: Tries) -> None:
    tries.settle()
    for pid in (2, 3, 4):
        tries.greet(pid)
        tries.settle()
    assert len(tries.asked()) == 2
    assert tries.show.tick().trial is None
    tries.show.check_again()
    tries.wait(0.1)
    tries.wait(0.1)
    assert len(tries.asked()) == 3


def test_without_an_engine_or_a_destination_nothing_is_tried(tmp_path: Path) -> None:
    deaf = Rig(tmp_path, TEXT + PLACE)
    for _ in range(5):
        deaf.clock.advance(2)
        deaf.show.tick()
    assert not [one for one in deaf.engine.commands if isinstance(one, TryDestinations)]
    nowhere = Tries(tmp_path, TEXT)
    nowhere.settle()
    assert nowhere.asked() == [] and nowhere.wait(0) is None


def test_where_no_key_is_to_be_had_there_is_nothing_to_try(tries: Tries) -> None:
    tries.destinations = ()
    tries.settle()
    assert tries.asked() == [] and tries.wait(0) is None


def test_on_a_metered_line_destinations_are_reached_and_not_measured(tmp_path: Path) -> None:
    tries = Tries(tmp_path, TEXT.replace("[show]", "[show]\nmeasure_uplink = false") + PLACE)
    tries.settle()
    assert tries.asked()[-1].need_kbps == 0
    trial = tries.answer(None)
    assert not trial.is_measured and trial.uplink is None


def test_the_report_says_what_was_measured_needed_and_had(tries: Tries) -> None:
    tries.settle()
    tries.answer(7012.4)
    tries.show.go_live()
    figures = UplinkFigures(need_kbps=3128, carried_kbps=None, least_kbps=1250)
    health = Health(at_ns=0, media_ns=0, frames=FrameCounts(), audio=AudioCounts(), uplink=figures)
    tries.programme.take(health)
    tries.wait(1)
    assert report(tries.programme, ShowState(), "", {}, [])["uplink"] == {
        "measured_kbps": 7012,
        "is_at_least": True,
        "need_kbps": 3128,
        "least_kbps": 1250,
    }


def test_a_destination_without_its_key_is_part_of_what_the_show_needs(tries: Tries) -> None:
    tries.show.set_destination("other", "rtmp://h/b", None)
    tries.destinations = (Destination(name="main", url="rtmp://h/a", key="k"),)
    tries.settle()
    assert tries.asked()[-1].need_kbps == 2 * 3128


@pytest.mark.parametrize(("own", "need_kbps"), [("\nsecond_video_kbps = 1000", 1128), ("", 1928)])
def test_a_destination_of_the_second_picture_needs_that_pictures_bitrate(
    tmp_path: Path, own: str, need_kbps: int
) -> None:
    two = TEXT.replace("[show]", f'[show]\nsecond_canvas = "720x1280"{own}')
    tall = '[[destination]]\nname = "tall"\nurl = "rtmp://h/b"\ncanvas = "portrait"\n'
    tries = Tries(tmp_path, two + PLACE + tall)
    tries.show.set_video_kbps(1800)
    tries.settle()
    assert tries.asked()[-1].need_kbps == 1928 + need_kbps
