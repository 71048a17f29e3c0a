"""The preview's pictures: the programme's own colours, at whatever size the window asks for."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine.planes import from_bgr
from app.engine.preview import PreviewReader
from app.engine.shrink import Preview

COLOURS = ((24, 35, 138), (255, 255, 255), (0, 0, 0), (0, 0, 255), (0, 255, 0), (255, 0, 0), (128, 128, 128))


@pytest.mark.parametrize("size", [(640, 360), (638, 358), (641, 361), (1, 1), (1500, 844)])
def test_the_preview_shows_the_programmes_colours_at_every_size(size: tuple[int, int]) -> None:
    width, height = size
    preview = Preview(width, height, 30)
    reader = PreviewReader(preview.writer.name, preview.writer.layout)
    try:
        for number, colour in enumerate(COLOURS):
            preview.offer(from_bgr(np.full((720, 1280, 3), colour, np.uint8)), number * 1_000_000_000)
            picture = reader.newest()
            assert picture is not None
            pixels = np.frombuffer(picture, np.uint8).reshape(height, width, 4)
            assert np.abs(pixels.astype(int) - (*colour, 255)).max() <= 2, colour
    finally:
        reader.close()
        preview.close()


def test_the_preview_keeps_each_thing_in_its_place() -> None:
    picture = np.zeros((720, 1280, 3), np.uint8)
    picture[:360, 640:] = (0, 0, 255)
    preview = Preview(640, 360, 30)
    reader = PreviewReader(preview.writer.name, preview.writer.layout)
    try:
        preview.offer(from_bgr(picture), 0)
        shown = reader.newest()
        assert shown is not None
        pixels = np.frombuffer(shown, np.uint8).reshape(360, 640, 4)
        assert pixels[90, 480, 2] > 250
        assert pixels[270, 480, 2] < 5
        assert pixels[90, 160, 2] < 5
    finally:
        reader.close()
        preview.close()
