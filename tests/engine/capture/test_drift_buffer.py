"""A device's clock against the show's."""

from __future__ import annotations

import numpy as np
import pytest

from app.engine.capture.drift_buffer import DriftBuffer
from app.engine.planes import BLOCK, SAMPLE_RATE, Samples

EPOCH_NS = 5_000_000_000
DELIVERY = 480


def tone(first: int, count: int, rate: float) -> Samples:
    """1 kHz in real time, as a device samples it whose crystal runs at `rate`."""
    moments = np.arange(first, first + count) / rate
    return np.tile(np.sin(2 * np.pi * 1000 * moments), (2, 1)).astype(np.float32)


def run(ppm: float, seconds: int, jitter_ns: int = 0) -> tuple[list[Samples | None], float]:
    """Blocks read 60 ms late from a drifting device, and the worst error of timing in milliseconds."""
    rate = SAMPLE_RATE * (1 + ppm / 1e6)
    buffer, random = DriftBuffer(EPOCH_NS), np.random.default_rng(1)
    blocks: list[Samples | None] = []
    sent, worst = 0, 0.0
    for block in range(seconds * SAMPLE_RATE // BLOCK):
        now_s = (block + 1) * BLOCK / SAMPLE_RATE + 0.06
        while (sent + DELIVERY) / rate <= now_s:
            sent += DELIVERY
            late = int(random.integers(0, jitter_ns + 1))
            buffer.write(tone(sent - DELIVERY, DELIVERY, rate), EPOCH_NS + round(sent / rate * 1e9) + late)
        read = buffer.read(block * BLOCK)
        blocks.append(read)
        if read is not None and block > 150:
            moments = (block * BLOCK + np.arange(BLOCK)) / SAMPLE_RATE
            turn = np.angle(np.sum(read[0] * np.exp(-2j * np.pi * 1000 * moments))) + np.pi / 2
            worst = max(worst, abs((turn + np.pi) % (2 * np.pi) - np.pi) / (2 * np.pi))
    return blocks, worst


@pytest.mark.parametrize("ppm", [-150, 0, 150])
def test_a_drifting_crystal_is_followed_without_a_gap(ppm: float) -> None:
    blocks, worst_ms = run(ppm, 60)
    assert not any(block is None for block in blocks[4:])
    assert worst_ms < 0.5


def test_a_bad_crystal_of_a_thousandth_is_followed_without_a_gap() -> None:
    assert not any(block is None for block in run(1000, 60)[0][4:])


def test_jitter_of_the_deliveries_is_not_heard() -> None:
    blocks, _ = run(100, 20, jitter_ns=6_000_000)
    sound = np.concatenate([block[0] for block in blocks[100:] if block is not None])
    # A 1 kHz sine moves by at most 0.131 from one sample to the next; a click moves further.
    assert float(np.abs(np.diff(sound)).max()) < 0.14


def test_silence_of_the_device_is_a_gap_and_what_comes_later_lies_where_it_was_heard() -> None:
    buffer = DriftBuffer(EPOCH_NS)
    second = SAMPLE_RATE
    buffer.write(np.full((2, second), 0.25, np.float32), EPOCH_NS + 1_000_000_000)
    assert buffer.read(40 * BLOCK) is not None
    assert buffer.read(47 * BLOCK) is None
    buffer.write(np.full((2, second), 0.5, np.float32), EPOCH_NS + 3_000_000_000)
    assert buffer.read(60 * BLOCK) is None
    later = buffer.read(110 * BLOCK)
    assert later is not None and np.allclose(later, 0.5, atol=0.01)


def test_before_the_first_sound_there_is_none() -> None:
    assert DriftBuffer(EPOCH_NS).read(0) is None


def test_memory_is_bounded_however_long_nobody_reads() -> None:
    buffer = DriftBuffer(EPOCH_NS)
    for number in range(1, 200):
        buffer.write(np.zeros((2, 4800), np.float32), EPOCH_NS + number * 100_000_000)
    assert buffer._kept.shape[1] <= 2 * SAMPLE_RATE


def test_a_block_lies_in_memory_as_the_encoder_takes_it() -> None:
    buffer = DriftBuffer(0)
    for number in range(20):
        buffer.write(np.zeros((2, BLOCK), np.float32), (number + 1) * BLOCK * 1_000_000_000 // SAMPLE_RATE)
    block = buffer.read(4 * BLOCK)
    assert block is not None and block.flags.c_contiguous
