"""What comments do to the state of a show."""

from __future__ import annotations

from types import MappingProxyType

from app.domain.facts import CommentPosted, CommentsDeleted, Event, Fact
from app.domain.state import ShowState, folded

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
