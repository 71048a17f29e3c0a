"""A device's clock against the show's."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
import pytest

from app.engine.capture.drift_buffer import DriftBuffer
from app.engine.planes import BLOCK, SAMPLE_RATE, Samples

EPOCH_NS = 5_000_000_000
DELIVERY = 480


def tone(first: int, count: int, rate: float, hertz: float = 1000) -> Samples:
    """In real time, as a device samples it whose crystal runs at `rate`."""
    moments = np.arange(first, first + count) / rate
    return np.tile(np.sin(2 * np.pi * hertz * moments), (2, 1)).astype(np.float32)


@functools.cache
def fit_of(hertz: float) -> npt.NDArray[np.float64]:
    """What finds sine and cosine of a tone in a block, by least squares."""
    angles = 2 * np.pi * hertz * np.arange(BLOCK) / SAMPLE_RATE
    return np.linalg.pinv(np.stack([np.sin(angles), np.cos(angles)], axis=1))


def off_ms(sound: npt.NDArray[np.float32], block: int, hertz: float) -> float:
    """How far from its place the tone of a block lies; up to half a turn can be told."""
    sine, cosine = fit_of(hertz) @ sound
    turn = np.arctan2(cosine, sine) / (2 * np.pi) - hertz * block * BLOCK / SAMPLE_RATE
    return float(abs((turn + 0.5) % 1 - 0.5) / hertz * 1000)


def run(
    ppm: float, seconds: int, jitter_ns: int = 0, hertz: float = 1000
) -> tuple[list[Samples | None], float]:
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
            sound = tone(sent - DELIVERY, DELIVERY, rate, hertz)
            buffer.write(sound, EPOCH_NS + round(sent / rate * 1e9) + late)
        read = buffer.read(block * BLOCK)
        blocks.append(read)
        if read is not None and block > 150:
            worst = max(worst, off_ms(read[0], block, hertz))
    return blocks, worst


@pytest.mark.parametrize("later_ms", [-20_000, -7, 0, 1_234, 3_600_000])
def test_a_microphone_that_goes_on_for_the_next_programme_is_heard_in_its_place_at_once(
    later_ms: int,
) -> None:
    """The next programme counts its blocks from an epoch of its own; the sound stays where it lies on the clock."""
    buffer = DriftBuffer(EPOCH_NS)
    for sent in range(DELIVERY, 3 * SAMPLE_RATE, DELIVERY):
        buffer.write(
            tone(sent - DELIVERY, DELIVERY, SAMPLE_RATE, 20), EPOCH_NS + sent * 1_000_000_000 // SAMPLE_RATE
        )
    for block in range(120, 126):
        assert buffer.read(block * BLOCK) is not None
    later = later_ms * SAMPLE_RATE // 1000
    buffer.move_to(EPOCH_NS + later_ms * 1_000_000)
    newest = (3 * SAMPLE_RATE - later) // BLOCK - 4
    for block in range(newest, newest + 3):
        sound = buffer.read(block * BLOCK)
        assert sound is not None
        sine, cosine = fit_of(20) @ sound[0]
        turn = np.arctan2(cosine, sine) / (2 * np.pi) - 20 * (block * BLOCK + later) / SAMPLE_RATE
        assert abs((turn + 0.5) % 1 - 0.5) / 20 * 1000 < 0.1


@pytest.mark.parametrize("ppm", [-150, 0, 150])
def test_a_drifting_crystal_is_followed_without_a_gap(ppm: float) -> None:
    blocks, worst_ms = run(ppm, 60, hertz=20)
    assert not any(block is None for block in blocks[4:])
    assert worst_ms < 0.5


@pytest.mark.parametrize("ppm", [-300, 300])
def test_three_hundred_ppm_of_drift_are_neither_late_nor_heard(ppm: float) -> None:
    blocks, worst_ms = run(ppm, 60, jitter_ns=2_000_000, hertz=20)
    assert not any(block is None for block in blocks[4:])
    # A/V may be 20 ms apart. A millisecond is the mean of the jitter, which is lateness.
    assert worst_ms < 3
    steady, _ = run(ppm, 15)
    sound = np.concatenate([block[0] for block in steady[200:] if block is not None]).astype(np.float64)
    assert residual_db(sound) < -60


@functools.cache
def glide_of(hertz: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """A tenth of a second of a tone whose pitch may glide a little, as while a clock is followed, and what finds it."""
    moments = np.arange(SAMPLE_RATE // 10) / SAMPLE_RATE
    angles = 2 * np.pi * hertz * moments
    turns = np.stack([np.sin(angles), np.cos(angles)], axis=1)
    basis = np.concatenate([turns, turns * moments[:, None], turns * moments[:, None] ** 2], axis=1)
    return basis, np.linalg.pinv(basis)


def residual_db(sound: npt.NDArray[np.float64], hertz: float = 1000) -> float:
    """What is left without the tone, at its worst, in tenths of a second: a click stands out."""
    basis, inverse = glide_of(hertz)
    length, worst = basis.shape[0], 0.0
    for start in range(0, sound.size - length, length):
        part = sound[start : start + length]
        worst = max(worst, float(np.abs(part - basis @ (inverse @ part)).max()))
    return float(20 * np.log10(worst))


def test_a_click_is_seen_in_what_is_left() -> None:
    sound = tone(0, SAMPLE_RATE, SAMPLE_RATE)[0].astype(np.float64)
    assert residual_db(sound) < -100
    sound[20_000] += 0.01
    assert residual_db(sound) > -45


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
