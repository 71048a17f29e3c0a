"""Notices what a host in front of a microphone does not: no sound at all comes from it, or they talk while muted."""

from __future__ import annotations

import numpy as np

from app.domain.fault import FaultCode
from app.engine.planes import SAMPLE_RATE, Samples
from app.engine.talk import Talk

# The quietest room with the worst gain has more than this; a microphone that is off at its own switch has not.
_DIGITAL_SILENCE = 1e-5
_SILENT_S = 5.0
_TALK_S = 1.0
_MOST_TALK_S = 3.0


class Attention:
    """Fed by one thread with what the microphone gives, before gain and mute."""

    def __init__(self) -> None:
        self._talk = Talk()
        self._silent_s = 0.0
        self._talked_s = 0.0
        self._is_telling = False

    def judge(self, block: Samples, *, is_muted: bool) -> FaultCode | None:
        """What is wrong with a block that is there."""
        seconds = block.shape[1] / SAMPLE_RATE
        self._silent_s = 0.0 if float(np.max(np.abs(block))) > _DIGITAL_SILENCE else self._silent_s + seconds
        is_talking = self._talk.feed(block)
        if self._silent_s >= _SILENT_S:
            return FaultCode.MICROPHONE_SILENT
        return FaultCode.MICROPHONE_MUTED_TALKING if self._is_unheard(is_talking, is_muted, seconds) else None

    def _is_unheard(self, is_talking: bool, is_muted: bool, seconds: float) -> bool:
        """After a second of talk; until it was quiet for as long as they had talked, three seconds at most."""
        step = seconds if is_talking else -seconds
        self._talked_s = min(_MOST_TALK_S, max(0.0, self._talked_s + step)) if is_muted else 0.0
        self._is_telling = self._talked_s > (0.0 if self._is_telling else _TALK_S)
        return self._is_telling
