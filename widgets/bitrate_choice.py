"""The picture's bitrate, with the upload that it takes, and the one that fits the line as measured."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.desk import Desk
from app.domain.uplink import HEADROOM
from app.snapshot import Choices, Snapshot
from widgets.label import Label
from widgets.theme.shapes import Shape
from widgets.theme.tokens import Tokens
from widgets.tile import GAP, HEIGHT, LABEL, Face, Tiles
from widgets.trial_checks import fitting_kbps, megabits
from widgets.words.catalogue import Words

# Of the picture alone, as platforms advise for 720 to 1080 lines.
_STEPS_KBPS = (1500, 3000, 4500, 6000)


class BitrateChoice(QWidget):
    """Whatever the show file says is among the tiles."""

    def __init__(self, tokens: Tokens, desk: Desk) -> None:
        super().__init__()
        self._tokens = tokens
        self._label = Label(12, 400, "2")
        self._tiles = Tiles(tokens, lambda key: desk.set_video_kbps(int(key)))
        self._label.setFixedSize(LABEL, HEIGHT)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        line.addWidget(self._label, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._tiles, 1)

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        self._label.say(said.line.bitrate)
        fits = fitting_kbps(snapshot)
        steps = sorted({*_STEPS_KBPS, snapshot.choices.video_kbps, *((fits,) if fits else ())})
        self._tiles.show_faces(
            tuple(self._face(kbps, kbps == fits, snapshot.choices, said) for kbps in steps)
        )

    def _face(self, kbps: int, is_fitting: bool, choices: Choices, said: Words) -> Face:
        demand = choices.demand
        if not choices.destinations:
            demand = replace(demand, destinations=1)
        needs = demand.need_kbps(kbps) * HEADROOM
        return Face(
            str(kbps),
            said.line.megabits.format(figure=megabits(kbps)),
            said.line.fits if is_fitting else said.line.needs.format(figure=megabits(needs)),
            Shape.CHECK if is_fitting else None,
            self._tokens.ok if is_fitting else None,
            kbps == choices.video_kbps,
        )
