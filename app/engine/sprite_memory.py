"""Takes a sprite's pixels out of the shared memory that the console made."""

from __future__ import annotations

import numpy as np

from app.engine import shared
from app.engine.messages import PutSprite
from app.engine.planes import Pixels

_LONGEST_SIDE = 4096


def copied(command: PutSprite) -> Pixels:
    """The pixels, `(height, width, 4)`; raises `ValueError` or `OSError` when the block does not hold them."""
    width, height = command.width, command.height
    if not (0 < width <= _LONGEST_SIDE and 0 < height <= _LONGEST_SIDE):
        raise ValueError(f"a sprite of {width} x {height} pixels")
    memory = shared.attached(command.shm)
    try:
        block = shared.view(memory)
        if len(block) < width * height * 4:
            raise ValueError("the block is smaller than the sprite")
        pixels: Pixels = np.frombuffer(block, np.uint8, width * height * 4).reshape(height, width, 4).copy()
        return pixels
    finally:
        memory.close()
