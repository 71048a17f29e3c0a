"""What the host puts over the picture: cards, countdowns, slates, by hand or by the run of show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app.domain.facts import (
    CardHidden,
    CardShown,
    CountdownEnded,
    CountdownStarted,
    DealOpened,
    Fact,
    FilmRolled,
    FilmStopped,
    LayoutChosen,
    LowerThirdHidden,
    LowerThirdShown,
    SlateHidden,
    SlateKind,
    SlateShown,
)
from app.domain.layout import Layout
from app.domain.on_air import OnAir, changed
from app.domain.product import Product
from app.domain.run_of_show import Cue, CueAction, Step, due, next_product, steps

# The file is opened meanwhile, so that the film begins with its first picture.
_LEAD_S = 0.3


class Stage:
    """Acts at once and logs beside: `on_air` changes before the fact is durable, and also when it never will be."""

    def __init__(
        self, products: Mapping[str, Product], cues: Sequence[Cue], record: Callable[[Fact], None]
    ) -> None:
        self.on_air = OnAir()
        self.products = dict(products)
        self.shown_ids: frozenset[str] = frozenset()
        self._timeline = steps(cues)
        self._record = record
        self._played_s = -1.0

    def begin(self, on_air: OnAir, at_s: float | None = None) -> None:
        """A new show, or one that is taken up again at `at_s`: cues up to then have been played."""
        self.on_air = on_air
        self.shown_ids = frozenset((on_air.card.product.id,)) if on_air.card else frozenset()
        self._played_s = -1.0 if at_s is None else at_s

    def play(self, at_s: float, viewer_delay_s: float = 0.0) -> None:
        """Plays the cues that are due and ends what has run out.

        Viewers see a countdown's zero `viewer_delay_s` after it was on air: only then is the deal open.
        """
        for step in due(self._timeline, self._played_s, at_s):
            self._play(step, at_s)
        self._played_s = max(self._played_s, at_s)
        countdown = self.on_air.countdown
        if countdown is not None and at_s >= countdown.ends_at_s:
            self._do(CountdownEnded(at_s=at_s, opens_at_s=countdown.ends_at_s + viewer_delay_s))
        opening = self.on_air.opening
        if opening is not None and at_s >= opening.opens_at_s:
            delay_s = round(opening.opens_at_s - opening.zero_s, 3)
            self._do(DealOpened(product_id=opening.product_id, viewer_delay_s=delay_s, at_s=at_s))

    def refresh(self, products: Mapping[str, Product]) -> None:
        """The shop's newest word on price and stock, also on the card that is up."""
        self.products = dict(products)
        card = self.on_air.card
        if card is not None and card.product.id in products:
            product = products[card.product.id]
            if product != card.product:
                self.on_air = replace(self.on_air, card=replace(card, product=product))

    def show_card(self, product_id: str, at_s: float) -> None:
        """Unknown products are left alone: a click on a list that changed meanwhile."""
        product = self.products.get(product_id)
        if product is None:
            return
        self.shown_ids |= {product_id}
        price = product.price
        self._do(
            CardShown(product_id=product_id, price_minor=price.minor, currency=price.currency, at_s=at_s)
        )

    def hide_card(self, at_s: float) -> None:
        if self.on_air.card is not None:
            self._do(CardHidden(at_s=at_s))

    def next_card(self, at_s: float) -> None:
        """The item that `next_product` names."""
        card = self.on_air.card
        product = next_product(self.products.values(), card.product if card else None, self.shown_ids)
        if product is not None:
            self.show_card(product.id, at_s)

    def start_countdown(self, seconds: float, at_s: float, product_id: str = "") -> None:
        card = self.on_air.card
        on_card = product_id or (card.product.id if card else "")
        self._do(CountdownStarted(product_id=on_card, ends_at_s=at_s + seconds, at_s=at_s))

    def cancel_countdown(self, at_s: float) -> None:
        if self.on_air.countdown is not None:
            self._do(CountdownEnded(at_s=at_s))

    def show_slate(
        self, slate: SlateKind, countdown_s: float | None, at_s: float, *, is_standby: bool = False
    ) -> None:
        ends_at_s = None if countdown_s is None else at_s + countdown_s
        self._do(SlateShown(slate=slate, ends_at_s=ends_at_s, at_s=at_s, is_standby=is_standby))

    def hide_slate(self, at_s: float) -> None:
        if self.on_air.slate is not None:
            self._do(SlateHidden(at_s=at_s))

    def choose_layout(self, layout: Layout, at_s: float) -> None:
        """With the product whose card was up last, or the one that comes next."""
        if layout is not self.on_air.layout:
            product = self.on_air.featured or next_product(self.products.values(), None, self.shown_ids)
            self._do(LayoutChosen(layout=layout, product_id=product.id if product else "", at_s=at_s))

    def roll_film(self, file: str, at_s: float, asked_s: float | None = None) -> None:
        """One that was asked for some time ago goes on in its middle."""
        begins_s = round((at_s if asked_s is None else asked_s) + _LEAD_S, 3)
        self._do(FilmRolled(file=file, begins_s=begins_s, at_s=at_s))

    def stop_film(self, at_s: float) -> None:
        if self.on_air.film is not None:
            self._do(FilmStopped(at_s=at_s))

    def show_lower_third(self, name: str, role: str, at_s: float) -> None:
        self._do(LowerThirdShown(name=name, role=role, at_s=at_s))

    def hide_lower_third(self, at_s: float) -> None:
        if self.on_air.lower_third is not None:
            self._do(LowerThirdHidden(at_s=at_s))

    def _do(self, fact: Fact) -> None:
        self.on_air = changed(self.on_air, fact, self.products)
        self._record(fact)

    def _play(self, step: Step, at_s: float) -> None:
        cue = step.cue
        match cue.action:
            case CueAction.SHOW_CARD if not step.is_end:
                self.show_card(cue.product_id, at_s)
            case CueAction.SHOW_CARD if self.on_air.card and self.on_air.card.product.id == cue.product_id:
                self.hide_card(at_s)
            case CueAction.HIDE_CARD:
                self.hide_card(at_s)
            case CueAction.COUNTDOWN if not step.is_end:
                self.start_countdown(cue.for_s - (at_s - step.at_s), at_s, cue.product_id)
            case CueAction.SLATE if not step.is_end:
                self.show_slate(cue.slate, cue.for_s or None, at_s)
            case CueAction.SLATE if self.on_air.slate and self.on_air.slate.kind is cue.slate:
                self.hide_slate(at_s)
            case CueAction.LAYOUT if not step.is_end:
                self.choose_layout(cue.layout, at_s)
            case CueAction.LAYOUT if self.on_air.layout is cue.layout:
                self.choose_layout(Layout.HOST, at_s)
            case CueAction.FILM if film := self._film_of(cue.product_id):
                self._play_film(film, step, at_s)
            case _:
                pass

    def _film_of(self, product_id: str) -> str:
        product = self.products.get(product_id)
        return product.film if product else ""

    def _play_film(self, film: str, step: Step, at_s: float) -> None:
        """At its end only this film is stopped, never one that the host has begun since."""
        if not step.is_end:
            self.roll_film(film, at_s, step.at_s)
        elif self.on_air.film and self.on_air.film.file == film:
            self.stop_film(at_s)
