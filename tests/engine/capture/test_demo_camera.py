"""The rehearsal's camera: a picture in both orientations that moves and looks like one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from app.engine.capture.cameras.demo import DemoCamera, _Scene
from app.engine.capture.source import Canvas
from app.engine.planes import size_of, split_planes


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280)])
def test_the_scene_moves_gently_and_has_the_colours_of_a_shop(size: tuple[int, int]) -> None:
    scene = _Scene(Canvas(width=size[0], height=size[1], fps=30, epoch_ns=0))
    pictures = [scene.at(number / 30).copy() for number in range(61)]
    assert size_of(pictures[0]) == size
    lumas = [split_planes(picture)[0].astype(int) for picture in pictures]
    steps = [float(np.abs(after - before).mean()) for before, after in itertools.pairwise(lumas)]
    assert float(np.median(steps)) > 0.3 and max(steps) < 4
    assert float(np.abs(lumas[60] - lumas[0]).mean()) > 1
    y, u, v = split_planes(pictures[30])
    assert y.std() > 35 and float(v.mean()) > 131 and float(u.mean()) < 124
    assert int(np.percentile(y, 1)) >= 16 and int(np.percentile(y, 99)) <= 240


def test_until_it_is_painted_there_is_no_picture() -> None:
    assert DemoCamera("", Canvas(width=1280, height=720, fps=30, epoch_ns=0)).picture(0) is None
