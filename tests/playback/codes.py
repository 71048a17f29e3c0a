"""A stream with a code in its picture, a second each, without a console that paints it."""

from __future__ import annotations

import io
from fractions import Fraction

import av

from app.domain.viewer_delay import digits_of, text_of
from tests.engine.test_code_reader import with_code

FPS = 10


def stream(container: str, seconds: int = 5, first: int = 0) -> bytes:
    """The code of `first` and of those after it; stamps go on from `first` seconds."""
    file = io.BytesIO()
    with av.open(file, "w", format=container) as muxer:
        video = muxer.add_stream("libx264", rate=FPS, options={"tune": "zerolatency", "g": str(FPS)})
        video.width, video.height, video.pix_fmt = 640, 360, "yuv420p"
        for number in range(first * FPS, (first + seconds) * FPS):
            planes = with_code(text_of(digits_of(number // FPS)))
            frame = av.VideoFrame.from_ndarray(planes, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            muxer.mux(video.encode(frame))
        muxer.mux(video.encode(None))
    return file.getvalue()


def codes(seconds: int = 5, first: int = 0) -> list[str]:
    return [digits_of(first + number) for number in range(seconds)]
