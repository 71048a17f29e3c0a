"""Where everything stands on a product card, in canvas pixels from the card's top left corner."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRect

from app.domain.product import Product
from widgets.overlays import qr
from widgets.overlays.canvas import Canvas

PAD = 20
_COLUMN = 132
_LANDSCAPE_WIDTH = 512
_PORTRAIT_WIDTH = 598
_BAND = 72


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPlan:
    """`box` is on the canvas; the rest counts from its corner. `tile` is the QR code's or the sold-out
    place, or None.

    `lower` holds price, was-price and call; `title_width` is what a title line may take from `title_x` on.
    """

    box: QRect
    picture: QRect
    tile: QRect | None
    title_x: int
    title_width: int
    lower: QRect
    is_row: bool


def band_height(canvas: Canvas) -> int:
    return canvas.even(_BAND)


def card_width(canvas: Canvas) -> int:
    return canvas.even(_PORTRAIT_WIDTH if canvas.is_portrait else _LANDSCAPE_WIDTH)


def anchored(canvas: Canvas, height: int) -> QRect:
    """A card-wide box of a height in the card's corner of the safe area."""
    left, _, right, bottom = canvas.safe
    width = card_width(canvas)
    x = left if canvas.is_portrait else right - width
    return QRect(x, bottom - height, width, height)


@lru_cache(maxsize=64)
def card_plan(canvas: Canvas, tile_side: int) -> CardPlan:
    """The plan for a QR tile of `tile_side` pixels; 0: neither a code nor a sold-out tile.

    All who ask share it: its rectangles are not to be moved.
    """
    return _portrait(canvas, tile_side) if canvas.is_portrait else _landscape(canvas, tile_side)


def _landscape(canvas: Canvas, tile_side: int) -> CardPlan:
    """Picture over code; a code of more modules widens the whole column. Edges are rounded, never widths."""
    left, column = canvas.even(PAD), canvas.even(PAD + _COLUMN) - canvas.even(PAD)
    more = max(0, tile_side - column)
    low, row = canvas.even(168) + more, canvas.even(300) - canvas.even(168) + more
    box = anchored(canvas, canvas.even(320) + 2 * more)
    right, text_x = box.width() - left, canvas.even(172) + more
    lower_x = text_x if tile_side else left
    return CardPlan(
        box=box,
        picture=QRect(left, left, column + more, column + more),
        tile=QRect(left, low, tile_side, tile_side) if tile_side else None,
        title_x=text_x,
        title_width=right - text_x,
        lower=QRect(lower_x, low, right - lower_x, row),
        is_row=False,
    )


def _portrait(canvas: Canvas, tile_side: int) -> CardPlan:
    """Picture, title and code side by side over one row of prices."""
    left, column = canvas.even(PAD), canvas.even(PAD + _COLUMN) - canvas.even(PAD)
    more = max(0, tile_side - column)
    box = anchored(canvas, canvas.even(246) + more)
    right, text_x = box.width() - left, canvas.even(172)
    tile_x = right - tile_side
    title_end = tile_x - canvas.even(PAD) if tile_side else right
    return CardPlan(
        box=box,
        picture=QRect(left, left, column, column),
        tile=QRect(tile_x, left, tile_side, tile_side) if tile_side else None,
        title_x=text_x,
        title_width=title_end - text_x,
        lower=QRect(left, canvas.even(162) + more, right - left, canvas.even(226) - canvas.even(162)),
        is_row=True,
    )


def product_plan(product: Product, canvas: Canvas) -> tuple[CardPlan, qr.Code | None]:
    """The plan of a product's card, and the QR code of its link where it has one that fits."""
    code = qr.code(product.link) if product.link else None
    has_tile = code is not None or product.is_sold_out
    return card_plan(canvas, qr.tile_px(canvas, code) if has_tile else 0), code
