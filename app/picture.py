"""The director's hand on the picture beneath the cards: layouts and further cameras."""

from __future__ import annotations

from collections.abc import Callable

from app.choices import ChoicesDesk
from app.domain.layout import Layout
from app.engine.messages import SetScene
from app.programme import Engine
from app.stage import Stage


class Picture:
    """Main thread. `keep`, called with each tick, tells the engine what the stage says, once."""

    def __init__(self, stage: Stage, choices: ChoicesDesk, engine: Engine, at_s: Callable[[], float]) -> None:
        self._stage = stage
        self._choices = choices
        self._engine = engine
        self._at_s = at_s
        self._told: Layout | None = None

    def set_layout(self, layout: Layout) -> None:
        self._stage.choose_layout(layout, self._at_s())

    def set_second_camera(
        self, source: str, *, fit: str = "fill", is_mirrored: bool = False, rotate: int = 0
    ) -> None:
        self._choices.set_second_camera(source, fit, is_mirrored, rotate)

    def keep(self) -> None:
        """By hand, by a cue, or by a show that was taken up again: the engine follows."""
        layout = self._stage.on_air.layout
        if layout is not self._told:
            self._told = layout
            self._engine.send(SetScene(layout=layout))
