"""Every sprite of every state: size, place, pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QImage

from app.domain.facts import SlateKind
from app.domain.money import Money
from app.domain.on_air import CountdownOnAir, LowerThirdOnAir, OnAir, SlateOnAir
from tests.widgets.overlays.scenes import CANVASES, COAT, LANDSCAPE, PORTRAIT, painted, scene, sprite, stage
from widgets.overlays.canvas import Canvas
from widgets.overlays.kit import KITS, NEUTRAL_LIGHT, House, NextShow
from widgets.overlays.lettering import Lettering, Run
from widgets.overlays.overlay import Painted, discover
from widgets.overlays.words import WORDS, Language

MARGIN = 40
RUNNING = CountdownOnAir(product_id="coat", ends_at_s=167)
FREE = CountdownOnAir(product_id="", ends_at_s=3767)
GUEST = LowerThirdOnAir(name="林知夏", role="上海示例店 · 店长")
HOSTILE = (
    "",
    "   ",
    "\u202eמחיר",
    "مرحبا بالعالم " * 30,
    "👨\u200d👩\u200d👧" * 60,
    "W" * 4000,
    "好\n" * 400,
)
STAGES = (
    stage(COAT),
    stage(replace(COAT, stock=3), countdown=RUNNING),
    stage(replace(COAT, stock=0, number=12345)),
    stage(replace(COAT, link="", image="", compare_at=None)),
    stage(countdown=FREE),
    stage(COAT, title="秋日大衣专场", lower_third=GUEST),
    stage(title="秋日大衣专场", lower_third=GUEST),
    stage(title="秋日大衣专场", slate=SlateOnAir(kind=SlateKind.STARTING, ends_at_s=598)),
    *(stage(slate=SlateOnAir(kind=kind)) for kind in SlateKind),
)


def sprites(on_air: OnAir, canvas: Canvas, language: Language = "zh") -> Iterator[Painted]:
    for slot in discover():
        made = painted(slot, scene(on_air, canvas, language=language))
        if made:
            yield made


def panel(made: Painted) -> tuple[int, int, int, int]:
    """Left, top, right, bottom on the canvas of what is nearly opaque: the panel without its shadow."""
    image = made.image
    wide = [x for x in range(image.width()) if image.pixelColor(x, image.height() // 2).alpha() > 200]
    high = [y for y in range(image.height()) if image.pixelColor(image.width() // 2, y).alpha() > 200]
    return made.x + wide[0], made.y + high[0], made.x + wide[-1] + 1, made.y + high[-1] + 1


@pytest.mark.parametrize("canvas", CANVASES, ids=str)
@pytest.mark.parametrize("on_air", STAGES, ids=lambda on_air: str(STAGES.index(on_air)))
def test_sprites_are_even_and_lie_on_the_canvas(qapp: Any, on_air: OnAir, canvas: Canvas) -> None:
    for made in sprites(on_air, canvas):
        image = made.image
        assert image.format() == QImage.Format.Format_ARGB32_Premultiplied
        assert image.bytesPerLine() == image.width() * 4
        assert not any(measure % 2 for measure in (made.x, made.y, image.width(), image.height()))
        assert made.x >= 0
        assert made.y >= 0
        assert made.x + image.width() <= canvas.width
        assert made.y + image.height() <= canvas.height


@pytest.mark.parametrize(
    ("canvas", "product", "box"),
    [
        (LANDSCAPE, COAT, (704, 364, 1216, 684)),
        (PORTRAIT, COAT, (36, 650, 634, 896)),
        (Canvas(1920, 1080), COAT, (1056, 546, 1824, 1026)),
        (Canvas(960, 540), replace(COAT, link=""), (528, 272, 912, 512)),
        (LANDSCAPE, replace(COAT, stock=0), (704, 364, 1216, 684)),
        (PORTRAIT, replace(COAT, stock=0, link=""), (36, 650, 634, 896)),
    ],
)
def test_a_card_is_exactly_as_large_as_designed(
    qapp: Any, canvas: Canvas, product: Any, box: tuple[int, ...]
) -> None:
    assert panel(sprite("card", scene(stage(product), canvas))) == box


def test_a_band_continues_the_card_to_392_pixels_without_a_gap(qapp: Any) -> None:
    shown = scene(stage(COAT, countdown=RUNNING))
    assert panel(sprite("countdown", shown)) == (704, 292, 1216, 364)
    assert panel(sprite("card", shown)) == (704, 364, 1216, 684)


def test_the_lower_third_is_128_high_at_the_left_of_the_safe_area(qapp: Any) -> None:
    left, top, right, bottom = panel(sprite("lower-third", scene(stage(title="秋日", lower_third=GUEST))))
    assert (left, top, bottom) == (64, 556, 684)
    assert right <= 64 + 640


def test_a_long_lower_third_leaves_16_pixels_to_the_card(qapp: Any) -> None:
    long = LowerThirdOnAir(name="林" * 80, role="Head of everything that has sleeves " * 4)
    _, _, right, _ = panel(sprite("lower-third", scene(stage(COAT, title="大衣" * 30, lower_third=long))))
    assert right <= 704 - 16


@pytest.mark.parametrize("canvas", CANVASES, ids=str)
def test_panels_keep_to_the_safe_area(qapp: Any, canvas: Canvas) -> None:
    left, top, right, bottom = canvas.safe
    for on_air in STAGES[:7]:
        for slot in ("card", "countdown", "lower-third"):
            made = painted(slot, scene(on_air, canvas))
            if made:
                box = panel(made)
                assert box[0] >= left
                assert box[1] >= top
                assert box[2] <= right
                assert box[3] <= bottom


def test_in_portrait_the_lower_third_waits_for_the_card(qapp: Any) -> None:
    assert painted("lower-third", scene(stage(COAT, lower_third=GUEST), PORTRAIT)) is None
    assert painted("lower-third", scene(stage(lower_third=GUEST), PORTRAIT)) is not None


def test_a_slate_covers_every_pixel_and_takes_the_card_away(qapp: Any) -> None:
    shown = scene(stage(COAT, countdown=RUNNING, slate=SlateOnAir(kind=SlateKind.BACK), lower_third=GUEST))
    image = sprite("slate", shown).image
    assert (image.width(), image.height()) == (1280, 720)
    assert {image.pixelColor(x, y).alpha() for x in (0, 640, 1279) for y in (0, 360, 719)} == {255}
    for slot in ("card", "countdown", "countdown-digits", "lower-third"):
        assert painted(slot, shown) is None


def test_a_stores_long_name_keeps_to_its_column(qapp: Any) -> None:
    shown = scene(stage(slate=SlateOnAir(kind=SlateKind.BACK)))
    long, short = (
        sprite(
            "slate", replace(shown, kit=replace(NEUTRAL_LIGHT, house=House(name=name, second_name="Road")))
        )
        for name in ("上海市黄浦区南京东路步行街第一百货商店女装三楼旗舰专柜直播间", "店")
    )
    arch = (746, 0, 534, 720)
    assert long.image.copy(*arch) == short.image.copy(*arch)
    assert long.image != short.image


def test_the_panel_has_the_kits_colour_at_92_percent_with_no_shadow_beneath(qapp: Any) -> None:
    made = sprite("card", scene(stage(COAT)))
    colour = made.image.pixelColor(1200 - made.x, 520 - made.y)
    assert colour.alpha() == round(255 * 0.92)
    assert abs(colour.red() - 0xFB) <= 1


def test_no_countdown_is_left_at_zero(qapp: Any) -> None:
    for at_s, is_left in ((166.5, True), (167.0, False), (900.0, False)):
        for slot in ("countdown", "countdown-digits"):
            made = painted(slot, scene(stage(COAT, countdown=RUNNING), at_s=at_s))
            assert (made is not None) == is_left


def test_a_countdown_never_stands_on_another_products_card(qapp: Any) -> None:
    other = CountdownOnAir(product_id="scarf", ends_at_s=100)
    assert painted("countdown", scene(stage(COAT, countdown=other))) is None


def _columns(image: QImage) -> list[int]:
    return [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y).alpha() > 128 for y in range(0, image.height(), 2))
    ]


@pytest.mark.parametrize(
    ("slot", "on_air"), [("countdown-digits", stage(COAT, countdown=RUNNING)), ("slate-digits", STAGES[7])]
)
def test_digits_do_not_shift_when_one_of_them_changes(qapp: Any, slot: str, on_air: OnAir) -> None:
    ends = on_air.countdown.ends_at_s if on_air.countdown else 598
    inks = [_columns(sprite(slot, scene(on_air, at_s=ends - left)).image) for left in (600, 601, 604, 607)]
    # From 10:00 to 10:07 only the last digit changes: the first three quarters stay.
    cut = inks[0][0] + 0.75 * (inks[0][-1] - inks[0][0])
    stay = [[x for x in ink if x < cut] for ink in inks]
    assert stay.count(stay[0]) == len(stay)
    assert inks[1] != inks[0]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:8]))
@pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT], ids=str)
def test_hostile_words_leave_sizes_and_panels_as_they_are(qapp: Any, text: str, canvas: Canvas) -> None:
    card = sprite("card", scene(stage(replace(COAT, title=text)), canvas))
    assert panel(card) == panel(sprite("card", scene(stage(COAT), canvas)))
    guest = painted(
        "lower-third", scene(stage(title=text, lower_third=LowerThirdOnAir(name=text, role=text)), canvas)
    )
    assert guest is None or panel(guest)[2] <= canvas.safe[2]
    kit = replace(NEUTRAL_LIGHT, house=House(text, text, next_show=NextShow(text, text, "https://a.example")))
    for kind in SlateKind:
        shown = scene(stage(title=text, slate=SlateOnAir(kind=kind)), canvas, kit=kit)
        assert sprite("slate", shown).image.width() == canvas.width


@pytest.mark.parametrize(
    "price", [Money(10**15, "KWD"), Money(0, "CNY"), Money(1, "JPY"), Money(10**15, "USD")]
)
@pytest.mark.parametrize("canvas", [LANDSCAPE, PORTRAIT], ids=str)
def test_no_price_leaves_its_card(qapp: Any, price: Money, canvas: Canvas) -> None:
    made = sprite("card", scene(stage(replace(COAT, price=price, compare_at=None)), canvas))
    right = panel(made)[2] - made.x
    ink = [
        x
        for x in range(right - 18, right)
        for y in range(0, made.image.height(), 2)
        if made.image.pixelColor(x, y).lightness() < 60 and made.image.pixelColor(x, y).alpha() > 240
    ]
    assert not ink


@pytest.mark.parametrize("kit", KITS.values(), ids=lambda kit: kit.name)
@pytest.mark.parametrize("language", WORDS)
def test_every_state_can_be_painted_in_every_kit_and_language(
    qapp: Any, kit: Any, language: Language
) -> None:
    for on_air in STAGES:
        for slot in discover():
            painted(slot, scene(on_air, PORTRAIT, kit=kit, language=language))


def test_no_words_are_smaller_than_24_pixels(qapp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: set[float] = set()
    draw = Lettering.draw

    def noted(self: Lettering, painter: Any, x: float, baseline: float, *runs: Run) -> float:
        sizes.update(run.face.px for run in runs if run.text)
        return draw(self, painter, x, baseline, *runs)

    monkeypatch.setattr(Lettering, "draw", noted)
    house = House("示例衣舍", "SAMPLE ATELIER", next_show=NextShow("围巾", "20:00", "https://a.example"))
    for canvas in (LANDSCAPE, PORTRAIT):
        for on_air in STAGES:
            for slot in discover():
                painted(slot, scene(on_air, canvas, kit=replace(NEUTRAL_LIGHT, house=house)))
    assert min(sizes) == 24
