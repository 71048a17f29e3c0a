"""A chain of FFmpeg's own sound filters, fed by the block, whose delay is measured and not believed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph
from av.filter.context import FilterContext

from app.engine.ffmpeg import FFmpegError
from app.engine.planes import BLOCK, SAMPLE_RATE, Samples

# As `filter=options`; what goes in and comes out is float, 48 kHz, stereo.
Steps = Sequence[str]

_OUT = f"aformat=sample_fmts=fltp:sample_rates={SAMPLE_RATE}:channel_layouts=stereo"
# After so many blocks a chain that works in hops has shown the most it holds back, wherever its hops fall.
_TRIAL_BLOCKS = 100
_IMPULSE_AT = 50 * BLOCK


class FilterFault(Exception):
    """A filter that this FFmpeg does not have, or that refuses its options or its sound."""


@dataclass(frozen=True, slots=True)
class Timing:
    """In samples. `delay`: how much later sound comes out; `held`: how much may be missing at the end besides."""

    delay: int
    held: int


class SoundFilter:
    """Used by one thread. Raises `FilterFault` when it is made or fed."""

    def __init__(self, steps: Steps) -> None:
        self._fed = 0
        nodes: list[FilterContext] = []
        try:
            self._graph = Graph()
            first = last = self._graph.add_abuffer(
                sample_rate=SAMPLE_RATE, format="fltp", layout="stereo", time_base=Fraction(1, SAMPLE_RATE)
            )
            for step in (*steps, _OUT, "abuffersink"):
                name, _, options = step.partition("=")
                node = self._graph.add(name, options or None)
                last.link_to(node)
                last = node
                nodes.append(node)
            self._graph.configure()
        except (FFmpegError, ValueError, RuntimeError) as error:
            raise FilterFault(type(error).__name__) from None
        self._source, self._sink = first, last
        self._nodes = dict(zip((step.partition("=")[0] for step in steps), nodes, strict=False))

    def frames(self, samples: Samples) -> list[AudioFrame]:
        """What comes out for `samples` `(2, n)`, with the filters' own words in `metadata`."""
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, self._fed, Fraction(1, SAMPLE_RATE)
        self._fed += samples.shape[1]
        found: list[AudioFrame] = []
        try:
            self._source.push(frame)
            while True:
                pulled = self._sink.pull()
                if isinstance(pulled, AudioFrame):
                    found.append(pulled)
        except (av.error.BlockingIOError, av.error.EOFError):
            return found
        except (FFmpegError, ValueError) as error:
            raise FilterFault(type(error).__name__) from None

    def tell(self, name: str, option: str, value: float) -> None:
        """Changes an option of the filter `name` while it runs."""
        try:
            self._nodes[name].process_command(option, f"{value:.1f}")
        except FFmpegError as error:
            raise FilterFault(type(error).__name__) from None

    def feed(self, samples: Samples) -> Samples:
        """The sound that comes out for `samples`, which may be more, less or nothing."""
        parts = [frame.to_ndarray().astype(np.float32, copy=False) for frame in self.frames(samples)]
        return np.concatenate(parts, axis=1) if parts else np.zeros((2, 0), np.float32)


def timing_of(steps: Steps) -> Timing:
    """Measured with an impulse on a chain of its own: where its peak comes out, and the most that was missing."""
    chain, came, held = SoundFilter(steps), [np.zeros((2, 0), np.float32)], 0
    out = 0
    for number in range(_TRIAL_BLOCKS):
        block = np.zeros((2, BLOCK), np.float32)
        if number * BLOCK == _IMPULSE_AT:
            block[:, 0] = 0.5
        came.append(chain.feed(block))
        out += came[-1].shape[1]
        held = max(held, (number + 1) * BLOCK - out)
    heard = np.abs(np.concatenate(came, axis=1)[0])
    if heard.size == 0 or not heard.any():
        raise FilterFault("nothing comes out")
    return Timing(max(0, int(np.argmax(heard)) - _IMPULSE_AT), held)
