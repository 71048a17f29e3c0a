"""PortAudio that has to be started again."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine.capture.portaudio import PortAudio
from app.engine.capture.source import SourceFault


class Failed(Exception):
    """As sounddevice.PortAudioError."""


class Weak:
    """A library that does not start the first time; as with PortAudio, only what was started can be ended."""

    PortAudioError = Failed
    is_up = True
    starts = 0

    def _terminate(self) -> None:
        if not self.is_up:
            raise Failed
        self.is_up = False

    def _initialize(self) -> None:
        self.starts += 1
        if self.starts == 1:
            raise Failed
        self.is_up = True


def test_a_sound_system_that_did_not_start_is_started_the_next_time() -> None:
    weak: Any = Weak()  # in a module's place
    portaudio = PortAudio(lambda: weak)
    with pytest.raises(SourceFault):
        portaudio.refresh()
    portaudio.refresh()
    assert weak.is_up
