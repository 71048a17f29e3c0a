"""The seam of all overlays: what one is, what it may look at, and how the modules of this package are
found."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QImage

from app.domain.fault import Fault
from app.domain.on_air import OnAir
from app.engine.messages import Motion
from widgets.overlays.canvas import Canvas
from widgets.overlays.kit import Kit
from widgets.overlays.picture import Pictures
from widgets.overlays.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything an overlay may look at. `at_s` is media time; nothing else decides what viewers see. `ground` is the
    file of what stands behind a keyed host; `is_measuring`: the viewers' delay, with a code in the picture."""

    stage: OnAir
    at_s: float
    canvas: Canvas
    kit: Kit
    language: Language
    pictures: Pictures
    ground: str = ""
    is_measuring: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    """A finished sprite: premultiplied BGRA; `x`, `y`, width and height even, wholly on the canvas.

    `update` is how it takes the place of its own elder, `enter` that of nothing. A greater `order` is nearer to
    the viewer. The engine says when a sprite with a `mark` is first seen.
    """

    image: QImage
    x: int
    y: int
    order: int
    enter: Motion
    update: Motion
    leave: Motion
    faults: tuple[Fault, ...] = ()
    mark: int = -1


class Sight(Protocol):
    """What should be seen, as a frozen value: two equal ones look the same, so that only a change is
    painted."""

    @property
    def subject(self) -> str:
        """Who or what is shown: another subject in a slot leaves before the next one enters, the same one is
        replaced in place."""

    def paint(self) -> Painted:
        """The picture of this value; needs a QGuiApplication, takes milliseconds."""


Wanted = Callable[[Scene], Sight | None]


@dataclass(frozen=True, slots=True)
class Overlay:
    """One thing that can stand over the picture, at most once, in its `slot`. `wanted` is cheap and called
    often."""

    slot: str
    wanted: Wanted


def overlay(slot: str) -> Callable[[Wanted], Overlay]:
    """Decorator: the function becomes the overlay of `slot` in every show; its module needs no other
    mention."""

    def made(wanted: Wanted) -> Overlay:
        return Overlay(slot, wanted)

    return made


def discover() -> Mapping[str, Overlay]:
    """All overlays of this package, by slot. Raises `ValueError` when two claim the same slot."""
    package = importlib.import_module("widgets.overlays")
    found: dict[str, Overlay] = {}
    for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(info.name)
        for thing in vars(module).values():
            if isinstance(thing, Overlay) and found.setdefault(thing.slot, thing) is not thing:
                raise ValueError(f"{info.name}: the slot {thing.slot!r} is taken")
    return found
