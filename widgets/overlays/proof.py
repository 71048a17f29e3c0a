"""A proof sheet for people: `python -m widgets.overlays.proof OUT_DIR` writes every overlay as viewers would
see it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QGuiApplication, QImage, QLinearGradient, QPainter

from app.domain.facts import SlateKind
from app.domain.money import Money
from app.domain.on_air import CardOnAir, CountdownOnAir, LowerThirdOnAir, OnAir, SlateOnAir
from app.domain.product import Product
from widgets.overlays.canvas import Canvas
from widgets.overlays.kit import KITS, House, Kit, NextShow
from widgets.overlays.overlay import Painted, Scene, discover
from widgets.overlays.picture import Pictures
from widgets.overlays.words import Language

_PRODUCTS = Path(__file__).resolve().parents[2] / "resources" / "products"
_CANVASES = {"landscape": Canvas(1280, 720), "portrait": Canvas(720, 1280)}
_LANGUAGES: tuple[Language, ...] = ("en", "zh")
_HOUSE = House("示例衣舍", "SAMPLE ATELIER")
_NEXT = NextShow("围巾与靴履专场", "11 月 28 日 周六 20:00", "HTTPS://DEMO.SHOP/N/2")


@dataclass(frozen=True, slots=True)
class _Tongue:
    """The same shop in one language."""

    title: str
    show: str
    host: str
    role: str
    currency: str


_TONGUES: dict[Language, _Tongue] = {
    "zh": _Tongue("双面羊绒羊毛大衣 驼色经典廓形长款", "秋日大衣专场", "林知夏", "上海示例店 · 店长", "CNY"),
    "en": _Tongue(
        "Cashmere and Wool Wrap Coat with a Belt",
        "Autumn coats",
        "Lin Zhixia",
        "Store manager, Shanghai",
        "USD",
    ),
}


def composed(scene: Scene, ground: QImage) -> QImage:
    """The camera's picture with everything over it that the scene wants, in the engine's order."""
    image = ground.scaled(scene.canvas.width, scene.canvas.height)
    sprites: list[Painted] = []
    for slot, overlay in discover().items():
        sight = overlay.wanted(scene)
        if sight and slot != "standby":
            sprites.append(sight.paint())
    painter = QPainter(image)
    for sprite in sorted(sprites, key=lambda one: one.order):
        painter.drawImage(sprite.x, sprite.y, sprite.image)
    painter.end()
    return image


def stages(language: Language) -> Iterator[tuple[str, OnAir]]:
    """Every state that an overlay has, by the name of its file."""
    tongue = _TONGUES[language]
    cards = _cards(tongue)
    for name, product in cards.items():
        yield name, OnAir(card=CardOnAir(product=product, since_s=0))
    flash = replace(cards["card-low-stock"], price=Money(159900, tongue.currency))
    countdown = CountdownOnAir(product_id="coat", ends_at_s=167)
    yield "card-flash-countdown", OnAir(card=CardOnAir(product=flash, since_s=0), countdown=countdown)
    yield "countdown", OnAir(countdown=CountdownOnAir(product_id="", ends_at_s=3767))
    guest = LowerThirdOnAir(name=tongue.host, role=tongue.role)
    yield "lower-third", OnAir(title=tongue.show, lower_third=guest)
    starting = SlateOnAir(kind=SlateKind.STARTING, ends_at_s=598)
    yield "slate-starting", OnAir(title=tongue.show, slate=starting)
    for kind in SlateKind:
        yield f"slate-{kind.value}-alone", OnAir(title=tongue.show, slate=SlateOnAir(kind=kind))


def _cards(tongue: _Tongue) -> dict[str, Product]:
    coat = Product(
        id="coat",
        number=6,
        title=tongue.title,
        price=Money(199900, tongue.currency),
        compare_at=Money(259900, tongue.currency),
        link="HTTPS://DEMO.SHOP/P/6",
        image=str(_PRODUCTS / "coat.png"),
    )
    return {
        "card": coat,
        "card-low-stock": replace(coat, stock=3),
        "card-sold-out": replace(coat, stock=0),
        "card-no-link": replace(coat, link="", image="", compare_at=None),
        "card-dear": replace(coat, number=12, price=Money(128_000_000, tongue.currency), compare_at=None),
    }


def camera(canvas: Canvas) -> QImage:
    """A stand-in for a camera: light and dark areas, so that panels are seen over both."""
    image = QImage(canvas.width, canvas.height, QImage.Format.Format_ARGB32_Premultiplied)
    gradient = QLinearGradient(0, 0, canvas.width, canvas.height)
    gradient.setStops([(0.0, QColor("#E4D3B8")), (0.6, QColor("#B89E83")), (1.0, QColor("#4A3728"))])
    painter = QPainter(image)
    painter.fillRect(image.rect(), gradient)
    step = canvas.width // 10
    for index, tone in enumerate(("#2D2A32", "#D8CCBA", "#6B7767", "#31403E", "#B3854F")):
        stripe = QRect(canvas.width // 2 + index * step, canvas.height // 5, step - 6, canvas.height // 2)
        painter.fillRect(stripe, QColor(tone))
    painter.end()
    return image


def _dressed(kit: Kit, name: str) -> Kit:
    """The kit with a brand's name, and a next show on every second thank-you."""
    return replace(kit, house=replace(_HOUSE, next_show=None if name.endswith("alone") else _NEXT))


def sheets(kits: tuple[Kit, ...]) -> Iterator[tuple[str, QImage]]:
    """File name and picture of every state in both languages and orientations."""
    pictures = Pictures(submit=lambda job: job())
    for kit in kits:
        for way, canvas in _CANVASES.items():
            for language in _LANGUAGES:
                thanks = OnAir(slate=SlateOnAir(kind=SlateKind.THANKS))
                for name, stage in (*stages(language), ("slate-thanks-next", thanks)):
                    scene = Scene(
                        stage=stage,
                        at_s=0.0,
                        canvas=canvas,
                        kit=_dressed(kit, name),
                        language=language,
                        pictures=pictures,
                    )
                    yield f"{kit.name}-{way}-{language}-{name}.png", composed(scene, camera(canvas))


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m widgets.overlays.proof OUT_DIR", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    for name, image in sheets(tuple(KITS.values())):
        image.save(str(folder / name))
    application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
