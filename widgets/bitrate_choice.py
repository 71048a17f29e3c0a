"""The picture's bitrate, with the upload that it takes, and the one that fits the line as measured."""

from __future__ import annotations

from dataclasses import replace

from app.desk import Desk
from app.domain.uplink import HEADROOM
from app.snapshot import Choices, Snapshot
from widgets.theme.shapes import Shape
from widgets.theme.tokens import Tokens
from widgets.tile import Face
from widgets.tile_row import TileRow
from widgets.trial_checks import fitting_kbps, megabits
from widgets.words.catalogue import Words

# Of the picture alone, as platforms advise for 720 to 1080 lines.
_STEPS_KBPS = (1500, 3000, 4500, 6000)


class BitrateChoice(TileRow):
    """Whatever the show file says is among the tiles."""

    def __init__(self, tokens: Tokens, desk: Desk) -> None:
        super().__init__(tokens, lambda key: desk.set_video_kbps(int(key)))
        self._tokens = tokens

    def draw(self, snapshot: Snapshot, said: Words) -> None:
        fits = fitting_kbps(snapshot)
        steps = sorted({*_STEPS_KBPS, snapshot.choices.video_kbps, *((fits,) if fits else ())})
        faces = tuple(self._face(kbps, kbps == fits, snapshot.choices, said) for kbps in steps)
        self.show_faces(said.line.bitrate, faces)

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
