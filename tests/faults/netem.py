"""Delay, jitter, loss and width between this machine and a network namespace, without the kernel's netem."""

from __future__ import annotations

import contextlib
import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

_SET_INTERFACE = 0x400454CA
_TUN, _NO_HEADER = 0x1, 0x1000
_LONGEST_QUEUE_S = 1.0
_NAMESPACE = "storecast-far"
HERE, THERE = "10.213.7.1", "10.213.7.2"


@dataclass
class Way:
    """What both directions do to a packet; may be changed while they run. Width 0: as wide as it gets."""

    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    loss: float = 0.0
    kbps: float = 0.0


class Netem(threading.Thread):
    """Carries packets between two TUN devices until `end`."""

    def __init__(self, devices: tuple[int, int], way: Way) -> None:
        super().__init__(name="netem", daemon=True)
        self._devices = devices
        self._way = way
        self._waiting: list[tuple[float, int, int, bytes]] = []
        self._free_s = dict.fromkeys(devices, 0.0)
        self._count = 0
        self._chance = random.Random(1)
        self._is_over = threading.Event()

    def run(self) -> None:
        here, there = self._devices
        while not self._is_over.is_set():
            next_s = self._waiting[0][0] - time.monotonic() if self._waiting else 0.05
            readable, _, _ = select.select(self._devices, [], [], min(max(next_s, 0.0), 0.05))
            for device in readable:
                self._take(device, there if device == here else here)
            while self._waiting and self._waiting[0][0] <= time.monotonic():
                _, _, target, packet = heapq.heappop(self._waiting)
                with contextlib.suppress(OSError):
                    os.write(target, packet)

    def end(self) -> None:
        self._is_over.set()
        self.join(5)

    def _take(self, device: int, target: int) -> None:
        with contextlib.suppress(BlockingIOError):
            for _ in range(64):
                packet = os.read(device, 2048)
                release_s = self._release_s(device, len(packet))
                if release_s and self._chance.random() >= self._way.loss:
                    self._count += 1
                    heapq.heappush(self._waiting, (release_s, self._count, target, packet))

    def _release_s(self, device: int, size: int) -> float:
        """When the packet may leave; 0 when the queue is full."""
        way, now_s = self._way, time.monotonic()
        jitter_ms = self._chance.uniform(-way.jitter_ms, way.jitter_ms)
        sent_s = now_s
        if way.kbps:
            start_s = max(self._free_s[device], now_s)
            if start_s - now_s > _LONGEST_QUEUE_S:
                return 0.0
            sent_s = self._free_s[device] = start_s + size * 8 / 1000 / way.kbps
        return sent_s + max(way.delay_ms + jitter_ms, 0.0) / 1000


@contextlib.contextmanager
def far_namespace(way: Way) -> Iterator[list[str]]:
    """A namespace whose only way to `HERE` is `way`; gives the words that start a command in it. Needs root."""
    _ip("netns", "add", _NAMESPACE)
    devices = (_device("scfar0"), _device("scfar1"))
    netem = Netem(devices, way)
    try:
        _ip("addr", "add", HERE, "peer", THERE, "dev", "scfar0")
        _ip("link", "set", "scfar0", "up")
        _ip("link", "set", "scfar1", "netns", _NAMESPACE)
        inside = ["ip", "netns", "exec", _NAMESPACE]
        for words in (f"addr add {THERE} peer {HERE} dev scfar1", "link set scfar1 up", "link set lo up"):
            subprocess.run([*inside, "ip", *words.split()], check=True)
        netem.start()
        yield inside
    finally:
        if netem.is_alive():
            netem.end()
        for device in devices:
            os.close(device)
        _ip("netns", "del", _NAMESPACE)


def _device(name: str) -> int:
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, _SET_INTERFACE, struct.pack("16sH22x", name.encode(), _TUN | _NO_HEADER))
    return descriptor


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)
