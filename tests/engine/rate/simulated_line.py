"""A show on a simulated line: an encoder that obeys late, a queue with a capacity over time, looks as the engine's."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from app.engine.messages import Configure
from app.engine.publish.limits import Limits
from app.engine.publish.outbox import Outbox, Queued
from app.engine.publish.unsent import NOT_SENT_LOW_WATER
from app.engine.rate.governor import Governor
from app.engine.rate.line import Line
from app.engine.rate.load import Ticks
from app.engine.rate.rung import Aim
from app.engine.tag import Tag, TagType

LOOK_S = 0.1
KEY_AGAIN_MS = 300.0
_STEP_S = 1 / 60
_KEY_EVERY_S = 2.0
# Measured of x264 with half a second of VBV: a lower rate is obeyed after this, a higher one over a second and a half.
_OBEYS_S = 0.3
_RISES_S = 1.5
_KEY_FRAMES = 5.0

Capacity = Callable[[float], float]
Delay = Callable[[random.Random], float]


def configured(kbps: int = 3000) -> Configure:
    return Configure(
        width=1280, height=720, fps=30, video_kbps=kbps, audio_kbps=96, preset="low-latency", epoch_ns=0
    )


@dataclass
class Encoder:
    """Frame sizes in bits that follow the aim with x264's own slowness; key frames are five times the others."""

    chance: random.Random
    rate_kbps: float
    _aims: deque[tuple[float, float]] = field(default_factory=deque)
    _target: float = 0.0
    _key_s: float = 0.0
    _width: int = 0

    def want_key(self) -> None:
        self._key_s = 0.0

    def frame(self, now_s: float, aim: Aim, since_s: float) -> tuple[float, bool]:
        """Bits of the next frame, which stands for `since_s`, and whether it is a key frame."""
        self._aims.append((now_s, aim.kbps))
        while self._aims and self._aims[0][0] <= now_s - _OBEYS_S:
            self._target = self._aims.popleft()[1]
        gap = (self._target or self.rate_kbps) - self.rate_kbps
        self.rate_kbps += gap * (1.0 if gap < 0 else min(1.0, since_s / _RISES_S * 2))
        frames = _KEY_EVERY_S / since_s
        # A change of size begins with a key frame too.
        is_key = now_s >= self._key_s or aim.rung.width != self._width
        self._width = aim.rung.width
        if is_key:
            self._key_s = now_s + _KEY_EVERY_S
        share = _KEY_FRAMES if is_key else (frames - _KEY_FRAMES) / (frames - 1)
        return self.rate_kbps * 1000 * since_s * share * self.chance.uniform(0.7, 1.3), is_key


@dataclass
class Run:
    """What happened, one entry a look: time, aim, age; and when each frame that can be shown had arrived, its delay."""

    aims: list[tuple[float, Aim]] = field(default_factory=list)
    ages: list[tuple[float, float]] = field(default_factory=list)
    shown: list[tuple[float, float]] = field(default_factory=list)
    dropped: int = 0
    sound_late_s: float = 0.0

    def worst_age_ms(self, after_s: float = 0.0, before_s: float = 1e9) -> float:
        return max(age for at, age in self.ages if after_s <= at < before_s)

    def worst_delay_s(self, after_s: float = 0.0) -> float:
        return max(delay for at, delay in self.shown if at >= after_s)

    def longest_freeze_s(self, after_s: float = 1.0) -> float:
        """Between two pictures that are shown, each at its own moment."""
        times = sorted(at - delay for at, delay in self.shown if at >= after_s)
        return max(b - a for a, b in pairwise(times))

    def rungs(self) -> list[tuple[float, int, int]]:
        """Each change of size or frame rate: when, the shorter side, the divisor."""
        found: list[tuple[float, int, int]] = []
        for at, aim in self.aims:
            now = (min(aim.rung.width, aim.rung.height), aim.rung.divisor)
            if not found or found[-1][1:] != now:
                found.append((at, *now))
        return found

    def back_after_s(self, kbps: float, after_s: float) -> float:
        """Seconds from `after_s` until the aim is at `kbps` and every frame is there."""
        back = (at for at, aim in self.aims if at > after_s and aim.kbps >= kbps and aim.rung.divisor == 1)
        return next(back) - after_s

    def mean_kbps(self, after_s: float, before_s: float) -> float:
        part = [aim.kbps for at, aim in self.aims if after_s <= at < before_s]
        return sum(part) / len(part)


