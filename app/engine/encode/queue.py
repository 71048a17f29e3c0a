"""The bounded way into the encoder: pictures beyond five are refused, sound beyond five seconds."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass

from app.engine.planes import Planes, Samples

# A sixth of a second at 30 fps: a hiccup of the machine costs no picture, and nothing while there is none.
MOST_PICTURES = 5
# A computer that stood still for some seconds makes up for its sound: it is cheap to encode.
MOST_BLOCKS = 234


@dataclass(frozen=True, slots=True)
class PictureJob:
    """I420 planes to encode; `pts` counts frames from the epoch."""

    planes: Planes
    pts: int
    captured_ns: int


@dataclass(frozen=True, slots=True)
class SoundJob:
    """A float32 `(2, 1024)` block; `first_sample` counts from the epoch."""

    block: Samples
    first_sample: int


Job = PictureJob | SoundJob


class JobQueue:
    """First in, first out; `put` never waits. Safe from any thread."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._jobs: deque[Job] = deque()
        self._waiting = {PictureJob: 0, SoundJob: 0}
        self._is_closed = False

    def put(self, job: Job) -> bool:
        """False when there is no room, or no reader any more."""
        most = MOST_PICTURES if isinstance(job, PictureJob) else MOST_BLOCKS
        with self._condition:
            if self._is_closed or self._waiting[type(job)] >= most:
                return False
            self._waiting[type(job)] += 1
            self._jobs.append(job)
            self._condition.notify()
            return True

    def take(self, timeout_s: float) -> Job | None:
        """The oldest job; None after `timeout_s`, and at once when the queue is closed and empty."""
        with self._condition:
            if not self._jobs and not self._is_closed:
                self._condition.wait(timeout_s)
            if not self._jobs:
                return None
            job = self._jobs.popleft()
            self._waiting[type(job)] -= 1
            return job

    def close(self) -> None:
        """Takes nothing more in; what is inside can still be taken."""
        with self._condition:
            self._is_closed = True
            self._condition.notify_all()

    @property
    def is_finished(self) -> bool:
        with self._condition:
            return self._is_closed and not self._jobs
