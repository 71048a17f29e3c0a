"""A whole engine on air to a real nginx through a line of any width, and what its viewers got."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from app.engine.messages import Destination, Health, Phase, Record, SetDestinations
from tests.engine.publish.nginx import Nginx
from tests.engine.publish.relay import Relay
from tests.engine.publish.stage import until
from tests.engine.rate.busy_clip import busy_clip
from tests.engine.rate.engine_process import EngineProcess, engine_process
from tests.engine.rate.heard import Heard
from tests.engine.rate.tail import Arrival, Tail, longest_gap_s
from tests.engine.received import configured

WIDE = 12_500_000


class Show:
    """On air to `main` through `relay`; `tail` has what arrived there."""

    def __init__(
        self, engine: EngineProcess, heard: Heard, relay: Relay, tail: Tail, direct_url: str
    ) -> None:
        self.engine, self.heard, self.relay, self.tail = engine, heard, relay, tail
        self._direct_url = direct_url
        self._destinations = [Destination(name="main", url=f"rtmp://127.0.0.1:{relay.port}/live", key="key")]
        engine.tell(SetDestinations(destinations=tuple(self._destinations)))

    def add(self, name: str) -> None:
        """Another destination, on a wide line to the same server."""
        self._destinations.append(Destination(name=name, url=self._direct_url, key=name))
        self.engine.tell(SetDestinations(destinations=tuple(self._destinations)))

    def video(self, after_s: float = 0.0, before_s: float = 1e18) -> list[Arrival]:
        frames = [one for one in self.tail.arrivals if one.is_video and not one.is_header]
        return [one for one in frames if after_s <= one.at_s < before_s]

    def sound(self) -> list[Arrival]:
        return [one for one in self.tail.arrivals if not one.is_video and not one.is_header]

    def longest_silence_s(self) -> float:
        return longest_gap_s(self.sound())

    def longest_freeze_s(self, after_s: float = 0.0, before_s: float = 1e18) -> float:
        return longest_gap_s(self.video(after_s, before_s))

    def worst_delay_s(self, after_s: float = 0.0, before_s: float = 1e18) -> float:
        """Beyond the quickest tag of the whole run."""
        media = [one for one in self.tail.arrivals if not one.is_header]
        base_s = min(one.lag_s for one in media)
        return max(one.lag_s for one in media if after_s <= one.at_s < before_s) - base_s

    def video_kbps(self, after_s: float, before_s: float) -> float:
        """As it arrived."""
        return sum(one.size for one in self.video(after_s, before_s)) * 8 / 1000 / (before_s - after_s)


def wait(seconds: float) -> float:
    """The time afterwards; for the runs that last as long as they are told."""
    threading.Event().wait(seconds)
    return time.monotonic()


@contextmanager
def on_air(folder: Path, **changes: object) -> Iterator[Show]:
    """720p30 of 3000 kbit/s with 96 of sound, or as `changes` to the Configure say; live on a wide line, recorded."""
    configure = configured(**{"audio_kbps": 96, **changes})
    clip = busy_clip(folder / "clip.mp4", configure.width, configure.height)
    nginx, heard = Nginx(folder / "nginx"), Heard()
    with ExitStack() as stack:
        stack.callback(nginx.kill)
        nginx.start()
        relay = stack.enter_context(closing(Relay(nginx.port, WIDE)))
        tail = Tail(folder / "nginx" / "recorded" / "key.flv")
        stack.callback(tail.end)
        tail.start()
        engine = stack.enter_context(engine_process(folder / "run", heard))
        engine.show(configure, clip)
        engine.tell(Record(folder=str(folder)))
        show = Show(engine, heard, relay, tail, nginx.url)
        until(lambda: heard.healths and _is_live(heard.now), 20.0, "live")
        yield show


def _is_live(health: Health) -> bool:
    return any(one.phase is Phase.LIVE for one in health.destinations)
