"""The plan of a show: cues at media times, and what they mean at a moment."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from app.domain.facts import SlateKind
from app.domain.layout import Layout
from app.domain.product import Product


class CueAction(enum.StrEnum):
    """What a cue of the show file can do."""

    SHOW_CARD = "show_card"
    HIDE_CARD = "hide_card"
    COUNTDOWN = "countdown"
    SLATE = "slate"
    LAYOUT = "layout"
    FILM = "film"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One line of the plan. `for_s` 0: until hidden; of a countdown it is the length."""

    at_s: float
    action: CueAction
    product_id: str = ""
    slate: SlateKind = SlateKind.BACK
    layout: Layout = Layout.HOST
    for_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done at `at_s`: the beginning of a cue, or its end when `for_s` has passed."""

    at_s: float
    cue: Cue
    is_end: bool = False


def steps(cues: Iterable[Cue]) -> tuple[Step, ...]:
    """All beginnings and ends in order of time; at the same moment ends come before beginnings."""
    return tuple(sorted(_steps(cues), key=lambda step: (step.at_s, not step.is_end)))


def due(timeline: Iterable[Step], after_s: float, until_s: float) -> tuple[Step, ...]:
    """The steps with `after_s` < at_s <= `until_s`, in order."""
    return tuple(step for step in timeline if after_s < step.at_s <= until_s)


def _steps(cues: Iterable[Cue]) -> Iterator[Step]:
    for cue in cues:
        yield Step(cue.at_s, cue)
        if cue.for_s > 0 and cue.action is not CueAction.HIDE_CARD:
            yield Step(cue.at_s + cue.for_s, cue, is_end=True)


def next_product(
    products: Iterable[Product], on_air: Product | None, shown_ids: Collection[str]
) -> Product | None:
    """The item after the one on air; after the last, or with none on air, the first not yet shown."""
    order = sorted(products, key=lambda product: product.number)
    later = [one for one in order if on_air is not None and one.number > on_air.number]
    fresh = [one for one in order if one.id not in shown_ids]
    return next(iter(later or fresh or order), None)
