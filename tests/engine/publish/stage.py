"""What the tests of publishing share: a feeder in real time, waiting without sleeping, impatient limits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.domain.fault import FaultCode
from app.engine.messages import Destination, DestinationHealth, Phase
from app.engine.publish.environment import Environment
from app.engine.publish.limits import Limits
from app.engine.publish.publisher import Publisher
from app.receiver.counts import StreamCounts
from app.receiver.server import Receiver
from tests.engine.publish.clip import Playback, clip

KEY = "CANARY-5f2c"


def until(is_so: Callable[[], object], seconds: float = 5.0, what: str = "") -> float:
    """Seconds until `is_so`; fails when it never is."""
    began = time.monotonic()
    tick = threading.Event()
    while not is_so():
        assert time.monotonic() - began < seconds, f"not within {seconds} s: {what}"
        tick.wait(0.002)
    return time.monotonic() - began


class Feeder(threading.Thread):
    """Offers the clip in real time, and the next key frame at once when it is asked for one, as an encoder
    would.
    """

    def __init__(self, start_ms: int = 0) -> None:
        super().__init__(name="feeder", daemon=True)
        self.playback = Playback(clip(), start_ms)
        self.publisher: Publisher | None = None
        self.slowest_offer_s = 0.0
        self.keys_wanted = 0
        self._is_over = threading.Event()

    def want_key_frame(self) -> None:
        self.keys_wanted += 1
        self.playback.skip_to_key()

    def run(self) -> None:
        assert self.publisher is not None
        for tag in self.playback.headers:
            self.publisher.offer(tag)
        while not self._is_over.wait(0.004):
            for tag in self.playback.due():
                before = time.perf_counter()
                self.publisher.offer(tag)
                self.slowest_offer_s = max(self.slowest_offer_s, time.perf_counter() - before)

    def end(self) -> None:
        self._is_over.set()
        self.join(5)


@contextmanager
def on_air(
    *destinations: Destination, environment: Environment | None = None, start_ms: int = 0
) -> Iterator[tuple[Publisher, Feeder]]:
    """A publisher that is fed, stopped at the end whatever happens."""
    feeder = Feeder(start_ms)
    publisher = feeder.publisher = Publisher(feeder.want_key_frame, environment or Environment())
    feeder.start()
    publisher.set_destinations(destinations)
    try:
        yield publisher, feeder
    finally:
        feeder.end()
        publisher.stop(1.0)


def to(url: str, name: str = "main", key: str = KEY) -> Destination:
    return Destination(name=name, url=url, key=key)


def health(publisher: Publisher, name: str = "main") -> DestinationHealth:
    return next(one for one in publisher.health() if one.name == name)


def until_live(publisher: Publisher, name: str = "main", seconds: float = 5.0) -> float:
    return until(lambda: health(publisher, name).phase is Phase.LIVE, seconds, f"{name} is live")


def impatient(**changes: float) -> Environment:
    return Environment(limits=Limits(**changes))


def url(receiver: Receiver) -> str:
    return f"rtmp://127.0.0.1:{receiver.port}/live"


def stream(receiver: Receiver, key: str = KEY) -> StreamCounts:
    return next((one for one in receiver.streams() if one.name == key), StreamCounts("", key))


def until_lives(publisher: Publisher, reconnects: int) -> None:
    until(lambda: health(publisher).phase is Phase.LIVE and health(publisher).reconnects == reconnects)


def until_frames(receiver: Receiver, more: int) -> None:
    wanted = stream(receiver).video_frames + more
    until(lambda: stream(receiver).video_frames > wanted)


def until_connections(receiver: Receiver, count: int) -> None:
    until(lambda: receiver.connections >= count)


def code(publisher: Publisher, name: str = "main") -> FaultCode | None:
    fault = health(publisher, name).fault
    return fault.code if fault else None
