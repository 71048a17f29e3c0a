"""Sound from a device's own clock, read out on the show's clock."""

from __future__ import annotations

import threading

import numpy as np
import numpy.typing as npt

from app.engine.planes import BLOCK, SAMPLE_RATE, Samples

_KEPT = 2 * SAMPLE_RATE
# Stamps of single deliveries jitter by milliseconds; over two seconds only the drift is left.
_SMOOTH_S = 2.0
_JUMP_NS = 100_000_000
# At most 0.5 % faster or slower: not heard as a change of pitch.
_MOST_STRETCH = BLOCK / 200
_RESYNC = SAMPLE_RATE // 20
# A loop of the second order with critical damping: jitter of the stamps is not heard as flutter, and a steady drift
# leaves nothing behind. Its time constant is about two seconds.
_PULL = 1 / 48
_LEARN = _PULL**2 / 4
# A sinc of sixteen taps under Kaiser's window, in so many steps between two samples.
_BEFORE, _AFTER = 7, 8
_PHASES = 1024
_KAISER_BETA = 8.0


class DriftBuffer:
    """Written by the capture thread, read by the programme thread.

    Each delivery says when it ended; the mean of that tells which sample belongs to which moment, and reading
    runs a trace faster or slower until it is there.
    """

    def __init__(self, epoch_ns: int) -> None:
        self._epoch_ns = epoch_ns
        self._lock = threading.Lock()
        self._kept = np.zeros((2, 0), np.float32)
        self._written = 0
        self._zero_ns: float | None = None
        self._position: float | None = None
        self._pace = 0.0

    def write(self, samples: Samples, end_ns: int) -> None:
        """`samples` `(2, n)` at 48 kHz by the device's clock; the last was heard at `end_ns`."""
        with self._lock:
            self._written += samples.shape[1]
            zero_ns = end_ns - self._written * 1e9 / SAMPLE_RATE
            if self._zero_ns is None or abs(zero_ns - self._zero_ns) > _JUMP_NS:
                # The device left sound out: what came before lies elsewhere on the clock, and is past anyway.
                self._zero_ns, self._kept = zero_ns, samples
                return
            weight = min(1.0, samples.shape[1] / SAMPLE_RATE / _SMOOTH_S)
            self._zero_ns += (zero_ns - self._zero_ns) * weight
            self._kept = np.concatenate([self._kept, samples], axis=1)[:, -_KEPT:]

    def move_to(self, epoch_ns: int) -> None:
        """From now on samples are counted from this epoch; what is kept stays where it lies on the clock."""
        with self._lock:
            self._epoch_ns = epoch_ns

    def read(self, first_sample: int) -> Samples | None:
        """The block that begins at `first_sample` after the epoch; None while its sound is not there."""
        with self._lock:
            if self._zero_ns is None:
                return None
            moment_ns = self._epoch_ns + first_sample * 1e9 / SAMPLE_RATE
            wanted = (moment_ns - self._zero_ns) * SAMPLE_RATE / 1e9
            if self._position is None or abs(wanted - self._position) > _RESYNC:
                self._position = wanted
            behind = wanted - self._position
            self._pace = float(np.clip(self._pace + behind * _LEARN, -_MOST_STRETCH, _MOST_STRETCH))
            stretch = float(np.clip(self._pace + behind * _PULL, -_MOST_STRETCH, _MOST_STRETCH))
            begin, length = float(self._position), BLOCK + stretch
            self._position = begin + length
            oldest = self._written - self._kept.shape[1]
            if begin - _BEFORE < oldest or begin + length + _AFTER >= self._written:
                return None
            steps = np.arange(BLOCK, dtype=np.float64) * (length / BLOCK)
            return _interpolated(self._kept, steps + (begin - oldest))


def _kernels() -> npt.NDArray[np.float32]:
    """`(phases + 1, taps)`: what each neighbour weighs at each step from one sample to the next."""
    steps = np.arange(_PHASES + 1)[:, None] / _PHASES
    away = np.arange(-_BEFORE, _AFTER + 1)[None, :] - steps
    window = np.i0(_KAISER_BETA * np.sqrt(np.clip(1 - (away / _AFTER) ** 2, 0, 1))) / np.i0(_KAISER_BETA)
    weights = np.sinc(away) * window
    kernels: npt.NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return kernels


_KERNELS = _kernels()


def _interpolated(samples: Samples, positions: npt.NDArray[np.float64]) -> Samples:
    whole = positions.astype(np.int64)
    phase = np.rint((positions - whole) * _PHASES).astype(np.int64)
    around = np.lib.stride_tricks.sliding_window_view(samples, _BEFORE + 1 + _AFTER, axis=1)
    curve = np.einsum("cnt,nt->cn", around[:, whole - _BEFORE], _KERNELS[phase])
    # The encoder takes rows that lie together.
    return np.ascontiguousarray(curve)