class Show:
    """One destination on a line of `capacity_kbps`, with the real outbox and a kernel that takes 32 KiB."""

    def __init__(self, capacity_kbps: Capacity, kbps: int, round_trip_ms: Delay, seed: int) -> None:
        self._capacity_kbps = capacity_kbps
        self._round_trip_ms = round_trip_ms
        self._chance = random.Random(seed)
        self._configure = configured(kbps)
        self._governor = Governor(self._configure)
        self._encoder = Encoder(self._chance, kbps)
        self._outbox = Outbox(lambda: round(self._now_s * 1e9), lambda: None, Limits())
        self._outbox.open()
        self._kernel: deque[list[Any]] = deque()
        self._kernel_bytes = self._acknowledged = self._credit = 0.0
        self._now_s, self._look_s, self._frame_s, self._sound_s = 0.0, 0.0, -1.0, 0.0
        self.result = Run()

    def run(self, seconds: float) -> Run:
        while self._now_s < seconds:
            self._encode()
            self._send()
            if self._now_s - self._look_s >= LOOK_S - 1e-6:
                self._look()
            self._now_s += _STEP_S
        self.result.dropped = self._outbox.frames_dropped
        return self.result

    def _encode(self) -> None:
        aim = self._governor.aim
        frame_s = aim.rung.divisor / self._configure.fps
        if self._now_s - self._frame_s >= (0.5 if aim.is_held else frame_s) - 1e-6:
            bits, is_key = self._encoder.frame(self._now_s, aim, frame_s)
            self._frame_s = self._now_s
            # nal_ref_idc 3: no frame is disposable, as without b-frames.
            body = bytes(9) + b"\x65" + bytes(max(round(bits / 8), 1))
            self._outbox.offer(Tag(type=TagType.VIDEO, timestamp_ms=self._ms(), body=body, is_key=is_key))
        while self._sound_s <= self._now_s:
            body = bytes(round(self._configure.audio_kbps * 1.06 * 1000 * 1024 / 48_000 / 8))
            self._outbox.offer(Tag(type=TagType.AUDIO, timestamp_ms=self._ms(), body=body))
            self._sound_s += 1024 / 48_000

    def _ms(self) -> int:
        return round(self._now_s * 1000)

    def _send(self) -> None:
        while self._kernel_bytes < NOT_SENT_LOW_WATER and (queued := self._outbox.take()):
            self._kernel.append([queued, float(len(queued.tag.body))])
            self._kernel_bytes += len(queued.tag.body)
        self._credit = min(self._credit, 0.0) + self._capacity_kbps(self._now_s) * 125 * _STEP_S
        while self._kernel and self._credit > 0:
            queued, left = self._kernel[0]
            sent = min(self._credit, left)
            self._credit -= sent
            self._acknowledged += sent
            self._kernel_bytes -= sent
            self._kernel[0][1] -= sent
            if left <= sent:
                self._kernel.popleft()
                self._arrive(queued)
        self._outbox.set_waiting_since(self._kernel[0][0].offered_ns if self._kernel else 0)

    def _arrive(self, queued: Queued) -> None:
        delay_s = self._now_s - queued.timestamp_ms / 1000
        if queued.tag.type is TagType.AUDIO:
            self.result.sound_late_s = max(self.result.sound_late_s, delay_s)
        elif queued.tag.type is TagType.VIDEO:
            self.result.shown.append((self._now_s, delay_s))

    def _look(self) -> None:
        self._look_s = self._now_s
        age_ms = self._outbox.age_ms(round(self._now_s * 1e9)) + self._round_trip_ms(self._chance)
        waiting = self._outbox.waiting_bytes + round(self._kernel_bytes)
        line = Line("main", age_ms, round(self._acknowledged), waiting)
        aim = self._governor.look(self._now_s, [line], Ticks(int(self._now_s * 30), 0))
        if self._outbox.is_skipping and age_ms < KEY_AGAIN_MS:
            self._encoder.want_key()
        self.result.aims.append((self._now_s, aim))
        self.result.ages.append((self._now_s, age_ms))


def run(
    capacity_kbps: Capacity,
    seconds: float,
    *,
    kbps: int = 3000,
    round_trip_ms: Delay = lambda _: 30.0,
    seed: int = 1,
) -> Run:
    return Show(capacity_kbps, kbps, round_trip_ms, seed).run(seconds)
