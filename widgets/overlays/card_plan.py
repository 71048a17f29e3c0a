"""Where everything stands on a product card, in canvas pixels from the card's top left corner."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

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


def card_plan(canvas: Canvas, tile_side: int) -> CardPlan:
    """The plan for a QR tile of `tile_side` pixels; 0: neither a code nor a sold-out tile."""
    return _portrait(canvas, tile_side) if canvas.is_portrait else _landscape(canvas, tile_side)


def _landscape(canvas: Canvas, tile_side: int) -> CardPlan:
    pad, column = canvas.even(PAD), max(canvas.even(_COLUMN), tile_side)
    low = pad + column + canvas.even(16)
    row = tile_side or canvas.even(_COLUMN)
    box = anchored(canvas, low + row + pad)
    text_x = pad + column + pad
    lower_x = text_x if tile_side else pad
    return CardPlan(
        box=box,
        picture=QRect(pad, pad, column, column),
        tile=QRect(pad, low, tile_side, tile_side) if tile_side else None,
        title_x=text_x,
        title_width=box.width() - pad - text_x,
        lower=QRect(lower_x, low, box.width() - pad - lower_x, row),
        is_row=False,
    )


def _portrait(canvas: Canvas, tile_side: int) -> CardPlan:
    pad, column = canvas.even(PAD), canvas.even(_COLUMN)
    row = max(column, tile_side)
    low = pad + row + canvas.even(10)
    line = canvas.even(64)
    box = anchored(canvas, low + line + pad)
    tile = QRect(
        QPoint(box.width() - pad - tile_side, pad), QPoint(box.width() - pad - 1, pad + tile_side - 1)
    )
    text_x = pad + column + pad
    taken = tile_side + pad if tile_side else 0
    return CardPlan(
        box=box,
        picture=QRect(pad, pad, column, column),
        tile=tile if tile_side else None,
        title_x=text_x,
        title_width=box.width() - pad - taken - text_x,
        lower=QRect(pad, low, box.width() - 2 * pad, line),
        is_row=True,
    )


def product_plan(product: Product, canvas: Canvas) -> tuple[CardPlan, qr.Code | None]:
    """The plan of a product's card, and the QR code of its link where it has one that fits."""
    code = qr.code(product.link) if product.link else None
    has_tile = code is not None or product.is_sold_out
    return card_plan(canvas, qr.tile_px(canvas, code) if has_tile else 0), code
