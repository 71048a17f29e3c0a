"""The clip that every peer decodes: a textured pan with a moving figure and noise, harder than a webcam."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from tests.media import BITS, BLOCK

FPS = 30
SECONDS = 20
_EDITION = 1
_SOUND_BLOCK, _RATE = 1024, 48_000

Picture = npt.NDArray[np.uint8]


def clip(width: int, height: int) -> Path:
    """The file, made once and kept in the system's folder for temporary files; half a minute for 720p."""
    folder = Path(tempfile.gettempdir()) / "storecast-bench-cache"
    folder.mkdir(exist_ok=True)
    path = folder / f"clip-{_EDITION}-{width}x{height}.mp4"
    if not path.exists():
        unfinished = folder / f"{os.getpid()}-{path.name}"
        _write(unfinished, width, height)
        unfinished.replace(path)
    return path


def _write(path: Path, width: int, height: int) -> None:
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=FPS)
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.bit_rate = 10_000_000 * width * height // (1280 * 720)
        video.codec_context.options = {"preset": "medium", "g": "60"}
        context = video.codec_context
        context.color_range, context.colorspace = 1, 1
        context.color_primaries, context.color_trc = 1, 1
        audio = container.add_stream("aac", rate=_RATE)
        audio.bit_rate = 160_000
        for number, pixels in enumerate(_pictures(width, height)):
            picture = av.VideoFrame.from_ndarray(pixels, format="bgr24").reformat(
                format="yuv420p", dst_colorspace=1, dst_color_range=1
            )
            picture.pts, picture.time_base = number, Fraction(1, FPS)
            container.mux(video.encode(picture))
        for number, samples in enumerate(_sound()):
            sound = av.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
            sound.sample_rate, sound.pts, sound.time_base = _RATE, number * _SOUND_BLOCK, Fraction(1, _RATE)
            container.mux(audio.encode(sound))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))


def _pictures(width: int, height: int) -> Iterator[Picture]:
    random = np.random.default_rng(7)
    scene = _texture(random, 2 * width, height + 256)
    noise = random.normal(0, 3, (height + 64, width + 64, 3)).astype(np.float32)
    for number in range(FPS * SECONDS):
        at_s = number / FPS
        x = round((math.sin(at_s * 0.5) + 1) / 2 * width)
        y = round((math.sin(at_s * 0.31) + 1) / 2 * 256)
        picture = scene[y : y + height, x : x + width].copy()
        _draw_figure(picture, at_s)
        left, top = random.integers(0, 64, 2)
        grain = noise[top : top + height, left : left + width]
        noisy: Picture = np.clip(picture + grain, 0, 255).astype(np.uint8)
        _draw_number(noisy, number)
        yield noisy


def _texture(random: np.random.Generator, width: int, height: int) -> Picture:
    scene = np.full((height, width, 3), 128, np.float32)
    for grain, strength in ((4, 22), (16, 40), (64, 60), (200, 50)):
        small = random.normal(0, strength, (height // grain + 2, width // grain + 2, 3))
        scene += cv2.resize(small.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    clipped: Picture = np.clip(scene, 0, 255).astype(np.uint8)
    return clipped


def _draw_figure(picture: Picture, at_s: float) -> None:
    height, width = picture.shape[:2]
    x, y = (
        round(width / 2 + math.sin(at_s * 1.3) * width / 4),
        round(height * (0.6 + math.sin(at_s * 2.1) * 0.08)),
    )
    body, head = (width // 9, height // 3), height // 10
    cv2.ellipse(picture, (x, y), body, math.sin(at_s) * 12, 0, 360, (60, 90, 190), -1, cv2.LINE_AA)
    cv2.circle(picture, (x, y - body[1] - head), head, (150, 180, 230), -1, cv2.LINE_AA)


def _draw_number(picture: Picture, number: int) -> None:
    """As the test card's, read back by `tests.media.number_of`."""
    bits = (number >> np.arange(BITS)) & 1
    picture[:BLOCK, : BITS * BLOCK] = (bits * 255).astype(np.uint8).repeat(BLOCK)[None, :, None]


def _sound() -> Iterator[npt.NDArray[np.float32]]:
    random = np.random.default_rng(1)
    for first in range(0, SECONDS * _RATE - _SOUND_BLOCK + 1, _SOUND_BLOCK):
        at_s = np.arange(first, first + _SOUND_BLOCK) / _RATE
        tone = 0.2 * np.sin(2 * np.pi * 220 * at_s + 22 * np.sin(at_s)) + random.normal(0, 0.03, _SOUND_BLOCK)
        yield np.stack([tone, tone * 0.8]).astype(np.float32)
