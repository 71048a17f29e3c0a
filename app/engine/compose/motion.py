"""How far a sprite has come or gone at a moment of media time."""

from __future__ import annotations

from app.engine.messages import Motion


def progress(motion: Motion, since_ms: float) -> float:
    """0 before it begins, 1 when it is done, cubic ease-out between: 1 - (1 - t)^3."""
    running_ms = since_ms - motion.delay_ms
    if running_ms < 0:
        return 0.0
    if running_ms >= motion.ms:
        return 1.0
    return 1 - (1 - running_ms / motion.ms) ** 3


def is_done(motion: Motion, since_ms: float) -> bool:
    return since_ms >= motion.delay_ms + motion.ms


def even(value: float) -> int:
    """The nearest even pixel: chroma is half as fine as luma."""
    return round(value / 2) * 2
