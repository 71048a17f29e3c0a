"""The floor: bare PyAV decodes the clip, encodes picture and sound; `python -m tests.bench.limit.floor CLIP COUNT`.

In real time, on one thread, with the engine's own settings; nothing is laid over, muxed or sent.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av

from tests.bench.limit.clip import FPS

KBPS = 4000
AUDIO_KBPS = 128
X264 = {
    "preset": "veryfast", "tune": "zerolatency", "profile": "high", "maxrate": f"{KBPS}k",
    "bufsize": f"{KBPS // 2}k", "sc_threshold": "0",
}  # fmt: skip


def main(path: Path, counted: Path) -> None:
    """For ever; its parent ends it and reads the number of frames in `counted`."""
    with av.open("/dev/null", "w", format="null") as master, counted.open("r+b", buffering=0) as count:
        began_s = time.monotonic()
        numbers = itertools.count()
        video, audio = None, master.add_stream("aac", rate=48_000)
        audio.bit_rate = AUDIO_KBPS * 1000
        for frame in _decoded(path):
            if isinstance(frame, av.AudioFrame):
                frame.pts = None
                audio.encode(frame)
                continue
            if video is None:
                video = master.add_stream("libx264", rate=FPS)
                video.width, video.height, video.pix_fmt = frame.width, frame.height, "yuv420p"
                video.bit_rate, video.codec_context.gop_size = KBPS * 1000, 2 * FPS
                video.codec_context.thread_count = 1
                video.codec_context.options = X264
            number = next(numbers)
            frame.pts, frame.time_base, frame.pict_type = number, Fraction(1, FPS), 0
            # A camera gives its next picture when it is due.
            time.sleep(max(0.0, began_s + number / FPS - time.monotonic()))
            video.encode(frame)
            count.seek(0)
            count.write(
                b"%010d" % number
            )  # in one piece and always as long: the reader never sees half of it


def _decoded(path: Path) -> Iterator[av.VideoFrame | av.AudioFrame]:
    while True:
        with av.open(str(path)) as container:
            container.streams.video[0].codec_context.thread_count = 1
            yield from container.decode()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
