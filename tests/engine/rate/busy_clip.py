"""A film that uses every bit it is given: a texture that moves, a patch of noise, and noise for sound."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

_FPS, _RATE = 30, 48_000


def busy_clip(path: Path, width: int = 1280, height: int = 720, seconds: int = 4) -> Path:
    """30 frames a second with loud stereo, in `path`."""
    chance = np.random.default_rng(1)
    texture = cv2.resize(
        _noise(chance, height // 8, width // 8), (width + 400, height), interpolation=cv2.INTER_CUBIC
    )
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=_FPS, options={"preset": "ultrafast", "crf": "20"})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        audio = container.add_stream("aac", rate=_RATE, layout="stereo")
        for number in range(seconds * _FPS):
            planes = np.full((height * 3 // 2, width), 128, np.uint8)
            at = number * 6 % 400
            planes[:height] = texture[:, at : at + width]
            patch = planes[height // 4 : height * 3 // 4, width // 3 : width * 2 // 3]
            patch[:] = cv2.resize(_noise(chance, 40, 60), patch.shape[::-1])
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, _FPS)
            container.mux(video.encode(frame))
        for block in range(seconds * _RATE // 1024):
            wave = chance.uniform(-0.3, 0.3, (2, 1024)).astype(np.float32)
            sound = av.AudioFrame.from_ndarray(wave, format="fltp", layout="stereo")
            sound.sample_rate, sound.pts, sound.time_base = _RATE, block * 1024, Fraction(1, _RATE)
            container.mux(audio.encode(sound))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    return path


def _noise(chance: np.random.Generator, height: int, width: int) -> npt.NDArray[np.uint8]:
    return chance.integers(16, 235, (height, width), dtype=np.uint8)
