"""What viewers hear but for films, block by block on the show's clock: voice, music under it, one limit over both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np

from app.domain.fault import Fault, FaultCode
from app.engine.messages import SetMicrophone, SetMusic
from app.engine.mix.ducker import Ducker
from app.engine.mix.filters import FilterFault
from app.engine.mix.insert import Effect, Insert
from app.engine.mix.limiter import Limiter
from app.engine.mix.voice import ShopVoice
from app.engine.planes import BLOCK, SAMPLE_RATE, Samples

WHERE = "sound"
MOST_OFFSET_MS = 500
# The trim may be turned from one end to the other at once.
_KEPT = 2 * MOST_OFFSET_MS * SAMPLE_RATE // 1000 + 4 * BLOCK
_MOST_BEHIND = 2 * SAMPLE_RATE


class Heard(Protocol):
    """The microphone: a block for each moment, silence where there is none."""

    def is_due(self, first_sample: int, now_ns: int) -> bool:
        """Whether the block that begins at `first_sample` can be had."""

    def block(self, first_sample: int) -> Samples:
        """1024 samples, not limited to full scale."""


class Mixer:
    """`is_due` and `block` on the programme thread; the rest from any.

    The filters' delay is made up for: what was heard at a moment lies at that moment, moved by the trim alone; it only
    becomes due some 50 ms later. `music(n)` gives the next `n` samples, None for none.
    """

    def __init__(
        self,
        heard: Heard,
        music: Callable[[int], Samples | None],
        on_fault: Callable[[Fault], None],
        on_cleared: Callable[[str], None],
        make_voice: Callable[[], Effect] = ShopVoice,
        make_limiter: Callable[[], Effect] = Limiter,
    ) -> None:
        self._heard = heard
        self._music = music
        self._on_fault = on_fault
        self._on_cleared = on_cleared
        self._voice = _Slot(make_voice)
        self._limiter = _Slot(make_limiter)
        self._has_fault = False
        self._has_music = False
        self._volume_db = 0.0
        self._ducker = Ducker()
        self._offset = 0
        self._in: int | None = None
        self._out = np.zeros((2, 0), np.float32)
        self._out_end = 0
        self._next: int | None = None

    def choose(self, command: SetMicrophone) -> None:
        """Makes what is needed here, not on the programme thread."""
        self._offset = round(command.offset_ms * SAMPLE_RATE / 1000)
        self._voice.want(command.has_shop_voice)
        self._limit()

    def choose_music(self, command: SetMusic) -> None:
        self._has_music, self._volume_db = bool(command.path), command.volume_db
        self._limit()

    def is_due(self, first_sample: int, now_ns: int) -> bool:
        """Whether all that sounds in the block can be had: never before the block itself is over."""
        self._voice.settle()
        self._limiter.settle()
        self._tell()
        return self._heard.is_due(first_sample, now_ns) and self._heard.is_due(
            self._needed(first_sample) - BLOCK, now_ns
        )

    def block(self, first_sample: int) -> Samples:
        """1024 samples from `first_sample` after the epoch, within full scale; asked for in order."""
        wanted = first_sample - self._offset
        needed = self._needed(first_sample)
        if self._in is None or needed - self._in > _MOST_BEHIND:
            # At the start, and after a sleep: what was slept over is not caught up.
            self._in = self._out_end = min(wanted // BLOCK * BLOCK, needed - BLOCK)
        while self._out_end < self._reach(first_sample) and self._in < needed:
            self._feed(self._heard.block(self._in))
            self._in += BLOCK
        block = self._read(wanted)
        if self._next is not None and self._next != wanted:
            fade = np.linspace(0, 1, BLOCK, dtype=np.float32)
            block = self._read(self._next) * (1 - fade) + block * fade
        self._next = wanted + BLOCK
        within: Samples = np.clip(block, -1, 1)
        return within

    def _limit(self) -> None:
        self._limiter.want(self._voice.is_wanted or self._has_music)

    def _needed(self, first_sample: int) -> int:
        """Up to where the microphone must have been heard, in whole blocks."""
        end = self._reach(first_sample) + self._voice.insert.lead + self._limiter.insert.lead
        return -(-end // BLOCK) * BLOCK

    def _reach(self, first_sample: int) -> int:
        """Up to where the mixed sound is read: where the trim was turned back, the fade begins with what came next."""
        wanted = first_sample - self._offset
        is_turned = self._next is not None and wanted < self._next <= wanted + _KEPT
        return (self._next if is_turned and self._next is not None else wanted) + BLOCK

    def _feed(self, block: Samples) -> None:
        voice = self._voice.insert.feed(block)
        music = self._music(voice.shape[1])
        if music is not None:
            voice = voice + self._ducker.feed(voice, music, self._volume_db)
        came = self._limiter.insert.feed(voice)
        self._out_end += came.shape[1]
        self._out = np.concatenate([self._out, came], axis=1)[:, -_KEPT:]

    def _read(self, first: int) -> Samples:
        """Silence where nothing is known."""
        block = np.zeros((2, BLOCK), np.float32)
        start = self._out_end - self._out.shape[1]
        begin, end = max(first, start), min(first + BLOCK, self._out_end)
        if begin < end:
            block[:, begin - first : end - first] = self._out[:, begin - start : end - start]
        return block

    def _tell(self) -> None:
        trouble = self._voice.trouble or self._limiter.trouble
        if trouble and not self._has_fault:
            self._on_fault(Fault(FaultCode.VOICE_CHAIN_FAILED, WHERE, detail=trouble))
        if not trouble and self._has_fault:
            self._on_cleared(WHERE)
        self._has_fault = bool(trouble)


class _Slot:
    """An insert and the effect that is wanted in it; an effect that failed is not tried again until wanted anew."""

    def __init__(self, make: Callable[[], Effect]) -> None:
        self._make = make
        self._effect: Effect | None = None
        self._put: Effect | None = None
        self.insert = Insert()
        self.is_wanted = False
        self.trouble = ""

    def want(self, is_wanted: bool) -> None:
        """Any thread; making an effect takes some 50 ms."""
        if is_wanted == self.is_wanted:
            return
        self.is_wanted, self.trouble = is_wanted, ""
        try:
            self._effect = self._make() if is_wanted else None
        except FilterFault as fault:
            self._effect, self.trouble = None, str(fault)

    def settle(self) -> None:
        """Programme thread: puts in or takes out what is wanted now."""
        effect = self._effect
        # Taken over whatever is wanted by now: left there, it would be said of the next effect too.
        trouble, self.insert.trouble = self.insert.trouble, ""
        if trouble and effect is self._put:
            self.trouble, self._effect = trouble, None
            return
        self._put = effect
        self.insert.put(effect)
