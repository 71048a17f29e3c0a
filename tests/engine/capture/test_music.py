"""Music under a show: round and round without a seam, and never in the show's way."""

from __future__ import annotations

import threading
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app.domain.fault import Fault, FaultCode
from app.engine.capture.music import Music
from app.engine.capture.source import Canvas
from app.engine.messages import SetMusic
from app.engine.planes import BLOCK, Samples

CANVAS = Canvas(width=320, height=180, fps=30, epoch_ns=0)


def song(path: Path, level: float = 0.3, rate: int = 44_100) -> Path:
    """Half a second of 440 Hz whose end fits its beginning."""
    tone = level * np.sin(2 * np.pi * 440 * np.arange(rate // 2) / rate)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat((tone * 32767).astype("<i2"), 2).tobytes())
    return path


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until, "it did not happen in time"
        threading.Event().wait(0.002)


class Stand:
    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.cleared: list[str] = []
        self.music = Music(CANVAS, self.faults.append, self.cleared.append)

    def play(self, count: int, blocks: int) -> Samples:
        """`blocks` times `count` samples, each when it was decoded."""
        parts = []
        for _ in range(blocks):
            wait_for(self._is_ready)
            part = self.music.take(count)
            assert part is not None
            parts.append(part)
        return np.concatenate(parts, axis=1)

    def _is_ready(self) -> bool:
        source = self.music._feed.source if self.music._feed else None
        return source is not None and len(source._blocks) > 0  # type: ignore[attr-defined]  # a file's own


@pytest.fixture
def stand() -> Iterator[Stand]:
    stand = Stand()
    yield stand
    assert stand.music.stop(5)


def test_a_song_goes_round_without_a_gap_or_a_click(stand: Stand, tmp_path: Path) -> None:
    stand.music.choose(SetMusic(path=str(song(tmp_path / "a.wav"))))
    stand.music.take(1)
    heard = stand.play(600, 400)[0, 30_000:]
    # A sine of 440 Hz bends by at most (2π·440/48000)² of its amplitude between three samples; a seam bends more.
    assert np.abs(np.diff(heard, 2)).max() < 0.3 * (2 * np.pi * 440 / 48_000) ** 2 * 1.3
    assert np.abs(heard).max() == pytest.approx(0.3, abs=0.005)


def test_without_music_there_is_none(stand: Stand) -> None:
    stand.music.choose(SetMusic())
    assert stand.music.take(BLOCK) is None


def test_music_that_cannot_be_read_is_told_once_and_is_silence(stand: Stand, tmp_path: Path) -> None:
    stand.music.choose(SetMusic(path=str(tmp_path / "nowhere.mp3")))
    assert stand.music.take(BLOCK) is not None
    wait_for(lambda: bool(stand.faults))
    heard = stand.music.take(BLOCK)
    assert heard is not None and not heard.any()
    assert stand.faults == [
        Fault(FaultCode.MUSIC_UNREADABLE, "music", retrying=True, detail="No such file or directory")
    ]
    song(tmp_path / "nowhere.mp3")
    stand.play(BLOCK, 2)
    assert stand.cleared == ["music"]


def test_another_song_begins_when_the_first_has_faded_out_and_music_can_be_taken_away(
    stand: Stand, tmp_path: Path
) -> None:
    loud, soft = song(tmp_path / "loud.wav"), song(tmp_path / "soft.wav", 0.1)
    stand.music.choose(SetMusic(path=str(loud)))
    stand.music.take(1)
    assert np.abs(stand.play(BLOCK, 30)[:, -BLOCK:]).max() == pytest.approx(0.3, abs=0.01)
    stand.music.choose(SetMusic(path=str(soft)))
    fade = stand.play(BLOCK, 18)
    assert np.abs(np.diff(fade[0])).max() < 0.02
    assert np.abs(stand.play(BLOCK, 40)[:, -BLOCK:]).max() == pytest.approx(0.1, abs=0.01)
    stand.music.choose(SetMusic())
    stand.play(BLOCK, 19)
    assert stand.music.take(BLOCK) is None
