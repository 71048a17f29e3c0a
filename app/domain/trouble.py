"""The troubles that a show has had, as its log tells them: each once, however often it came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.facts import FaultRaised

Troubles = tuple["Trouble", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One kind of trouble of one part: when it first came, and whether it stands."""

    code: str
    where: str
    at_s: float
    is_standing: bool = True


def raised(troubles: Troubles, fact: FaultRaised) -> Troubles:
    """A part has one fault at most: another one takes the place of the one before."""
    others = cleared(troubles, fact.where)
    if not any((one.where, one.code) == (fact.where, fact.code) for one in others):
        return (*others, Trouble(code=fact.code, where=fact.where, at_s=fact.at_s))
    return tuple(
        replace(one, is_standing=True) if (one.where, one.code) == (fact.where, fact.code) else one
        for one in others
    )


def cleared(troubles: Troubles, where: str) -> Troubles:
    return tuple(replace(one, is_standing=False) if one.where == where else one for one in troubles)


def all_cleared(troubles: Iterable[Trouble]) -> Troubles:
    """Another console took up the show: it says itself what is wrong now."""
    return tuple(replace(one, is_standing=False) for one in troubles)
