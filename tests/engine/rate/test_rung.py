"""The ladder for any canvas."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import pytest

from app.engine.rate.footing import Footing
from app.engine.rate.rung import Aim, ladder, words_of
from tests.engine.rate.simulated_line import configured

SIZES = [
    (1280, 720),
    (1920, 1080),
    (720, 1280),
    (1080, 1920),
    (960, 540),
    (640, 360),
    (320, 180),
    (1280, 722),
]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("fps", [15, 30, 60])
@pytest.mark.parametrize("kbps", [50, 200, 3000, 20_000])
def test_each_rung_is_less_than_the_one_above_and_leaves_none_without_a_way_back(
    size: tuple[int, int], fps: int, kbps: int
) -> None:
    rungs = ladder(msgspec.structs.replace(configured(kbps), width=size[0], height=size[1], fps=fps))
    assert (rungs[0].width, rungs[0].height, rungs[0].divisor, rungs[0].most_kbps) == (*size, 1, kbps)
    for above, below in pairwise(rungs):
        assert (below.width, below.divisor) != (above.width, above.divisor)
        assert below.width <= above.width and below.divisor >= above.divisor
        assert below.least_kbps <= above.least_kbps
        assert below.width % 2 == below.height % 2 == 0
    if kbps >= 1000:
        # What a rung may take at most must reach what the one above wants before it is climbed.
        assert all(below.most_kbps >= above.least_kbps * 1.25 for above, below in pairwise(rungs))


def test_a_portrait_show_keeps_its_shape() -> None:
    rungs = ladder(msgspec.structs.replace(configured(), width=720, height=1280))
    assert [(rung.width, rung.height, rung.divisor) for rung in rungs] == [
        (720, 1280, 1), (720, 1280, 2), (540, 960, 2), (360, 640, 2),
    ]  # fmt: skip


def test_words_name_what_became_less() -> None:
    configure = configured()
    rungs = ladder(configure)
    said = [words_of(Aim(rung, 1400), configure) for rung in rungs]
    assert said == ["1.5 Mb/s", "15 fps", "540p", "360p"]


def test_a_footing_lost_soon_after_a_climb_is_tried_again_ever_later() -> None:
    rungs = ladder(configured())
    footing = Footing(rungs)
    climbs = []
    now_s, before = 0.0, 0
    for _ in range(2000):
        now_s += 0.1
        # On the first rung the line seems to carry little, on the second plenty.
        index = footing.stand(now_s, 700.0 if before == 0 else 1400.0)
        if index < before:
            climbs.append(now_s)
        before = index
    assert 6 <= len(climbs) <= 14
    assert climbs[-1] - climbs[-2] > 20
