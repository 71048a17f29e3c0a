"""The demo's shop: what becomes of each order, and what that does to the stock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from app.connectors.demo.phrases import buyer
from app.domain.facts import Fact, OrderUpserted, ProductUpserted
from app.domain.order import OrderLine, OrderVersion
from app.domain.product import Product

_RESTOCK_S = (45.0, 90.0)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A fact that reaches the console at `at_s` of the script; `key` makes it idempotent."""

    at_s: float
    key: str
    fact: Fact


class Shop:
    """Makes orders out of chance. One life of an order is all of its versions with the times they are delivered at.

    Of 100 orders about 70 are paid a moment later, 14 paid at once, 5 never paid, 4 cancelled, 7 refunded in part or
    whole. One delivery in ten is repeated, and one order in twenty arrives newest version first.
    """

    def __init__(
        self, name: str, run: str, products: tuple[Product, ...], stamp: Callable[[float], str], seed: int
    ) -> None:
        self._name = name
        self._run = run
        self._products = products
        self._stamp = stamp
        self._chance = Random(f"orders:{seed}")
        self._stock = {product.id: product.stock for product in products}
        self._changes = dict.fromkeys(self._stock, 0)
        self._back_at_s = dict.fromkeys(self._stock, 0.0)
        self._count = 0

    def sold_out(self, at_s: float) -> frozenset[str]:
        """The ids of the products that cannot be had at that moment."""
        empty = {name for name, stock in self._stock.items() if stock is not None and stock <= 0}
        return frozenset(empty | {name for name, back_at_s in self._back_at_s.items() if at_s < back_at_s})

    def order(self, at_s: float) -> Iterator[Delivery]:
        """Everything that one new order brings; nothing while all is sold out."""
        lines = self._lines(at_s)
        if not lines:
            return
        self._count += 1
        yield from self._delivered(list(self._life(self._placed(at_s, lines), at_s)))
        yield from self._sold(lines, at_s)

    def _lines(self, at_s: float) -> tuple[tuple[Product, int], ...]:
        sold_out = self.sold_out(at_s)
        free = [product for product in self._products if product.id not in sold_out]
        chosen = self._chance.sample(free, min(len(free), self._chance.choice((1, 1, 1, 2, 3))))
        return tuple((product, self._quantity(product)) for product in chosen)

    def _quantity(self, product: Product) -> int:
        stock = self._stock[product.id]
        wanted = self._chance.choice((1, 1, 1, 2, 3))
        return wanted if stock is None else min(wanted, stock)

    def _placed(self, at_s: float, lines: tuple[tuple[Product, int], ...]) -> OrderVersion:
        currency = lines[0][0].price.currency
        return OrderVersion(
            source=self._name,
            order_id=f"D{self._run}-{1000 + self._count}",
            number=str(1000 + self._count),
            version=1,
            updated_at=self._stamp(at_s),
            created_at=self._stamp(at_s),
            currency=currency,
            total_minor=sum(product.price.minor * quantity for product, quantity in lines),
            paid_minor=0,
            refunded_minor=0,
            buyer_name=buyer(self._chance),
            lines=tuple(
                OrderLine(
                    id=str(index),
                    title=product.title,
                    sku=product.id,
                    quantity=str(quantity),
                    unit_price_minor=product.price.minor,
                )
                for index, (product, quantity) in enumerate(lines, 1)
            ),
        )

    def _life(self, placed: OrderVersion, at_s: float) -> Iterator[tuple[float, OrderVersion]]:
        chance = self._chance
        fate = chance.random()
        paid = replace(placed, paid_minor=placed.total_minor)
        if fate < 0.14:
            yield at_s, paid
            return
        yield at_s, placed
        if fate < 0.19:
            return
        at_s += chance.uniform(3, 25)
        if fate < 0.23:
            yield at_s, self._next(replace(placed, is_cancelled=True), 2, at_s)
            return
        yield at_s, self._next(paid, 2, at_s)
        if fate < 0.30:
            at_s += chance.uniform(15, 60)
            back = placed.total_minor if fate < 0.27 else placed.total_minor // 3 or placed.total_minor
            yield at_s, self._next(replace(paid, refunded_minor=back), 3, at_s)

    def _next(self, order: OrderVersion, version: int, at_s: float) -> OrderVersion:
        return replace(order, version=version, updated_at=self._stamp(at_s))

    def _delivered(self, versions: list[tuple[float, OrderVersion]]) -> Iterator[Delivery]:
        is_late = len(versions) > 1 and self._chance.random() < 0.05
        for at_s, order in versions:
            key = f"order:{order.order_id}:{order.version}"
            if is_late and order.version == 1:
                at_s = versions[-1][0] + self._chance.uniform(1, 5)
            yield Delivery(at_s, key, OrderUpserted(order=order))
            if self._chance.random() < 0.1:
                yield Delivery(at_s + self._chance.uniform(0.5, 20), key, OrderUpserted(order=order))

    def _sold(self, lines: tuple[tuple[Product, int], ...], at_s: float) -> Iterator[Delivery]:
        for product, quantity in lines:
            stock = self._stock[product.id]
            if stock is None or product.stock is None:
                continue
            yield self._stocked(product, max(0, stock - quantity), at_s)
            if stock <= quantity:
                self._back_at_s[product.id] = at_s + self._chance.uniform(*_RESTOCK_S)
                yield self._stocked(product, product.stock, self._back_at_s[product.id])

    def _stocked(self, product: Product, stock: int, at_s: float) -> Delivery:
        self._stock[product.id] = stock
        self._changes[product.id] += 1
        fact = ProductUpserted(
            source=self._name,
            product_id=product.id,
            variant_id="",
            sku=product.id,
            title=product.title,
            price_minor=product.price.minor,
            currency=product.price.currency,
            stock=stock,
        )
        return Delivery(at_s, f"stock:{self._run}:{product.id}:{self._changes[product.id]}", fact)
