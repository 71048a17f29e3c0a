"""What the overlays' tests have in common: a product, a scene, the widths of the real type."""

from __future__ import annotations

from pathlib import Path

from app.domain.money import Money
from app.domain.on_air import CardOnAir, CountdownOnAir, LowerThirdOnAir, OnAir, SlateOnAir
from app.domain.product import Product
from widgets.overlays.canvas import Canvas
from widgets.overlays.kit import NEUTRAL_LIGHT, Kit
from widgets.overlays.overlay import Painted, Scene, discover
from widgets.overlays.picture import Pictures
from widgets.overlays.words import Language

LANDSCAPE, PORTRAIT = Canvas(1280, 720), Canvas(720, 1280)
CANVASES = (LANDSCAPE, PORTRAIT, Canvas(1920, 1080), Canvas(1080, 1920))
PRODUCTS = Path(__file__).resolve().parents[3] / "resources" / "products"
COAT = Product(
    id="coat",
    number=1,
    title="双面羊绒羊毛大衣 驼色经典廓形长款",
    price=Money(199900, "CNY"),
    compare_at=Money(259900, "CNY"),
    stock=30,
    image=str(PRODUCTS / "coat.png"),
    link="HTTPS://DEMO.SHOP/P/1",
)


def stage(
    product: Product | None = None,
    *,
    title: str = "",
    countdown: CountdownOnAir | None = None,
    slate: SlateOnAir | None = None,
    lower_third: LowerThirdOnAir | None = None,
) -> OnAir:
    card = CardOnAir(product=product, since_s=0.0) if product else None
    return OnAir(title=title, card=card, countdown=countdown, slate=slate, lower_third=lower_third)


def scene(
    on_air: OnAir,
    canvas: Canvas = LANDSCAPE,
    *,
    kit: Kit = NEUTRAL_LIGHT,
    language: Language = "zh",
    at_s: float = 0.0,
    pictures: Pictures | None = None,
) -> Scene:
    """Pictures are read at once unless others are given."""
    read = pictures or Pictures(submit=lambda job: job())
    return Scene(stage=on_air, at_s=at_s, canvas=canvas, kit=kit, language=language, pictures=read)


def painted(slot: str, shown: Scene) -> Painted | None:
    """The sprite of a slot, or None when nothing is wanted there."""
    sight = discover()[slot].wanted(shown)
    return sight.paint() if sight else None


def sprite(slot: str, shown: Scene) -> Painted:
    """The sprite of a slot that must be there."""
    made = painted(slot, shown)
    assert made is not None, f"nothing in {slot}"
    return made
