"""What comments and a shop's words on stock do to the state of a show."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from app.domain.facts import (
    CommentHidden,
    CommentPosted,
    CommentsDeleted,
    Event,
    Fact,
    Mode,
    ProductUpserted,
    ShowOpened,
)
from app.domain.money import Money
from app.domain.on_air import CardOnAir, OnAir
from app.domain.product import Product
from app.domain.state import MOST_COMMENTS, ShowState, folded

AT = "2026-11-24T10:00:00.000Z"


def events(*facts: Fact) -> tuple[Event, ...]:
    return tuple(
        Event(seq=seq, show_id="s", source="t", key=str(seq), occurred_at=AT, received_at=AT, fact=fact)
        for seq, fact in enumerate(facts, 1)
    )


def said(comment_id: str, author_id: str = "") -> CommentPosted:
    return CommentPosted(
        connector="c",
        room="r",
        comment_id=comment_id,
        author_id=author_id,
        author_name="",
        text="hello",
        sent_at=AT,
    )


def gone(*facts: Fact) -> list[bool]:
    state = folded(ShowState(products=MappingProxyType({})), events(*facts))
    return [seen.is_gone for seen in state.comments]


def test_a_comment_taken_back_leaves_those_of_other_nameless_viewers() -> None:
    assert gone(said("a"), said("b"), CommentsDeleted(connector="c", room="r", comment_ids=("a",))) == [
        True,
        False,
    ]


def test_an_author_taken_back_takes_all_of_hers() -> None:
    facts = (said("a", "1"), said("b", "2"), said("c", "1"))
    assert gone(*facts, CommentsDeleted(connector="c", room="r", author_id="1")) == [True, False, True]


def hidden(comment_id: str, *, is_hidden: bool = True) -> CommentHidden:
    return CommentHidden(connector="c", comment_id=comment_id, is_hidden=is_hidden, at_s=0.0)


TAKEN_BACK = CommentsDeleted(connector="c", room="r", comment_ids=("a",))


@pytest.mark.parametrize(
    ("facts", "is_gone"),
    [
        ((said("a"), hidden("a"), said("a")), True),
        ((said("a"), hidden("a"), TAKEN_BACK, said("a")), True),
        ((hidden("a"), said("a")), True),
        ((said("a"), hidden("a"), said("a"), hidden("a", is_hidden=False)), False),
        ((said("a"), hidden("a"), hidden("a", is_hidden=False), said("a")), False),
        ((said("a"), TAKEN_BACK, said("a")), False),
        ((said("a"), TAKEN_BACK, hidden("a"), hidden("a", is_hidden=False)), True),
    ],
)
def test_what_the_host_hid_stays_hidden_until_the_host_shows_it(
    facts: tuple[Fact, ...], *, is_gone: bool
) -> None:
    assert gone(*facts) == [is_gone]


def test_a_hidden_comment_that_fell_off_the_list_comes_back_hidden() -> None:
    later = [said(str(at)) for at in range(MOST_COMMENTS)]
    assert gone(said("a"), hidden("a"), *later, said("a"))[-1]


def test_every_comment_is_counted_also_one_that_was_hidden() -> None:
    state = folded(ShowState(), events(said("a"), hidden("a"), said("b")))
    assert state.comment_count == 2


def test_a_new_show_hides_nothing_of_the_last_one() -> None:
    opened = ShowOpened(show_id="t", title="", currency="CNY", mode=Mode.LIVE, epoch_utc=AT)
    assert gone(said("a"), hidden("a"), opened, said("a")) == [False]


def stated(variant_id: str, stock: int | None, *, product_id: str = "coat", sku: str = "") -> ProductUpserted:
    return ProductUpserted(
        source="shop",
        product_id=product_id,
        variant_id=variant_id,
        sku=sku,
        title="",
        price_minor=5,
        currency="CNY",
        stock=stock,
    )


@pytest.mark.parametrize(
    ("facts", "stock"),
    [
        ((stated("", 0),), 0),
        ((stated("s", 0),), 0),
        ((stated("s", 0), stated("m", 4)), 4),
        ((stated("m", 4), stated("s", 0)), 4),
        ((stated("s", 2), stated("m", 4), stated("s", 1)), 5),
        ((stated("s", 0), stated("m", 4), stated("m", -1)), 0),
        ((stated("s", 0), stated("m", None)), None),
        ((stated("s", 3), stated("", 0)), 0),
        ((stated("", 9), stated("s", 0), stated("m", 1)), 9),
        ((stated("", 9), stated("s", 0)), 0),
        ((stated("red", 0, product_id="P-1", sku="coat"), stated("blue", 7, product_id="P-1", sku="x")), 0),
    ],
)
def test_an_item_is_sold_out_when_it_says_so_or_all_known_variants_are(
    facts: tuple[Fact, ...], stock: int | None
) -> None:
    coat = Product(id="coat", number=1, title="Coat", price=Money(5, "CNY"), stock=30)
    state = ShowState(
        products=MappingProxyType({"coat": coat}), on_air=OnAir(card=CardOnAir(product=coat, since_s=0.0))
    )
    for one in (folded(state, events(*facts)), one_by_one(state, facts)):
        assert one.products["coat"].stock == stock
        assert one.products["coat"].is_sold_out is (stock == 0)
        assert one.on_air.card is not None and one.on_air.card.product == one.products["coat"]


def one_by_one(state: ShowState, facts: tuple[Fact, ...]) -> ShowState:
    for event in events(*facts):
        state = folded(state, [event])
    return state
