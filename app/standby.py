"""The slate that viewers come back to after an outage."""

from __future__ import annotations

from app.domain.facts import SlateKind
from app.stage import Stage

SLATE_AFTER_S = 5.0
"""Shorter cuts are over before anybody has read a slate."""

SLATE_KEPT_S = 3.0
"""Players that come back begin a few seconds late: so long the slate stays, that they see it and then the host."""


class Standby:
    """Puts "back in a moment" over the picture once viewers have had nothing for five seconds, so that it is the
    first thing they see again, and takes it down soon after. What the host puts up or takes down meanwhile stands.
    Whose a slate is, the log says: a console that was started again takes down what the last one put up.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._is_settled = False
        self._back_s: float | None = None

    def look(self, away_s: float, at_s: float) -> None:
        """`away_s`: for how long viewers have had nothing, 0 while they get the stream."""
        if away_s > 0:
            self._back_s = None
            self._cover(away_s, at_s)
            return
        self._is_settled = False
        slate = self._stage.on_air.slate
        if slate is None or not slate.is_standby:
            self._back_s = None
            return
        self._back_s = at_s if self._back_s is None else self._back_s
        if at_s - self._back_s >= SLATE_KEPT_S:
            self._back_s = None
            self._stage.hide_slate(at_s)

    def _cover(self, away_s: float, at_s: float) -> None:
        """Once for each outage: a host who takes the slate down has decided."""
        if self._is_settled or away_s < SLATE_AFTER_S:
            return
        self._is_settled = True
        if self._stage.on_air.slate is None:
            self._stage.show_slate(SlateKind.BACK, None, at_s, is_standby=True)
