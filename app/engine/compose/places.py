"""Which source stands where: from a layout, what there is to show, and the canvas, to rectangles."""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass

from app.domain.layout import Layout

# The host keeps the larger part beside a product's picture; upright so much that the card lies below her face.
_HOSTS_PART, _HOSTS_PART_UPRIGHT = 0.6, 0.72
_INSET_PART = 0.3
_INSET_MARGIN = 0.035
# Upright the marketplaces lay their own furniture over the top and over the right side, an eighth of each.
_INSET_MARGIN_UPRIGHT = 0.121


class Role(enum.Enum):
    """Whose picture it is: the host's camera, the second camera, the product's still picture."""

    HOST = enum.auto()
    SECOND = enum.auto()
    STILL = enum.auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A rectangle of the canvas, all even; an inset lies over what stands before it."""

    role: Role
    x: int
    y: int
    width: int
    height: int
    is_inset: bool = False


Arrangement = tuple[Layout, tuple[Role, ...]]
"""A layout and the roles that are in it, back to front."""

_HOST, _SECOND, _STILL = (Role.HOST,), (Role.SECOND,), (Role.STILL,)
# For each layout what is shown, the first of which everything is there.
_CHOICES: dict[Layout, tuple[tuple[Role, ...], ...]] = {
    Layout.HOST: (_HOST,),
    Layout.HOST_PRODUCT: ((Role.HOST, Role.STILL), _HOST, _STILL),
    Layout.PRODUCT: (_SECOND, _STILL, _HOST),
    Layout.TWO_CAMERAS: ((Role.HOST, Role.SECOND), _HOST, _SECOND),
    Layout.INSET: ((Role.HOST, Role.SECOND), _HOST, _SECOND),
}


def arrangement(layout: Layout, present: Collection[Role]) -> Arrangement | None:
    """The best that the layout allows with what is there; None: nothing of it is."""
    for roles in _CHOICES[layout]:
        if all(role in present for role in roles):
            return (layout if len(roles) > 1 else Layout.HOST), roles
    return None


def places(arranged: Arrangement, width: int, height: int) -> tuple[Place, ...]:
    """Rectangles on a canvas of `width` x `height`, which they cover; back to front."""
    layout, roles = arranged
    if len(roles) == 1:
        return (Place(role=roles[0], x=0, y=0, width=width, height=height),)
    first, other = roles
    if layout is Layout.INSET:
        return Place(role=first, x=0, y=0, width=width, height=height), _inset(other, width, height)
    is_shared = layout is Layout.HOST_PRODUCT
    if width > height:
        split = _even(width * (_HOSTS_PART if is_shared else 0.5))
        return (
            Place(role=first, x=0, y=0, width=split, height=height),
            Place(role=other, x=split, y=0, width=width - split, height=height),
        )
    # Upright cards lie at the top of the lower half. They shall not lie on a face: the host stands above a second
    # camera, and beneath a product's picture that leaves her more than the half.
    upper, lower = (other, first) if is_shared else (first, other)
    split = _even(height * (1 - _HOSTS_PART_UPRIGHT if is_shared else 0.5))
    return (
        Place(role=upper, x=0, y=0, width=width, height=split),
        Place(role=lower, x=0, y=split, width=width, height=height - split),
    )


def sizes(role: Role, width: int, height: int) -> tuple[tuple[int, int], ...]:
    """Every size in which a role can stand on the canvas."""
    ways = [(layout, roles) for layout, choices in _CHOICES.items() for roles in choices if role in roles]
    spots = (place for way in ways for place in places(way, width, height) if place.role is role)
    return tuple(dict.fromkeys((place.width, place.height) for place in spots))


def _inset(role: Role, width: int, height: int) -> Place:
    """In the canvas' own shape, in the upper right corner: cards stand below."""
    wide, high = _even(width * _INSET_PART), _even(height * _INSET_PART)
    if width > height:
        right = top = _even(height * _INSET_MARGIN)
    else:
        right, top = _even(width * _INSET_MARGIN_UPRIGHT), _even(height * _INSET_MARGIN_UPRIGHT)
    return Place(role=role, x=width - wide - right, y=top, width=wide, height=high, is_inset=True)


def _even(value: float) -> int:
    return round(value / 2) * 2
