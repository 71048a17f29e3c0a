"""Both canvases get what is on air, each painted for its own shape, and a canvas that goes takes its sprites along."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.on_air import OnAir
from app.engine.client import EngineClient
from app.engine.messages import Command, PutSprite, RemoveSprite
from app.faults import FaultBoard
from app.settings.plan import load
from app.snapshot import Choices, Snapshot
from tests.widgets.overlays.scenes import COAT, stage
from widgets import fonts
from widgets.overlays.kit import NEUTRAL_LIGHT
from widgets.overlays.picture import Pictures
from widgets.overlays.words import Language
from widgets.screen import OnAirScreen, plan_language


class Engine:
    """The engine's slots."""

    def __init__(self) -> None:
        self.slots: dict[str, PutSprite] = {}

    def put_sprite(self, command: PutSprite, pixels: bytes) -> None:
        assert len(pixels) == command.width * command.height * 4
        self.slots[command.slot] = command

    def send(self, command: Command) -> None:
        assert isinstance(command, RemoveSprite)
        self.slots.pop(command.slot, None)


ONE = Snapshot(on_air=stage(COAT))
TWO = replace(ONE, choices=Choices(second_canvas=(720, 1280)))


def screen(engine: Engine) -> OnAirScreen:
    fonts.load()
    pictures = Pictures(submit=lambda job: job())
    return OnAirScreen(cast(EngineClient, engine), NEUTRAL_LIGHT, "zh", pictures, FaultBoard())


def test_one_canvas_has_one_of_each(qapp: QApplication) -> None:
    engine = Engine()
    screen(engine).draw(ONE)
    assert "card" in engine.slots
    assert not [slot for slot in engine.slots if slot.startswith("second/")]


def test_the_card_is_laid_out_for_each_canvas(qapp: QApplication) -> None:
    engine = Engine()
    screen(engine).draw(TWO)
    wide, tall = engine.slots["card"], engine.slots["second/card"]
    assert tall.x + tall.width <= 720 < wide.x + wide.width
    assert tall.y + tall.height > 720, "in the lower half of the upright canvas"
    assert {slot.removeprefix("second/") for slot in engine.slots} == {
        slot for slot in engine.slots if "/" not in slot
    }


def test_a_card_that_is_hidden_goes_from_both(qapp: QApplication) -> None:
    engine = Engine()
    shown = screen(engine)
    shown.draw(TWO)
    shown.draw(replace(TWO, on_air=OnAir()))
    assert not {"card", "second/card"} & engine.slots.keys()


def test_a_canvas_that_is_switched_off_takes_its_sprites_along(qapp: QApplication) -> None:
    engine = Engine()
    shown = screen(engine)
    shown.draw(TWO)
    shown.draw(ONE)
    assert "card" in engine.slots
    assert not [slot for slot in engine.slots if slot.startswith("second/")]
    shown.draw(TWO)
    assert "second/card" in engine.slots


def test_a_console_that_attaches_clears_what_the_one_before_left_on_either(qapp: QApplication) -> None:
    engine = Engine()
    command = PutSprite(slot="", shm="", x=0, y=0, width=2, height=2, order=1)
    engine.slots = {"lower-third": command, "second/lower-third": command}
    shown = screen(engine)
    shown.take_over(("lower-third", "second/lower-third"))
    shown.draw(TWO)
    assert not {"lower-third", "second/lower-third"} & engine.slots.keys()


@pytest.mark.parametrize(
    ("written", "spoken", "read"),
    [("", "zh", "zh"), ("", "en", "en"), ("en", "zh", "en"), ("zh", "en", "zh")],
)
def test_viewers_read_the_shows_language_or_else_the_windows(
    tmp_path: Path, written: str, spoken: Language, read: Language
) -> None:
    path = tmp_path / "show.toml"
    path.write_text(f'[show]\nlanguage = "{written}"\n')
    assert plan_language(load(path, {}), spoken) == read
