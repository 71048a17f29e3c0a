"""Reads the truth out of received media: the test card's numbers, its flashes and beeps, colours and QR codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

BLOCK = 16
BITS = 40
_FLASH_SIDE = 200
_RATE = 48_000
_BEEP = 0.05
# What sounds so soon after the sound itself began may be the rest of a beep.
_CUT_MS = 100
# Stamps are whole milliseconds in an FLV; further away is a hole.
_JITTER = 5 * _RATE // 1000

Luma = NDArray[np.uint8]


@dataclass
class Seen:
    """What a stream holds. Times are seconds of its own time line; `numbers` are milliseconds at capture.

    `peaks` are the loudest sample of each millisecond from `sound_start_s` on, 0 where there is no sound.
    """

    width: int = 0
    height: int = 0
    times: list[float] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    flashes: list[float] = field(default_factory=list)
    beeps: list[float] = field(default_factory=list)
    codecs: tuple[str, ...] = ()
    audio_s: float = 0.0
    sound_start_s: float = 0.0
    peaks: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))

    def offsets_ms(self) -> list[float]:
        """For each beep the distance to the nearest flash, positive when the sound is late.

        A beep in the first or last tenth of a second may be the rest of one whose flash lies outside.
        """
        return [
            1000 * min((beep - flash for flash in self.flashes), key=abs)
            for beep in self.beeps
            if self.flashes and self.times[0] + 0.1 < beep < self.times[-1] - 0.1
        ]

    def missing(self, fps: int) -> int:
        """Frames that are absent between the first and the last, by their numbers."""
        if len(self.numbers) < 2:
            return 0
        expected = round((self.numbers[-1] - self.numbers[0]) * fps / 1000) + 1
        return expected - len(self.numbers)


def number_of(luma: Luma) -> int:
    """The test card's number, from the middle of each block."""
    middles = luma[BLOCK // 2, BLOCK // 2 : BITS * BLOCK : BLOCK]
    return int(sum(1 << bit for bit, level in enumerate(middles) if level > 125))


def is_flash(luma: Luma) -> bool:
    """Whether the white square stands in the middle; judged where no card can cover it."""
    height, width = luma.shape
    top, left = (height - _FLASH_SIDE) // 2 + 10, (width - _FLASH_SIDE) // 2 + 10
    return bool(luma[top : top + 80, left : left + 140].min() > 215)


def seen_in(path: Path) -> Seen:
    """Decodes a whole FLV or MP4 with a test card in it."""
    seen = Seen()
    with av.open(str(path)) as container:
        seen.codecs = tuple(sorted(str(stream.codec_context.name) for stream in container.streams))
    with av.open(str(path)) as container:
        for time, luma in lumas(container):
            seen.height, seen.width = luma.shape
            number = number_of(luma)
            if not number and not seen.numbers:
                continue  # the programme began before its camera: a busy machine opens one some frames later
            seen.times.append(time)
            seen.numbers.append(number)
            if is_flash(luma):
                seen.flashes.append(time)
    with av.open(str(path)) as container:
        _listen(container, seen)
    return seen


def lumas(container: av.container.InputContainer) -> Iterator[tuple[float, Luma]]:
    """Time in seconds and luma plane of every picture."""
    for frame in container.decode(video=0):
        plane = frame.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        yield seconds(frame), rows[: frame.height, : frame.width]


def seconds(frame: av.VideoFrame | av.AudioFrame) -> float:
    """When a decoded frame is due, on the stream's own time line."""
    assert frame.pts is not None and frame.time_base is not None
    return float(frame.pts * frame.time_base)


def frame_at(path: Path, at_s: float) -> NDArray[np.uint8]:
    """The first picture at or after `at_s` as BGR."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if seconds(frame) >= at_s:
                return np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
    raise AssertionError(f"{path.name} ends before {at_s} s")


def qr_in(picture: NDArray[np.uint8]) -> str:
    """The text of a QR code in the picture, empty when there is none that can be read."""
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    return str(text)


def _listen(container: av.container.InputContainer, seen: Seen) -> None:
    """Finds where each beep begins, to a millisecond of the stream's own time, whatever holes the sound has."""
    if not container.streams.audio:
        return
    blocks = [(seconds(frame), _mono(frame)) for frame in container.decode(audio=0)]
    if not blocks:
        return
    seen.audio_s = sum(len(block) for _, block in blocks) / _RATE
    seen.sound_start_s = blocks[0][0]
    seen.peaks, begins = _on_one_line(blocks)
    quiet_ms = 200
    last_loud = -quiet_ms
    for millisecond in np.flatnonzero(seen.peaks > _BEEP):
        is_cut = any(0 <= millisecond - begin < _CUT_MS for begin in begins)
        if millisecond - last_loud >= quiet_ms and not is_cut:
            seen.beeps.append(seen.sound_start_s + millisecond / 1000)
        last_loud = int(millisecond)


def _mono(frame: av.AudioFrame) -> NDArray[np.float32]:
    samples = frame.to_ndarray()
    return np.asarray(samples.reshape(-1, 2)[:, 0] if samples.shape[0] == 1 else samples[0], np.float32)


def _on_one_line(blocks: list[tuple[float, NDArray[np.float32]]]) -> tuple[NDArray[np.float32], list[int]]:
    """The peak of each millisecond, and the milliseconds at which sound begins: the first, and behind each hole."""
    first_s, at, begins = blocks[0][0], 0, [0]
    placed = []
    for at_s, block in blocks:
        due = round((at_s - first_s) * _RATE)
        if abs(due - at) > _JITTER:
            at = max(due, 0)
            begins.append(at * 1000 // _RATE)
        placed.append((at, block))
        at += len(block)
    line = np.zeros(max(at + len(block) for at, block in placed), np.float32)
    for at, block in placed:
        line[at : at + len(block)] = block
    window = _RATE // 1000
    return np.abs(line[: len(line) // window * window]).reshape(-1, window).max(axis=1), begins
