"""Sound like speech, made here, and the meter that judges what came of it: FFmpeg's own, at its broadcast settings."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from app.engine.mix.filters import SoundFilter
from app.engine.planes import BLOCK, SAMPLE_RATE, Samples

Wave = npt.NDArray[np.float64]
_SYLLABLE = SAMPLE_RATE // 4


@functools.cache
def speech(seconds: int, seed: int = 3) -> Wave:
    """Mono, RMS of the spoken parts 1: phrases of syllables with pauses, voiced and hissed, loud and soft."""
    random = np.random.default_rng(seed)
    parts = []
    for number in range(seconds * SAMPLE_RATE // _SYLLABLE):
        is_pause = number % 10 >= 8
        parts.append(np.zeros(_SYLLABLE) if is_pause else _syllable(random))
    wave = np.concatenate(parts)
    return wave / float(np.sqrt(np.mean(wave[wave != 0] ** 2)))


def _syllable(random: np.random.Generator) -> Wave:
    t = np.arange(_SYLLABLE) / SAMPLE_RATE
    pitch = random.uniform(160, 240) * (1 + random.uniform(-0.15, 0.15) * t / t[-1])
    turn = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    formants = random.uniform(400, 900), random.uniform(1000, 2400)
    voiced: Wave = np.zeros(_SYLLABLE)
    for harmonic in range(1, 20):
        hertz = harmonic * 200
        loud = sum(np.exp(-(((hertz - formant) / 250) ** 2)) for formant in formants) + 0.1 / harmonic
        voiced += loud * np.sin(harmonic * turn)
    hiss = np.diff(random.normal(size=_SYLLABLE + 1)) * np.exp(-t / 0.03) * 0.4
    wave: Wave = (voiced * np.sin(np.pi * t / t[-1]) ** 0.6 + hiss) * 10 ** (random.uniform(-8, 3) / 20)
    return wave


def room(samples: int, level_db: float, seed: int = 5) -> Wave:
    """Steady noise at `level_db` dBFS RMS."""
    return np.random.default_rng(seed).normal(size=samples) * 10 ** (level_db / 20)


def stereo(wave: Wave) -> Samples:
    return np.tile(wave, (2, 1)).astype(np.float32)


def blocks(sound: Samples) -> list[Samples]:
    return [sound[:, at : at + BLOCK] for at in range(0, sound.shape[1] - BLOCK + 1, BLOCK)]


def measured(sound: Samples) -> dict[str, float]:
    """What FFmpeg's ebur128 says: `I` integrated LUFS, `peak` true peak in dBTP."""
    meter = SoundFilter(["ebur128=metadata=1:peak=true"])
    words: dict[str, str] = {}
    for block in blocks(sound):
        for frame in meter.frames(block):
            words = dict(frame.metadata)
    peaks = [float(value) for key, value in words.items() if key.startswith("lavfi.r128.true_peaks_ch")]
    return {"I": float(words["lavfi.r128.I"]), "peak": 20 * np.log10(max(peaks))}
