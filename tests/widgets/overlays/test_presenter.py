"""The presenter: nothing is painted while nothing changes, and what changes comes and goes as designed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from app.domain.facts import SlateKind
from app.domain.fault import FaultCode
from app.domain.money import Money
from app.domain.on_air import CountdownOnAir, OnAir, SlateOnAir
from app.engine.messages import Motion
from tests.widgets.overlays.scenes import COAT, scene, stage
from widgets.overlays.overlay import Overlay, Painted, discover
from widgets.overlays.picture import Pictures
from widgets.overlays.presenter import Presenter

SCARF = replace(COAT, id="scarf", number=2, title="美利奴羊毛围巾")
RUNNING = CountdownOnAir(product_id="coat", ends_at_s=60)


@dataclass
class Screen:
    """Keeps what was asked of it, in order; the standby slate is none of these tests' business."""

    asked: list[tuple[str, str, Motion]] = field(default_factory=list)

    def put(self, slot: str, painted: Painted, enter: Motion) -> None:
        if slot != "standby":
            self.asked.append(("put", slot, enter))

    def remove(self, slot: str, leave: Motion) -> None:
        self.asked.append(("remove", slot, leave))

    def take(self) -> list[tuple[str, str, Motion]]:
        taken, self.asked = self.asked, []
        return taken


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def presenter(qapp: Any, screen: Screen) -> Presenter:
    return Presenter(discover(), screen)


def show(presenter: Presenter, on_air: OnAir, at_s: float = 0.0) -> None:
    presenter.present(scene(on_air, at_s=at_s))


def test_what_does_not_change_is_neither_painted_nor_sent_again(qapp: Any, screen: Screen) -> None:
    painted: list[str] = []

    @dataclass(frozen=True)
    class Counted:
        sight: Any
        subject: str = "coat"

        def paint(self) -> Painted:
            painted.append("card")
            made: Painted = self.sight.paint()
            return made

    card = discover()["card"]
    counting = Overlay("card", lambda shown: Counted(card.wanted(shown)))
    presenter = Presenter({"card": counting}, screen)
    for at_s in range(100):
        # A sale changes a stock that is not shown, and the card is shown once more.
        show(presenter, stage(replace(COAT, stock=130 - at_s)), at_s)
    assert painted == ["card"]
    assert len(screen.take()) == 1


def test_a_card_slides_up_in_250_ms_and_fades_out_in_180(presenter: Presenter, screen: Screen) -> None:
    show(presenter, stage(COAT))
    show(presenter, stage(), 5.0)
    assert screen.take() == [
        ("put", "card", Motion(ms=250, dy=24)),
        ("remove", "card", Motion(ms=180)),
    ]


def test_another_card_waits_until_the_first_has_gone_and_80_ms_more(
    presenter: Presenter, screen: Screen
) -> None:
    show(presenter, stage(COAT))
    screen.take()
    show(presenter, stage(SCARF), 0.1)
    assert screen.take() == [
        ("remove", "card", Motion(ms=180)),
        ("put", "card", Motion(ms=250, dy=24, delay_ms=260)),
    ]


def test_a_new_price_cross_fades_in_place_once_the_card_stands(presenter: Presenter, screen: Screen) -> None:
    show(presenter, stage(COAT))
    screen.take()
    cheaper = stage(replace(COAT, price=Money(159900, "CNY")))
    show(presenter, cheaper, 0.1)
    assert screen.take() == []
    show(presenter, cheaper, 0.3)
    assert screen.take() == [("put", "card", Motion(ms=180, is_crossfade=True))]


def test_a_show_whose_time_begins_anew_is_drawn_at_once(presenter: Presenter, screen: Screen) -> None:
    show(presenter, stage(COAT), 500.0)
    screen.take()
    show(presenter, stage(replace(COAT, price=Money(159900, "CNY"))), 0.0)
    assert [asked[:2] for asked in screen.take()] == [("put", "card")]


