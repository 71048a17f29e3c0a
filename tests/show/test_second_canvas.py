"""The second picture is told to the engine, kept in the show file, and stands in the report."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from app.domain.fault import Fault, FaultCode
from app.domain.state import ShowState
from app.engine.messages import Configure, Hello, Phase, SecondHealth, SetSecondCanvas
from app.report import report
from app.settings.plan import load
from app.settings.show_file import ShowFileError
from tests.show.rig import TEXT, Rig
from tests.show.test_show import health

TWO = TEXT.replace("[show]", '[show]\nsecond_canvas = "720x1280"', 1)
TALL = '[[destination]]\nname = "tall"\nurl = "rtmp://h/b"\ncanvas = "portrait"\n'


def told(rig: Rig) -> list[SetSecondCanvas]:
    return [one for one in rig.engine.commands if isinstance(one, SetSecondCanvas)]


def test_a_show_with_one_canvas_says_nothing_of_another(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.show.go_live()
    rig.show.tick()
    assert told(rig) == []


def test_each_programme_is_told_its_second_canvas_after_it_is_configured(tmp_path: Path) -> None:
    rig = Rig(tmp_path, TWO)
    rig.show.go_live()
    kinds = [type(one) for one in rig.engine.commands if isinstance(one, Configure | SetSecondCanvas)]
    assert kinds == [Configure, SetSecondCanvas] * 2
    assert told(rig)[-1] == SetSecondCanvas(width=720, height=1280, video_kbps=3000)


@pytest.mark.parametrize(("own", "kbps"), [("", 1800), ("\nsecond_video_kbps = 1000", 1000)])
def test_the_shows_bitrate_is_the_second_pictures_too_unless_that_has_its_own(
    tmp_path: Path, own: str, kbps: int
) -> None:
    rig = Rig(tmp_path, TWO.replace("[show]", f"[show]{own}", 1))
    rig.show.set_video_kbps(1800)
    assert told(rig)[-1].video_kbps == kbps
    rig.show.go_live()
    assert (rig.engine.last(Configure).video_kbps, told(rig)[-1].video_kbps) == (1800, kbps)


def test_it_is_switched_on_and_off_and_the_file_is_a_show_file_each_time(tmp_path: Path) -> None:
    rig = Rig(tmp_path, TEXT)
    rig.show.picture.set_second_canvas(is_on=True)
    assert told(rig)[-1].height == 1280
    rig.show.set_destination("tall", "rtmp://h/b", None)
    rig.show.picture.set_destination_canvas("tall", is_second=True)
    kept = load(tmp_path / "show.toml", {})
    assert kept.second_canvas == (720, 1280)
    assert {one.name: one.is_second for one in kept.destinations}["tall"]
    shown = rig.show.tick().choices
    assert shown.second_canvas == (720, 1280)
    assert [one.name for one in shown.destinations if one.is_second] == ["tall"]
    rig.show.picture.set_second_canvas(is_on=False)
    assert told(rig)[-1] == SetSecondCanvas()
    kept = load(tmp_path / "show.toml", {})
    assert kept.second_canvas is None and not any(one.is_second for one in kept.destinations)


def test_a_destination_that_comes_back_still_gets_its_picture(tmp_path: Path) -> None:
    rig = Rig(tmp_path, TWO + TALL)
    (tmp_path / "show.toml").write_text(TWO + TALL)
    rig.show.remove_destination("tall")
    rig.show.restore_destination("tall")
    back = next(one for one in load(tmp_path / "show.toml", {}).destinations if one.name == "tall")
    assert back.is_second


def test_a_destination_that_comes_back_when_its_picture_has_gone_gets_the_first_one(tmp_path: Path) -> None:
    rig = Rig(tmp_path, TWO + TALL)
    (tmp_path / "show.toml").write_text(TWO + TALL)
    rig.show.remove_destination("tall")
    rig.show.picture.set_second_canvas(is_on=False)
    rig.show.restore_destination("tall")
    for plan in (rig.choices.plan, load(tmp_path / "show.toml", {})):
        back = next(one for one in plan.destinations if one.name == "tall")
        assert (back.is_second, back.canvas) == (False, "")


def test_a_destination_for_a_canvas_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ShowFileError, match="the show has no portrait canvas"):
        Rig(tmp_path, TEXT + TALL)


def second_picture(tmp_path: Path, second: SecondHealth | None, *faults: Fault) -> object:
    rig = Rig(tmp_path, TWO)
    rig.show.go_live()
    rig.show.tick()
    rig.programme.take(structs.replace(health(Phase.LIVE), second=second))
    rig.show.tick()
    return report(rig.programme, ShowState(), "", {}, faults)["second_picture"]


def test_the_report_says_what_became_of_the_second_picture(tmp_path: Path) -> None:
    counted = SecondHealth(width=720, height=1280, fps=30, video_kbps=3000, composed=90, encoded=88)
    figures = {"composed": 90, "encoded": 88, "encoder_queue_full": 0, "left_out_lowered": 0}
    assert second_picture(tmp_path, None) is None
    assert second_picture(tmp_path, counted) == {"outcome": "carried", **figures}
    trial = structs.replace(counted, is_on_trial=True)
    assert second_picture(tmp_path, trial) == {"outcome": "on-trial", **figures}
    lost = Fault(FaultCode.SECOND_PICTURE_GIVEN_UP, "second-canvas")
    assert second_picture(tmp_path, counted, lost) == {"outcome": "given-up", **figures}


def test_what_each_second_picture_of_a_show_had_is_added_up(tmp_path: Path) -> None:
    rig = Rig(tmp_path, TWO)
    rig.show.go_live()
    counted = SecondHealth(width=720, height=1280, fps=30, video_kbps=3000)
    off_between = [(1, 60), (1, 90), (1, None), (1, 100)]
    unseen_between = [(1, 5), (1, 40)]
    for pid, composed in [*off_between, *unseen_between, (2, 50), (2, 70)]:
        if rig.programme.hello is None or rig.programme.hello.pid != pid:
            rig.programme.take(Hello(pid=pid, version="", configured=None))
        second = None if composed is None else structs.replace(counted, composed=composed, encoded=composed)
        rig.programme.take(structs.replace(health(Phase.LIVE), second=second))
        rig.show.tick()
    found = report(rig.programme, ShowState(), "", {}, ())["second_picture"]
    assert isinstance(found, dict)
    assert (found["composed"], found["encoded"]) == (90 + 100 + 40 + 70,) * 2
