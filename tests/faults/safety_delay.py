"""With ten seconds of safety delay, cuts of eight seconds that cost the receiver no frame."""

from __future__ import annotations

import itertools
from typing import Any

from tests.faults.judge import FPS
from tests.faults.scorecard import Measure, least, most, rows
from tests.faults.sockets import Dialling
from tests.faults.stage import Stage, eventually, rest, stage
from tests.faults.viewer import Viewer
from tests.faults.wire import SERVER, Wire
from tests.media import seen_in

DELAY_S, CUT_S, RUNS = 10.0, 8.0, 3
_FRAME_MS = 1000 / FPS


def run() -> dict[str, Any]:
    """The router forwards nothing for eight seconds, again and again."""
    return rows(delayed(DELAY_S, CUT_S, RUNS))


def delayed(delay_s: float, cut_s: float, runs: int) -> list[Measure]:
    """Judged over all sessions together: what came twice counts once, what never came is missing."""
    name = f"cut of {cut_s:g} s, delay {delay_s:g} s"
    with Wire() as wire, stage() as one:
        one.text = one.text.replace("[show]", f"[show]\nsafety_delay_s = {delay_s:g}")
        server = one.server("main", host=SERVER, within=wire.server)
        one.begin(within=wire.shop)
        for _ in range(runs):
            rest(6)
            sessions = len(server.viewer.sessions)
            watch = Dialling(one.engine(), server.port)
            wire.cut()
            rest(cut_s)
            wire.mend()
            watch.close()
            eventually(lambda before=sessions: len(server.viewer.sessions) > before, 15)
        rest(delay_s + cut_s)
        status = one.end()
        return [
            most(name, "frames the receiver never got", "", 0, [_never_came(server.viewer, one)]),
            most(name, "hole in the sound, all sessions", "ms", 25, [_hole_ms(server.viewer)]),
            least(name, "sessions that viewers needed", "", runs + 1, [float(len(server.viewer.sessions))]),
            least(name, "the show ends well", "bool", 1, [float(status == 0)]),
        ]


def _never_came(viewer: Viewer, one: Stage) -> float:
    """Without those that were never made."""
    numbers = sorted({number for each in viewer.sessions for number in seen_in(each.path).numbers})
    holes = sum(round((later - number) / _FRAME_MS) - 1 for number, later in itertools.pairwise(numbers))
    return float(max(0, holes - one.program.never_made()))


def _hole_ms(viewer: Viewer) -> float:
    stamps = sorted({sound.stamp_ms for each in viewer.sessions for sound in each.sounds})
    return float(max(later - stamp for stamp, later in itertools.pairwise(stamps)))
