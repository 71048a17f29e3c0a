"""Snapshots made by hand: how far viewers are behind, being measured, found, missed and old."""

from __future__ import annotations

from dataclasses import replace

from app.domain.on_air import OpeningOnAir
from app.domain.viewer_delay import How, ViewerDelay
from app.snapshot import MeasureStep, Measuring, Snapshot


def delays(live: Snapshot) -> dict[str, Snapshot]:
    """Each step by its name, in a show that is live."""
    looking = Measuring(is_code_shown=True)
    found = ViewerDelay(destination="Douyin", seconds=6.2, how=How.CAMERA, at_s=live.at_s - 180)
    opening = OpeningOnAir(product_id="", zero_s=live.at_s, opens_at_s=live.at_s + 5.2)
    steps = {
        "measure": looking,
        "measure-read": replace(looking, codes_read=2),
        "measure-wrong": replace(looking, is_wrong=True),
        "measure-gone": replace(looking, is_code_shown=False),
        "measure-missed": Measuring(step=MeasureStep.MISSED),
    }
    known = replace(live, viewer_delays=(found,))
    return {
        **{name: replace(live, measuring=step) for name, step in steps.items()},
        "measure-portrait": replace(
            live, measuring=looking, choices=replace(live.choices, canvas=(720, 1280))
        ),
        "measure-done": replace(known, measuring=Measuring(step=MeasureStep.MEASURED)),
        "delay-known": replace(known, on_air=replace(live.on_air, opening=opening)),
        "delay-past": replace(live, viewer_delays=(replace(found, is_past=True),)),
    }
