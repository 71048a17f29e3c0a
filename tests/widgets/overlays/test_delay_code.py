"""The measuring code: only while it is asked for, another one each second, where others and a face leave room."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QRect

from app.domain.facts import SlateKind
from app.domain.on_air import CountdownOnAir, LowerThirdOnAir, OnAir, SlateOnAir
from app.domain.viewer_delay import digits_of
from app.engine.messages import PutSprite
from app.faults import FaultBoard
from app.snapshot import Measuring, Snapshot
from tests.widgets.overlays.scenes import CANVASES, COAT, painted, scene, sprite, stage
from widgets.overlays import qr
from widgets.overlays.canvas import Canvas
from widgets.overlays.delay_code import DelayCode, delay_code
from widgets.overlays.kit import NEUTRAL_LIGHT
from widgets.overlays.overlay import Scene
from widgets.overlays.picture import Pictures
from widgets.overlays.sheet import MARGIN
from widgets.screen import OnAirScreen


def measuring(on_air: OnAir, canvas: Canvas, at_s: float = 42.3) -> Scene:
    return replace(scene(on_air, canvas, at_s=at_s), is_measuring=True)


def test_there_is_none_unless_somebody_measures(qapp: Any) -> None:
    assert delay_code.wanted(scene(OnAir())) is None


def test_it_changes_once_a_second_and_says_which_one_it_is(qapp: Any) -> None:
    canvas = CANVASES[0]
    wanted = [delay_code.wanted(measuring(OnAir(), canvas, at_s)) for at_s in (42.0, 42.9, 43.0)]
    assert wanted[0] == wanted[1] != wanted[2]
    first = wanted[0]
    assert isinstance(first, DelayCode) and first.paint().mark == 42
    assert digits_of(42) != digits_of(43)


STAGES = {
    "nothing": OnAir(),
    "card": stage(COAT),
    "countdown": stage(COAT, countdown=CountdownOnAir(product_id="coat", ends_at_s=160)),
    "long link": stage(replace(COAT, link="HTTPS://DEMO.SHOP/" + 80 * "P")),
    "countdown alone": stage(countdown=CountdownOnAir(product_id="", ends_at_s=160)),
    "name": stage(lower_third=LowerThirdOnAir(name="Lin Xiao", role="Stylist"), title="Autumn coats"),
}
OTHERS = ("card", "countdown", "countdown-digits", "lower-third")


def code_of(shown: Scene) -> QRect:
    sight = delay_code.wanted(shown)
    assert isinstance(sight, DelayCode)
    return sight.box()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("on_air", STAGES.values(), ids=STAGES.keys())
@pytest.mark.parametrize("canvas", CANVASES, ids=str)
def test_it_keeps_to_the_safe_area_and_away_from_what_else_is_on_air(
    qapp: Any, canvas: Canvas, on_air: OnAir, language: Any
) -> None:
    shown = replace(measuring(on_air, canvas), language=language)
    code = code_of(shown)
    left, top, right, bottom = canvas.safe
    assert QRect(left, top, right - left, bottom - top).contains(code)
    assert code.width() % 2 == code.height() % 2 == code.top() % 2 == 0
    for slot in OTHERS:
        one = painted(slot, shown)
        edge = canvas.even(MARGIN) if one else 0
        assert one is None or not code.intersects(
            QRect(one.x, one.y, one.image.width(), one.image.height()).adjusted(edge, edge, -edge, -edge)
        ), slot


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("canvas", CANVASES, ids=str)
def test_it_leaves_a_hosts_face_free(qapp: Any, canvas: Canvas, name: str) -> None:
    """Of one who stands close: in landscape beside her head, in portrait below it, from side to side."""
    code = code_of(measuring(STAGES[name], canvas))
    if canvas.is_portrait:
        most_up = {"countdown": 0.27, "long link": 0.29}.get(name, 0.33)
        assert code.top() > most_up * canvas.height
    else:
        assert code.right() < 0.22 * canvas.width


@pytest.mark.parametrize("canvas", CANVASES, ids=str)
def test_a_card_that_comes_does_not_move_it(qapp: Any, canvas: Canvas) -> None:
    assert code_of(measuring(STAGES["nothing"], canvas)) == code_of(measuring(STAGES["card"], canvas))


def test_it_lies_over_a_slate(qapp: Any) -> None:
    shown = measuring(OnAir(slate=SlateOnAir(kind=SlateKind.STARTING)), CANVASES[0])
    assert sprite("delay-code", shown).order > sprite("slate", shown).order


def test_its_modules_are_larger_than_a_cards() -> None:
    canvas = CANVASES[0]
    made = qr.code("STORECAST 0417")
    assert made is not None and made.modules == 29
    assert qr.tile_px(canvas, made, 7, 21) == 204


class Engine:
    """Keeps the sprites that it is given."""

    def __init__(self) -> None:
        self.sprites: list[PutSprite] = []

    def put_sprite(self, command: PutSprite, pixels: bytes) -> None:
        self.sprites.append(command)

    def send(self, command: object) -> None:
        """Takes it."""


def test_the_engine_is_asked_when_each_second_is_seen(qapp: Any) -> None:
    engine = Engine()
    pictures = Pictures(submit=lambda job: job())
    screen = OnAirScreen(engine, NEUTRAL_LIGHT, "en", pictures, FaultBoard())  # type: ignore[arg-type]
    for at_s, is_shown in ((41.0, False), (42.0, True), (42.5, True), (43.0, True), (44.0, False)):
        screen.draw(Snapshot(at_s=at_s, measuring=Measuring(is_code_shown=is_shown)))
    assert [one.mark for one in engine.sprites if one.slot == "delay-code"] == [42, 43]
    assert {one.mark for one in engine.sprites if one.slot != "delay-code"} <= {-1}
