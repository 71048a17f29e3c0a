"""What a shop has left of an item, from what it said of the item itself and of each of its variants."""

from __future__ import annotations

from collections.abc import Mapping

# The shop's word on the item itself: it has no variants, or this is their sum.
OWN = ""


def stock_of(variants: Mapping[str, int | None]) -> int | None:
    """Units by the newest word on each variant, None when that is not known. One size that is gone is not the end of
    the item: only when all known ones are.
    """
    own = variants.get(OWN)
    known = [stock for name, stock in variants.items() if name != OWN]
    if known and all(stock is not None and stock <= 0 for stock in known):
        return 0
    if own is not None or not known:
        return own
    counted = [max(0, stock) for stock in known if stock is not None]
    return sum(counted) if len(counted) == len(known) else None
