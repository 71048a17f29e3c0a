"""What the host has put over the picture, and how facts change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

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
    MicrophoneMuted,
    MicrophoneUnmuted,
    SlateHidden,
    SlateKind,
    SlateShown,
)
from app.domain.layout import Layout
from app.domain.product import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class CardOnAir:
    """The product card; `product` carries price and stock of this moment."""

    product: Product
    since_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CountdownOnAir:
    """Runs to zero at `ends_at_s` of media time; belongs to a card when `product_id` is set."""

    product_id: str
    ends_at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningOnAir:
    """A countdown is over, and viewers see its zero at `opens_at_s` of media time; `zero_s` is when it was on air."""

    product_id: str
    zero_s: float
    opens_at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SlateOnAir:
    """`is_standby`: it is not the host's, and goes when viewers are back."""

    kind: SlateKind
    ends_at_s: float | None = None
    is_standby: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerThirdOnAir:
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmOnAir:
    """A film over the whole picture, from `begins_s` of media time until it is over."""

    file: str
    begins_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAir:
    """The picture at one moment. `title` is the show's, `featured` the product whose card was up last."""

    title: str = ""
    card: CardOnAir | None = None
    countdown: CountdownOnAir | None = None
    opening: OpeningOnAir | None = None
    slate: SlateOnAir | None = None
    lower_third: LowerThirdOnAir | None = None
    is_muted: bool = False
    film: FilmOnAir | None = None
    layout: Layout = Layout.HOST
    featured: Product | None = None


def changed(on_air: OnAir, fact: Fact, products: Mapping[str, Product]) -> OnAir:
    """The picture's furniture after one of the host's facts; other facts leave it as it is."""
    match fact:
        case CardShown():
            product = products.get(fact.product_id)
            card = CardOnAir(product=product, since_s=fact.at_s) if product else None
            return replace(on_air, card=card, featured=product or on_air.featured)
        case CardHidden():
            return replace(on_air, card=None)
        case CountdownStarted():
            countdown = CountdownOnAir(product_id=fact.product_id, ends_at_s=fact.ends_at_s)
            return replace(on_air, countdown=countdown, opening=None)
        case CountdownEnded():
            return replace(on_air, countdown=None, opening=_opening(on_air.countdown, fact))
        case DealOpened():
            return replace(on_air, opening=None)
        case SlateShown():
            slate = SlateOnAir(kind=fact.slate, ends_at_s=fact.ends_at_s, is_standby=fact.is_standby)
            return replace(on_air, slate=slate)
        case SlateHidden():
            return replace(on_air, slate=None)
        case LowerThirdShown():
            return replace(on_air, lower_third=LowerThirdOnAir(name=fact.name, role=fact.role))
        case LowerThirdHidden():
            return replace(on_air, lower_third=None)
        case MicrophoneMuted():
            return replace(on_air, is_muted=True)
        case MicrophoneUnmuted():
            return replace(on_air, is_muted=False)
    return _beneath(on_air, fact, products)


def _opening(countdown: CountdownOnAir | None, ended: CountdownEnded) -> OpeningOnAir | None:
    if countdown is None or ended.opens_at_s is None:
        return None
    return OpeningOnAir(
        product_id=countdown.product_id, zero_s=countdown.ends_at_s, opens_at_s=ended.opens_at_s
    )


def _beneath(on_air: OnAir, fact: Fact, products: Mapping[str, Product]) -> OnAir:
    """The picture beneath the furniture."""
    match fact:
        case FilmRolled():
            return replace(on_air, film=FilmOnAir(file=fact.file, begins_s=fact.begins_s))
        case FilmStopped():
            return replace(on_air, film=None)
        case LayoutChosen():
            featured = products.get(fact.product_id, on_air.featured)
            return replace(on_air, layout=fact.layout, featured=featured)
    return on_air
