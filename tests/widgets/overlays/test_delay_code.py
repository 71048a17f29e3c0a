"""The measuring code: only while it is asked for, another one each second, in the corner that others leave free."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.facts import SlateKind
from app.domain.on_air import CountdownOnAir, OnAir, SlateOnAir
from app.domain.viewer_delay import digits_of
from app.engine.messages import PutSprite
from app.faults import FaultBoard
from app.snapshot import Measuring, Snapshot
from tests.widgets.overlays.scenes import CANVASES, COAT, scene, sprite, stage
from widgets.overlays import qr
from widgets.overlays.canvas import Canvas
from widgets.overlays.delay_code import DelayCode, delay_code
from widgets.overlays.kit import NEUTRAL_LIGHT
from widgets.overlays.overlay import Scene
from widgets.overlays.picture import Pictures
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


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("canvas", CANVASES, ids=str)
def test_it_keeps_to_the_safe_area_and_away_from_card_and_countdown(
    qapp: Any, canvas: Canvas, language: Any
) -> None:
    countdown = CountdownOnAir(product_id="coat", ends_at_s=160)
    shown = replace(measuring(stage(COAT, countdown=countdown), canvas), language=language)
    sight = delay_code.wanted(shown)
    assert isinstance(sight, DelayCode)
    code, band = sight.box(), sprite("countdown", shown)
    left, top, right, bottom = canvas.safe
    assert (code.left(), code.top()) == (left, top)
    assert code.right() < right and code.bottom() < bottom
    assert code.width() % 2 == code.height() % 2 == 0
    assert code.bottom() < band.y or code.right() < band.x


def test_it_lies_over_a_slate(qapp: Any) -> None:
    shown = measuring(OnAir(slate=SlateOnAir(kind=SlateKind.STARTING)), CANVASES[0])
    assert sprite("delay-code", shown).order > sprite("slate", shown).order


def test_its_modules_are_larger_than_a_cards() -> None:
    canvas = CANVASES[0]
    made = qr.code("STORECAST 0417")
    assert made is not None and made.modules == 29
    assert qr.tile_px(canvas, made, 9, 21) == 262


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
