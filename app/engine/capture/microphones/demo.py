"""A microphone for rehearsals without one: the air of a shop, soft music, a murmur in phrases."""

from __future__ import annotations

import threading
from functools import cache

import numpy as np
import numpy.typing as npt

from app.engine.capture.source import Canvas, microphone_kinds
from app.engine.planes import BLOCK, SAMPLE_RATE, Samples

_LOOP_BLOCKS = 750
_LOOP = _LOOP_BLOCKS * BLOCK
# Four chords of four seconds, as frequencies in hertz: C, A minor, F, G, each with an added colour.
_CHORDS = (
    (130.8, 196.0, 261.6, 329.6, 493.9),
    (110.0, 164.8, 261.6, 329.6, 392.0),
    (87.3, 174.6, 261.6, 349.2, 392.0),
    (98.0, 196.0, 246.9, 293.7, 440.0),
)
# Formants of the vowels a, e, o, u and schwa in hertz, after Peterson and Barney (1952), women.
_VOWELS = ((850, 1220), (610, 2330), (590, 920), (470, 1160), (500, 1640))
_VOICE_HZ = 205
_SYLLABLES_PER_S = 4.2

_Wave = npt.NDArray[np.float64]


@microphone_kinds.register("demo")
class DemoMicrophone:
    """Sixteen seconds, made when it starts, that join without a seam; the same on every machine."""

    delay_ns = 0

    def __init__(self, argument: str, canvas: Canvas) -> None:
        self._loop: Samples | None = None

    def run(self, stopping: threading.Event) -> None:
        self._loop = shop_sound()
        stopping.wait()

    def block(self, first_sample: int) -> Samples | None:
        if self._loop is None:
            return None
        begin = first_sample % _LOOP
        if begin + BLOCK <= _LOOP:
            return self._loop[:, begin : begin + BLOCK]
        return np.concatenate([self._loop[:, begin:], self._loop[:, : begin + BLOCK - _LOOP]], axis=1)


@cache
def shop_sound() -> Samples:
    """`(2, 768000)`: speech around -20 dBFS, air and music well below. Made once, since going live opens it anew."""
    random = np.random.default_rng(11)
    t = np.arange(_LOOP) / SAMPLE_RATE
    voice = _voice(t, random)
    sides = []
    for pan in (0.96, 1.04):
        air = _coloured(random.normal(size=_LOOP), 60, 900)
        sides.append(0.16 * pan * voice + 0.004 * air + 0.02 * _music(t, pan))
    return np.clip(np.stack(sides), -0.9, 0.9).astype(np.float32)


def _voice(t: _Wave, random: np.random.Generator) -> _Wave:
    """Harmonics under formants that change with each syllable; too blurred to be words."""
    length = t[-1] + 1 / SAMPLE_RATE
    count = round(length * _SYLLABLES_PER_S)
    position = t / length * count
    pitch = _VOICE_HZ * (1 + 0.05 * _between(random.normal(size=count), position))
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    # The turns are made whole, so that the loop has no click.
    phase *= np.round(phase[-1] / (2 * np.pi)) * 2 * np.pi / phase[-1]
    vowels = np.array(_VOWELS, np.float64)[random.integers(0, len(_VOWELS), count)]
    # Single precision from here on: three times as fast, and far finer than the ear.
    first = _between(vowels[:, 0], position).astype(np.float32)
    second = _between(vowels[:, 1], position).astype(np.float32)
    turn = (phase % (2 * np.pi)).astype(np.float32)
    wave = np.zeros_like(turn)
    for harmonic in range(1, 13):
        hertz = harmonic * _VOICE_HZ
        loud = np.exp(-(((hertz - first) / 220) ** 2)) + 0.45 * np.exp(-(((hertz - second) / 300) ** 2))
        wave += (loud + 0.15 / harmonic) * np.sin(harmonic * turn)
    return wave * _syllables(position, count, random)


def _syllables(position: _Wave, count: int, random: np.random.Generator) -> _Wave:
    """The loudness of speech: a hump for each syllable, phrases of seven to eleven, pauses between."""
    stress = random.uniform(0.45, 1, count)
    at = 0
    while at < count:
        at += int(random.integers(7, 12))
        stress[at : at + 3] = 0.0
        at += 3
    hump = np.sin(np.pi * (position % 1)) ** 0.7
    return hump * _between(stress, position - 0.5)


def _music(t: _Wave, pan: float) -> _Wave:
    """Held chords that fade into one another."""
    wave = np.zeros_like(t)
    each_s = (t[-1] + 1 / SAMPLE_RATE) / len(_CHORDS)
    for number, chord in enumerate(_CHORDS):
        distance = np.abs((t / each_s - number - 0.5 + 2) % len(_CHORDS) - 2)
        swell = np.clip(1.15 - distance * 1.3, 0, 1) ** 2
        heard = np.flatnonzero(swell)
        for hertz in chord:
            whole = np.round(hertz * pan**0.02 * t[-1]) / t[-1]
            angle = (2 * np.pi * (whole * t[heard] % 1)).astype(np.float32)
            wave[heard] += swell[heard] * np.sin(angle) * (160 / (160 + hertz))
    return wave


def _coloured(noise: _Wave, low_hz: float, high_hz: float) -> _Wave:
    """Noise with its energy between two frequencies, unit power, periodic."""
    spectrum = np.fft.rfft(noise)
    hertz = np.fft.rfftfreq(noise.size, 1 / SAMPLE_RATE)
    spectrum *= (hertz / (hertz + low_hz)) / (1 + (hertz / high_hz) ** 2)
    shaped: _Wave = np.fft.irfft(spectrum, noise.size)
    return shaped / float(np.sqrt(np.mean(shaped**2)))


def _between(values: npt.NDArray[np.float64], position: _Wave) -> _Wave:
    """Values at whole positions, smooth between them, and round again at the end."""
    whole = np.floor(position).astype(np.int64)
    t = position - whole
    smooth = t * t * (3 - 2 * t)
    count = values.size
    blended: _Wave = values[whole % count] * (1 - smooth) + values[(whole + 1) % count] * smooth
    return blended
