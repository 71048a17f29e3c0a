"""Which ticks of the programme become pictures when there shall be fewer: those left out cost neither time nor bits."""

from __future__ import annotations

from app.engine.rate.rung import Aim

_HELD_PER_S = 2


class Door:
    """Belongs to the `program` thread, but for `aim`, which any may set."""

    def __init__(self, fps: int, aim: Aim) -> None:
        self._held_ticks = max(fps // _HELD_PER_S, 1)
        self._last = -self._held_ticks
        self.aim = aim

    def admits(self, tick: int) -> bool:
        aim = self.aim
        return tick - self._last >= self._held_ticks if aim.is_held else tick % aim.rung.divisor == 0

    def passed(self, tick: int) -> None:
        """This one became a picture."""
        self._last = tick

    def lost(self, tick: int, newest: int) -> int:
        """How many from `tick` to before `newest` would have become pictures."""
        return 0 if self.aim.is_held else sum(self.admits(one) for one in range(tick, newest))

    def newest(self, tick: int, due: int) -> int:
        """Of the ticks from `tick` to `due` the last that becomes a picture; without one the last."""
        reach = max(tick, due - self._held_ticks)
        return next((one for one in range(due, reach - 1, -1) if self.admits(one)), due)
