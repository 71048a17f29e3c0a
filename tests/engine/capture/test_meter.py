"""What the meter holds for the eye: a peak for a second and a half, clipping for three."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine.capture.meter import Meter
from app.engine.planes import BLOCK, SAMPLE_RATE


def fed(meter: Meter, level: float, seconds: float) -> Meter:
    for _ in range(round(seconds * SAMPLE_RATE / BLOCK)):
        meter.feed(np.full((2, BLOCK), level, np.float32))
    return meter


def test_a_peak_is_held_and_then_falls() -> None:
    meter = fed(fed(Meter(), 0.5, 0.03), 0.0, 1.45)
    assert meter.peak_db == pytest.approx(-6.02, abs=0.01)
    assert fed(meter, 0.0, 0.5).peak_db == pytest.approx(-15, abs=1.5)


def test_clipping_is_shown_for_three_seconds_and_each_clipped_block_is_counted() -> None:
    meter = fed(Meter(), 0.999, 1)
    assert not meter.is_clipping and meter.clipped == 0
    meter = fed(fed(meter, 1.0, 0.03), 0.1, 2.9)
    assert meter.is_clipping and meter.clipped == 1
    assert not fed(meter, 0.1, 0.2).is_clipping
