"""The layout button offers what there is to be seen, and says what is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from app.domain.layout import Layout
from app.domain.money import Money
from app.domain.on_air import OnAir
from app.domain.product import Product
from app.snapshot import Choices, Snapshot
from widgets.layout_button import LayoutButton, available
from widgets.proof.idle_picture import IdlePicture
from widgets.words import speech

COAT = Product(id="coat", number=1, title="Coat", price=Money(1, "CNY"), image="coat.png")


@pytest.mark.parametrize(
    ("second", "products", "layouts"),
    [
        ("", (), {Layout.HOST}),
        ("", (COAT,), {Layout.HOST, Layout.HOST_PRODUCT, Layout.PRODUCT}),
        ("device:x", (), {Layout.HOST, Layout.PRODUCT, Layout.TWO_CAMERAS, Layout.INSET}),
        ("device:x", (COAT,), set(Layout)),
    ],
)
def test_only_what_can_be_seen_can_be_chosen(
    second: str, products: tuple[Product, ...], layouts: set[Layout]
) -> None:
    assert available(Snapshot(choices=Choices(second_camera=second), products=products)) == layouts


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_says_what_is_on_air_and_asks_for_what_is_chosen(qapp: Any, language: Any) -> None:
    asked: list[tuple[str, object]] = []
    said = speech.words(language)
    panel = QWidget()
    button = LayoutButton(IdlePicture(asked))
    button.setParent(panel)
    snapshot = Snapshot(choices=Choices(second_camera="device:x"), on_air=OnAir(layout=Layout.INSET))
    button.draw(snapshot, said)
    assert button.text() == said.layouts[Layout.INSET] and not button.isHidden()
    menu = {action.text(): action for action in button.menu().actions() if action.isVisible()}
    assert menu[said.layouts[Layout.INSET]].isChecked()
    menu[said.layouts[Layout.TWO_CAMERAS]].trigger()
    assert menu[said.layout_fade].isChecked()
    menu[said.layout_fade].trigger()
    assert asked == [("set_layout", Layout.TWO_CAMERAS), ("set_transition", True)]
    button.draw(replace(snapshot, choices=Choices(), on_air=OnAir()), said)
    assert button.isHidden()
