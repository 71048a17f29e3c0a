"""The microphone as the programme sees it: blocks on the show's clock, silence where there is none."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.domain.fault import Fault, FaultCode
from app.engine.capture import microphones
from app.engine.capture.attention import Attention
from app.engine.capture.feed import FaultLight, Feed, Running
from app.engine.capture.meter import Meter
from app.engine.capture.source import (
    Canvas,
    MicrophoneSource,
    Movable,
    Registry,
    SourceFault,
    discover,
    microphone_kinds,
)
from app.engine.messages import SetMicrophone
from app.engine.planes import BLOCK, SAMPLE_RATE, Samples

discover(microphones)

WHERE = "microphone"
# A microphone that is silent for so long, where sound was due, is stuck.
_STUCK_BLOCKS = 4 * SAMPLE_RATE // BLOCK
_LOST_BLOCKS = SAMPLE_RATE // BLOCK
# One that has just been opened is not lost yet.
_STARTING_BLOCKS = 3 * SAMPLE_RATE // BLOCK
_log = logging.getLogger(__name__)
_NO_DEVICES = ("file", "none")


@dataclass(frozen=True, slots=True)
class Listening(Running[MicrophoneSource]):
    """A microphone on its way, and what it was found to lack."""

    attention: Attention


class Microphone:
    """The chosen microphone. `block` on the programme thread, the rest from any."""

    def __init__(
        self,
        canvas: Canvas,
        on_fault: Callable[[Fault], None],
        on_cleared: Callable[[str], None],
        kinds: Registry[MicrophoneSource] = microphone_kinds,
    ) -> None:
        self._canvas = canvas
        self._kinds = kinds
        self._light = FaultLight(WHERE, on_fault, on_cleared)
        self._feed = self._idle()
        self._gain = 1.0
        self._is_muted = False
        self._attention = Attention()
        self._applied_gain = 1.0
        self._missing = 0
        self._has_begun = False
        self._silence = np.zeros((2, BLOCK), np.float32)
        self.meter = Meter()
        self.source_name = ""
        self.blocks = 0
        self.gaps = 0

    def choose(self, command: SetMicrophone) -> None:
        """Gain and mute are heard with the next block; the same source is not reopened."""
        self._is_muted = command.is_muted
        self._gain = 0.0 if command.is_muted else 10 ** (command.gain_db / 20)
        if command.source != self.source_name:
            self.source_name = command.source
            self._has_begun = False
            self._attention = Attention()
            self._feed.choose(lambda: self._open(command.source))

    def release(self) -> Listening | None:
        """Lets go of a device: opening it anew would begin the show with silence."""
        source: object = self._feed.source
        if not isinstance(source, Movable):
            return None
        running = Listening(self.source_name, self._feed, self._light, self._attention)
        self._feed, self.source_name = self._idle(), ""
        return running

    def adopt(self, running: Listening | None) -> None:
        """Goes on with what the microphone of the programme before has let go of."""
        if running is None:
            return
        self._feed.stop(0.0)
        self.source_name, self._feed, self._light = running.name, running.feed, running.light
        self._attention = running.attention
        # Nobody is heard before it is said whether she is muted.
        self._gain = self._applied_gain = 0.0
        self._feed.go_on(lambda: self._open(running.name), self._move)

    def is_due(self, first_sample: int, now_ns: int) -> bool:
        """Whether the block that begins at `first_sample` can be had at `now_ns`."""
        source = self._feed.source
        end_ns = self._canvas.epoch_ns + (first_sample + BLOCK) * 1_000_000_000 // SAMPLE_RATE
        return now_ns >= end_ns + (source.delay_ns if source else 0)

    def block(self, first_sample: int) -> Samples:
        """1024 samples with gain, not limited; blocks are asked for in order, one left out is a gap too."""
        source = self._feed.source
        block = self._taken(source, first_sample) if source else None
        self.blocks += 1
        self._count(is_running=source is not None, is_missing=block is None)
        if block is not None:
            self._attend(block)
        heard = self._with_gain(self._silence if block is None else block)
        self.meter.feed(heard)
        return heard

    def skip(self, blocks: int) -> None:
        """The programme slept over so many blocks."""
        self.gaps += blocks

    def stop(self, deadline_s: float) -> bool:
        return self._feed.stop(deadline_s)

    def _idle(self) -> Feed[MicrophoneSource]:
        return Feed("capture-microphone", self._light, FaultCode.MICROPHONE_LOST)

    def _move(self, source: object) -> None:
        if isinstance(source, Movable):
            source.move_to(self._canvas.epoch_ns)

    def _taken(self, source: MicrophoneSource, first_sample: int) -> Samples | None:
        try:
            return source.block(first_sample)
        except Exception as error:  # noqa: BLE001  # a bug in a source costs its sound: silence goes on air, in time
            _log.exception("a microphone source failed")
            self._light.raise_(FaultCode.MICROPHONE_LOST, type(error).__name__)
            self._feed.restart()
            return None

    def _open(self, name: str) -> MicrophoneSource:
        try:
            return self._kinds.open(name, self._canvas)
        except KeyError:
            raise SourceFault(FaultCode.MICROPHONE_ABSENT, "unknown source") from None

    def _count(self, is_running: bool, is_missing: bool) -> None:
        if not is_missing:
            self._missing = 0
            self._has_begun = True
            return
        # A source that is still opening has not left a hole in anything yet.
        self.gaps += self._has_begun or not is_running
        # One that failed is the supervisor's business; here only one that runs and gives nothing is noticed.
        self._missing = self._missing + 1 if is_running else 0
        if self._missing == (_LOST_BLOCKS if self._has_begun else _STARTING_BLOCKS):
            self._light.raise_(FaultCode.MICROPHONE_LOST)
        if self._missing == _STUCK_BLOCKS:
            self._missing = 0
            self._feed.restart()

    def _attend(self, block: Samples) -> None:
        trouble = self._attention.judge(block, is_muted=self._is_muted)
        # A file may have its pauses, and no microphone is a choice.
        if trouble and self.source_name.partition(":")[0] not in _NO_DEVICES:
            self._light.raise_(trouble)
        else:
            self._light.clear()

    def _with_gain(self, block: Samples) -> Samples:
        before, after = self._applied_gain, self._gain
        self._applied_gain = after
        if before == after == 1.0:
            return block
        # A ramp over the block: a step in the level would click.
        ramp = np.linspace(before, after, BLOCK, dtype=np.float32)
        louder: Samples = block * ramp
        return louder
