"""What a viewer gets: collects a programme's output and decodes it."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import av
import numpy as np
import numpy.typing as npt

from app.domain.fault import Fault
from app.engine.messages import Configure
from app.engine.planes import Planes, split_planes
from app.engine.program import Outlets
from app.engine.tag import Fragment, Tag

FLV_START = b"FLV\x01\x05\x00\x00\x00\x09\x00\x00\x00\x00"


def configured(**changes: object) -> Configure:
    """720p30 whose epoch is now."""
    plain = {
        "width": 1280,
        "height": 720,
        "fps": 30,
        "video_kbps": 3000,
        "audio_kbps": 128,
        "preset": "low-latency",
        "epoch_ns": time.perf_counter_ns(),
    }
    return Configure(**{**plain, **changes})  # type: ignore[arg-type]  # a plain dict of mixed values


@dataclass
class Collected:
    """Everything that a programme handed out, in order; waits for things with a deadline."""

    tags: list[Tag] = field(default_factory=list)
    fragments: list[Fragment] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    cleared: list[str] = field(default_factory=list)
    first_frames: list[int] = field(default_factory=list)
    frames: int = 0
    last_frame: Planes | None = None
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def outlets(self) -> Outlets:
        return Outlets(
            on_tag=self._into(self.tags),
            on_fragment=self._into(self.fragments),
            on_fault=self._into(self.faults),
            on_cleared=self._into(self.cleared),
            on_frame=self._on_frame,
            on_first_frame=self._into(self.first_frames),
        )

    def wait_for(self, is_so: Callable[[], bool], timeout_s: float = 10) -> None:
        """Returns as soon as `is_so`; fails after `timeout_s`."""
        with self._changed:
            assert self._changed.wait_for(is_so, timeout_s), "it did not happen in time"

    def _into(
        self, shelf: list[object] | list[Tag] | list[Fragment] | list[Fault] | list[str] | list[int]
    ) -> Callable[[object], None]:
        def put(thing: object) -> None:
            with self._changed:
                shelf.append(thing)  # type: ignore[arg-type]  # each shelf gets its own kind
                self._changed.notify_all()

        return put

    def _on_frame(self, planes: Planes, media_ns: int) -> None:
        with self._changed:
            self.frames += 1
            self.last_frame = planes.copy()
            self._changed.notify_all()


def flv(tags: list[Tag]) -> bytes:
    """The tags as a file that any player reads."""
    out = [FLV_START]
    for tag in tags:
        stamp = tag.timestamp_ms
        head = bytes([tag.type]) + len(tag.body).to_bytes(3, "big") + (stamp & 0xFFFFFF).to_bytes(3, "big")
        out += [
            head,
            bytes([stamp >> 24 & 0xFF]),
            b"\0\0\0",
            tag.body,
            (len(tag.body) + 11).to_bytes(4, "big"),
        ]
    return b"".join(out)


@dataclass
class Shot:
    """One decoded picture and when it is shown."""

    at_s: float
    planes: Planes

    @property
    def number(self) -> int:
        """The test card's milliseconds."""
        row = self.planes[4:12, : 40 * 16].reshape(8, 40, 16)[:, :, 4:12].mean(axis=(0, 2))
        return int(sum(1 << bit for bit in range(40) if row[bit] > 125))

    @property
    def is_flash(self) -> bool:
        y = split_planes(self.planes)[0]
        middle_y, middle_x = y.shape[0] // 2, y.shape[1] // 2
        return bool(y[middle_y - 80 : middle_y + 80, middle_x - 80 : middle_x + 80].mean() > 220)

    def colour(self, x: int, y: int) -> tuple[float, float, float]:
        """Mean of 8x8 around a pixel, as Y, U, V."""
        luma, u, v = split_planes(self.planes)
        half = (slice(y // 2 - 2, y // 2 + 2), slice(x // 2 - 2, x // 2 + 2))
        around = luma[y - 4 : y + 4, x - 4 : x + 4]
        return float(around.mean()), float(u[half].mean()), float(v[half].mean())


@dataclass
class Received:
    """A decoded stream or file: pictures, and sound as one wave from `sound_start_s`."""

    shots: list[Shot]
    sound: npt.NDArray[np.float32]
    sound_start_s: float

    @property
    def flashes_s(self) -> list[float]:
        return [shot.at_s for shot in self.shots if shot.is_flash]

    @property
    def beeps_s(self) -> list[float]:
        """When each beep begins."""
        loud = np.flatnonzero(np.abs(self.sound) > 0.1)
        starts = loud[np.insert(np.diff(loud) > 12_000, 0, True)] if loud.size else loud
        return [self.sound_start_s + start / 48_000 for start in starts]


def decoded(data: bytes) -> Received:
    """Decodes an FLV or MP4, whole."""
    shots: list[Shot] = []
    sound: list[npt.NDArray[np.float32]] = []
    start_s: float | None = None
    with av.open(io.BytesIO(data), "r") as container:
        for frame in container.decode(*container.streams.video, *container.streams.audio):
            if isinstance(frame, av.VideoFrame):
                shots.append(Shot(float(frame.time), frame.to_ndarray().astype(np.uint8)))
            elif isinstance(frame, av.AudioFrame):
                start_s = float(frame.time or 0) if start_s is None else start_s
                sound.append(frame.to_ndarray()[0].astype(np.float32))
    wave = np.concatenate(sound) if sound else np.zeros(0, np.float32)
    return Received(shots, wave, start_s or 0.0)
