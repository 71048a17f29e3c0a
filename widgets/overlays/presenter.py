"""Keeps what viewers see equal to what the host wants: paints what changed and sends it to the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.domain.fault import Fault
from app.engine.messages import Motion
from widgets.overlays import motion
from widgets.overlays.overlay import Overlay, Painted, Scene, Sight


class Screen(Protocol):
    """The engine's slots."""

    def put(self, slot: str, painted: Painted, enter: Motion) -> None:
        """Shows a sprite instead of what stood in the slot."""

    def remove(self, slot: str, leave: Motion) -> None:
        """Empties a slot."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What stands in a slot, and from when to when it was in motion, in media time."""

    sight: Sight
    painted: Painted
    since_s: float
    settled_s: float

    def is_moving(self, at_s: float) -> bool:
        """Never when the time has gone back, as it does when another show begins."""
        return self.since_s <= at_s < self.settled_s


class Presenter:
    """Belongs to the main thread. Nothing is painted while nothing changes."""

    def __init__(self, overlays: Mapping[str, Overlay], screen: Screen) -> None:
        self._overlays = overlays
        self._screen = screen
        self._shown: dict[str, _Shown] = {}
        self._strays: frozenset[str] = frozenset()

    def present(self, scene: Scene) -> None:
        """Brings every slot to what the scene wants; call it at least four times a second, countdowns live
        on it."""
        for slot, overlay in self._overlays.items():
            self._bring(slot, overlay.wanted(scene), scene.at_s)
        for slot in self._strays - set(self._shown):
            self._screen.remove(slot, motion.OUT)
        self._strays = frozenset()

    def clear(self) -> None:
        """Nothing is wanted any more."""
        for slot in {*self._shown, *self._strays}:
            self._screen.remove(slot, Motion())
        self._shown.clear()
        self._strays = frozenset()

    def restart(self, slots: Iterable[str] = ()) -> None:
        """The engine is new, or this console is: all is sent again. `slots` are those that the engine still
        shows."""
        self._shown.clear()
        self._strays = frozenset(slots)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with what is on air: a picture that cannot be read, a link too long for a code."""
        return tuple(fault for shown in self._shown.values() for fault in shown.painted.faults)

    def _bring(self, slot: str, wanted: Sight | None, at_s: float) -> None:
        shown = self._shown.get(slot)
        if wanted is None:
            if shown:
                self._screen.remove(slot, shown.painted.leave)
                del self._shown[slot]
            return
        if shown is None:
            painted = wanted.paint()
            # What a surviving engine still shows must not come in a second time.
            enter = painted.update if slot in self._strays else painted.enter
            self._put(slot, wanted, painted, enter, at_s)
        elif wanted != shown.sight:
            self._change(slot, shown, wanted, at_s)

    def _change(self, slot: str, shown: _Shown, wanted: Sight, at_s: float) -> None:
        if wanted.subject != shown.sight.subject:
            painted, leave = wanted.paint(), shown.painted.leave
            self._screen.remove(slot, leave)
            self._put(slot, wanted, painted, _after(leave, painted.enter), at_s)
        elif not shown.is_moving(at_s):
            painted = wanted.paint()
            self._put(slot, wanted, painted, painted.update, at_s)

    def _put(self, slot: str, sight: Sight, painted: Painted, enter: Motion, at_s: float) -> None:
        self._screen.put(slot, painted, enter)
        settled_s = at_s + (enter.delay_ms + enter.ms) / 1000
        self._shown[slot] = _Shown(sight, painted, at_s, settled_s)


def _after(leave: Motion, enter: Motion) -> Motion:
    """The next one's entrance, a short pause after the last one has gone."""
    wait_ms = leave.ms + motion.PAUSE_MS + enter.delay_ms
    return Motion(ms=enter.ms, dx=enter.dx, dy=enter.dy, delay_ms=wait_ms)
