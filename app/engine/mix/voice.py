"""The shop voice: rumble and hiss taken out, loud and soft brought together, one loudness whoever speaks."""

from __future__ import annotations

from app.engine.mix.filters import SoundFilter, timing_of
from app.engine.mix.leveller import Leveller
from app.engine.planes import SAMPLE_RATE, Samples
from app.engine.talk import Talk

TARGET_LUFS = -16.0
_LOW = ("highpass=f=80",)
# Up to twelve decibels are taken from the noise; more is heard as water. Its floor is told to the filter, since its own
# search for it stays far below what a room really has.
_CLEAN = ("afftdn=nr=12:nf=-60",)
_FLOOR_MARGIN_DB = 4.0
_FLOOR_EVERY_S = 0.5
_FLOOR_LEAST_DB, _FLOOR_MOST_DB = -80.0, -25.0
# The compressor is fed at one loudness, so that its threshold means the same for every voice: -18 dBFS, 2.5 to 1.
_NOMINAL_LUFS = -20.0
_EVEN = ("acompressor=threshold=0.125:ratio=2.5:attack=8:release=160:knee=2",)
# Softer than this is a room and no voice, and is not made loud.
_VOICE_GATE_LUFS = -52.0
_MOST_GAIN_DB = 30.0
_LEAST_GAIN_DB = -20.0
# What the compressor takes from most voices is there from the first word on.
_TRIM_DB, _USUAL_TRIM_DB = 8.0, 5.0


class ShopVoice:
    """An `Effect`. Takes some 50 ms to make; raises `FilterFault` then and when it is fed."""

    def __init__(self) -> None:
        self.timing = timing_of((*_LOW, *_CLEAN, *_EVEN))
        self._low, self._clean, self._even = SoundFilter(_LOW), SoundFilter(_CLEAN), SoundFilter(_EVEN)
        self._talk = Talk()
        self._floor_due_s = 0.0
        self._first = Leveller(_NOMINAL_LUFS, _LEAST_GAIN_DB, _MOST_GAIN_DB, _VOICE_GATE_LUFS)
        self._last = Leveller(TARGET_LUFS, -_TRIM_DB, _TRIM_DB, _NOMINAL_LUFS - 20, _USUAL_TRIM_DB)

    def feed(self, samples: Samples) -> Samples:
        low = self._low.feed(samples)
        if not low.shape[1]:
            return low
        self._follow_noise(low)
        clean = self._first.feed(self._clean.feed(low))
        if not clean.shape[1]:
            return clean
        return self._last.feed(self._even.feed(clean), is_learning=self._first.is_steady)

    def _follow_noise(self, low: Samples) -> None:
        self._talk.feed(low)
        self._floor_due_s -= low.shape[1] / SAMPLE_RATE
        if self._floor_due_s <= 0:
            self._floor_due_s = _FLOOR_EVERY_S
            floor_db = self._talk.floor_db + _FLOOR_MARGIN_DB
            self._clean.tell("afftdn", "nf", max(_FLOOR_LEAST_DB, min(_FLOOR_MOST_DB, floor_db)))
