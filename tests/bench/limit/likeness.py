"""How alike two peers' pictures are to what they were given: SSIM of luma over the clip's own frames."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from tests.bench.limit.sprites import Laid
from tests.media import lumas, number_of

_SKIPPED, _COMPARED = 60, 60
_STEADY_1, _STEADY_2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2

Plane = npt.NDArray[np.float32]


def ssim(clip: Path, received: Path, sprites: Sequence[Laid]) -> float:
    """The mean of some frames; rectangles with sprites are left out, their words would hide the difference."""
    wanted: dict[int, Plane] = {}
    with av.open(str(received)) as container:
        for index, (_, luma) in enumerate(lumas(container)):
            if _SKIPPED <= index < _SKIPPED + _COMPARED:
                wanted.setdefault(number_of(luma), luma.astype(np.float32))
    with av.open(str(clip)) as container:
        pairs = [
            (luma.astype(np.float32), wanted[number])
            for number, (_, luma) in enumerate(lumas(container))
            if number in wanted
        ]
    if len(pairs) < _COMPARED // 2:
        raise RuntimeError(f"{received.name}: only {len(pairs)} frames could be told")
    return float(np.mean([_of(given, got)[_mask(given, sprites)].mean() for given, got in pairs]))


def _mask(plane: Plane, sprites: Iterable[Laid]) -> npt.NDArray[np.bool_]:
    mask = np.ones(plane.shape, bool)
    for one in sprites:
        height, width = one.pixels.shape[:2]
        mask[max(one.y - 16, 0) : one.y + height + 16, max(one.x - 16, 0) : one.x + width + 16] = False
    return mask


def _of(given: Plane, got: Plane) -> Plane:
    """Wang and others, 2004, equation 13, with their window of 11x11 and a deviation of 1.5."""

    def mean(plane: Plane) -> Plane:
        return np.asarray(cv2.GaussianBlur(plane, (11, 11), 1.5), np.float32)

    m1, m2 = mean(given), mean(got)
    v1, v2 = mean(given * given) - m1 * m1, mean(got * got) - m2 * m2
    both = mean(given * got) - m1 * m2
    above = (2 * m1 * m2 + _STEADY_1) * (2 * both + _STEADY_2)
    below = (m1 * m1 + m2 * m2 + _STEADY_1) * (v1 + v2 + _STEADY_2)
    return np.asarray(above / below, np.float32)