def test_a_countdown_sends_its_digits_once_a_second_and_nothing_else(
    presenter: Presenter, screen: Screen
) -> None:
    on_air = stage(COAT, countdown=RUNNING)
    show(presenter, on_air)
    screen.take()
    for tick in range(20, 220):
        show(presenter, on_air, tick / 20)
    assert screen.take() == [("put", "countdown-digits", Motion())] * 10


def test_a_band_rises_from_behind_its_card_and_the_digits_come_when_it_is_there(
    presenter: Presenter, screen: Screen
) -> None:
    show(presenter, stage(COAT))
    screen.take()
    show(presenter, stage(COAT, countdown=RUNNING), 1.0)
    assert sorted(screen.take(), key=lambda asked: asked[1]) == [
        ("put", "card", Motion(ms=180, is_crossfade=True)),
        ("put", "countdown", Motion(ms=250, dy=72)),
        ("put", "countdown-digits", Motion(ms=150, delay_ms=100)),
    ]


def test_a_band_leaves_with_its_card_and_comes_with_the_next(presenter: Presenter, screen: Screen) -> None:
    anyones = CountdownOnAir(product_id="", ends_at_s=60)
    show(presenter, stage(COAT, countdown=anyones))
    screen.take()
    show(presenter, stage(SCARF, countdown=anyones), 1.0)
    assert sorted(asked[:2] for asked in screen.take()) == [
        *(("put", slot) for slot in ("card", "countdown", "countdown-digits")),
        *(("remove", slot) for slot in ("card", "countdown", "countdown-digits")),
    ]


def test_at_zero_the_band_and_its_digits_go_together(presenter: Presenter, screen: Screen) -> None:
    show(presenter, stage(COAT, countdown=RUNNING))
    screen.take()
    show(presenter, stage(COAT, countdown=RUNNING), 60.0)
    assert [asked[:2] for asked in screen.take()] == [
        ("remove", "countdown"),
        ("remove", "countdown-digits"),
        ("put", "card"),
    ]


def test_a_slate_cross_fades_in_400_ms_over_a_card_that_leaves(presenter: Presenter, screen: Screen) -> None:
    show(presenter, stage(COAT))
    screen.take()
    show(presenter, stage(COAT, slate=SlateOnAir(kind=SlateKind.BACK)), 1.0)
    assert sorted(screen.take()) == sorted(
        [("remove", "card", Motion(ms=180)), ("put", "slate", Motion(ms=400, is_crossfade=True))],
        key=lambda asked: asked[:2],
    )


def test_a_restarted_engine_gets_everything_again(presenter: Presenter, screen: Screen) -> None:
    show(presenter, stage(COAT))
    screen.take()
    presenter.restart()
    show(presenter, stage(COAT), 1.0)
    assert [asked[:2] for asked in screen.take()] == [("put", "card")]


def test_a_restarted_console_replaces_what_is_still_on_air_and_removes_the_rest(
    presenter: Presenter, screen: Screen
) -> None:
    presenter.restart(("card", "countdown"))
    show(presenter, stage(COAT))
    assert screen.take() == [
        ("put", "card", Motion(ms=180, is_crossfade=True)),
        ("remove", "countdown", Motion(ms=180)),
    ]


def test_a_card_that_comes_before_its_picture_gets_it_later(presenter: Presenter, screen: Screen) -> None:
    jobs: list[Any] = []
    pictures = Pictures(submit=jobs.append)
    presenter.present(scene(stage(COAT), pictures=pictures))
    presenter.present(scene(stage(COAT), pictures=pictures, at_s=1.0))
    assert len(screen.take()) == 1
    jobs.pop()()
    presenter.present(scene(stage(COAT), pictures=pictures, at_s=2.0))
    assert [asked[:2] for asked in screen.take()] == [("put", "card")]


def test_trouble_of_what_is_on_air_is_told_and_forgotten_with_it(presenter: Presenter) -> None:
    show(presenter, stage(replace(COAT, image="/nowhere/coat.png")))
    assert [(fault.code, fault.where) for fault in presenter.faults] == [
        (FaultCode.IMAGE_UNREADABLE, "product:1")
    ]
    show(presenter, stage())
    assert presenter.faults == ()
