"""A product's film is played and stopped from the stage, and offered only where there is one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton

from app.domain.on_air import FilmOnAir
from app.snapshot import Snapshot
from tests.widgets.rooms import Room, seen
from widgets.film_button import FilmButton
from widgets.proof.scenes import scenes
from widgets.words import speech
from widgets.words.catalogue import Language

LIVE = scenes("en")["live"]


def with_film(film: str, rolling: str = "") -> Snapshot:
    """The item on air has this film, and that one is over the picture."""
    on_air = LIVE.on_air
    assert on_air.card is not None
    card = replace(on_air.card, product=replace(on_air.card.product, film=film))
    running = FilmOnAir(file=rolling, begins_s=1.0) if rolling else None
    return replace(LIVE, on_air=replace(on_air, card=card, film=running))


def film_button(room: Room) -> QAbstractButton | None:
    return next((one for one in seen(room.window) if isinstance(one, FilmButton)), None)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_film_of_the_item_on_air_is_played_and_stopped(room: Room, language: Language) -> None:
    said = speech.words(language)
    room.window.set_language(language)
    room.draw(with_film("coat.mp4"))
    button = film_button(room)
    assert button is not None and button.accessibleName() == said.play_film
    button.click()
    room.draw(with_film("coat.mp4", "coat.mp4"))
    assert button.accessibleName() == button.text() == said.stop_film
    button.click()
    assert room.desk.asked[-2:] == [("roll_film", "coat.mp4"), ("stop_film", None)]


def test_a_product_without_a_film_offers_none(room: Room) -> None:
    room.draw(with_film(""))
    assert film_button(room) is None


def test_a_film_that_runs_can_be_stopped_without_its_card(room: Room) -> None:
    rolling = with_film("", "coat.mp4")
    room.draw(replace(rolling, on_air=replace(rolling.on_air, card=None)))
    button = film_button(room)
    assert button is not None
    button.click()
    assert room.desk.asked[-1] == ("stop_film", None)
