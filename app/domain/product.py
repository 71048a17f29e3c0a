"""What is sold: a product as the run of show knows it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One item of the run of show; `number` is what viewers comment to claim it, from 1 in show order.

    `image` and `film` are paths on this machine, or empty; `link` is what the QR code holds, or empty; `stock` None:
    not known.
    """

    id: str
    number: int
    title: str
    price: Money
    compare_at: Money | None = None
    stock: int | None = None
    image: str = ""
    link: str = ""
    film: str = ""

    @property
    def is_sold_out(self) -> bool:
        return self.stock is not None and self.stock <= 0
