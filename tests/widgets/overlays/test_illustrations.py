"""The demo's product pictures are what their drawings say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QImage

from tests.widgets.overlays.illustrations import FOLDER, SIDE, rendered
from widgets.overlays.picture import read_middle

DRAWINGS = sorted(FOLDER.glob("*.svg"))


def pixels(image: QImage) -> np.ndarray[Any, np.dtype[np.uint8]]:
    made = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(made.constBits(), np.uint8).reshape(made.height(), made.width(), 4)[..., :3].copy()


def test_there_are_ten_and_each_can_go_on_a_card() -> None:
    assert len(DRAWINGS) == 10
    for path in DRAWINGS:
        assert not read_middle(str(path.with_suffix(".png")), 132, 132).isNull()


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_picture_is_its_drawing(qapp: Any, path: Path) -> None:
    shown, drawn = pixels(QImage(str(path.with_suffix(".png")))), pixels(rendered(path))
    assert shown.shape == (SIDE, SIDE, 3)
    off = np.abs(shown.astype(int) - drawn.astype(int)).max(axis=2) > 24
    assert off.mean() < 0.002, "run python -m tests.widgets.overlays.illustrations"
