"""Which size a price takes, and what gives way to it: pure rules over a measuring function."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from widgets.overlays.price import Price


@dataclass(frozen=True, slots=True)
class PriceSize:
    """Pixels at a short side of 720: the digits; the currency sign and minor units."""

    digits: int
    sign: int


PRICE_SIZES = (PriceSize(56, 32), PriceSize(52, 28), PriceSize(48, 24))
# Below the design's least: an amount beyond all usual ones is rather small than cut.
_LAST_RESORT = (PriceSize(40, 24), PriceSize(32, 24), PriceSize(24, 24), PriceSize(16, 16))
PriceMeasure = Callable[[Price, PriceSize], float]
TextMeasure = Callable[[str], float]


def fit_price(
    price: Price, width: float, measure: PriceMeasure, sizes: Sequence[PriceSize] = PRICE_SIZES
) -> tuple[Price, PriceSize]:
    """The first size that fits; failing that minor units that are zero go. Never an ellipsis, never a cut
    digit."""
    shorter = replace(price, minor="") if price.has_zero_minor else price
    tries = [*((price, size) for size in sizes), *((shorter, size) for size in (*sizes, *_LAST_RESORT))]
    return next((one for one in tries if measure(*one) <= width), tries[-1])


@dataclass(frozen=True, slots=True)
class Row:
    """What stands in a portrait card's lowest row. `label` and `was` make the was-price; empty parts are
    left out."""

    price: Price
    size: PriceSize
    label: str
    was: str
    call: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRoom:
    """A row's measures in canvas pixels, and how wide things are; `call_width` is kept free for the call."""

    width: float
    gap: float
    call_width: float
    price: PriceMeasure
    text: TextMeasure


def _rows(price: Price, label: str, was: str, call: str) -> Iterator[Row]:
    largest, *smaller = PRICE_SIZES
    if was:
        yield Row(price, largest, label, was, call)
        yield Row(price, largest, "", was, call)
        for size in PRICE_SIZES:
            yield Row(price, size, "", was, "")
    yield Row(price, largest, "", "", call)
    for size in (largest, *smaller):
        yield Row(price, size, "", "", "")


def fit_row(price: Price, label: str, was: str, call: str, room: RowRoom) -> Row:
    """Price, was-price and call in one row: the label goes first, then the call, then the price steps down,
    then the was-price goes. The price always stays."""
    for row in _rows(price, label, was, call):
        taken = room.price(row.price, row.size)
        if row.was:
            taken += room.gap + room.text(f"{row.label} {row.was}".strip())
        if row.call:
            taken += room.gap + room.call_width
        if taken <= room.width:
            return row
    return Row(*fit_price(price, room.width, room.price), "", "", "")
