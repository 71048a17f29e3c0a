"""An engine inside this process, whose threads have names: what each stage costs, and what one thing more adds."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

from app.engine.messages import (
    Configure,
    Destination,
    Motion,
    RemoveSprite,
    SetCamera,
    SetMicrophone,
    SetPreview,
)
from app.engine.preview_feed import PreviewFeed
from app.engine.program import Outlets, Program
from app.engine.publish.publisher import Publisher
from tests.bench.limit.driven import PREVIEW, Wanted
from tests.bench.limit.floor import AUDIO_KBPS
from tests.bench.limit.sprites import Laid

OTHERS = "libraries"
_CUT = Motion()


class Staged:
    """Programme, preview and publisher as the service joins them, without a link to a console."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._publisher = Publisher(self._want_key_frame)
        self._preview = PreviewFeed()
        self._program = Program(_configure(wanted), self._outlets())
        self._program.set_camera(SetCamera(source=wanted.source))
        self._program.set_microphone(SetMicrophone(source=wanted.source))
        for one in wanted.sprites:
            self.put(one)
        if wanted.has_preview:
            self._preview.want(SetPreview(width=PREVIEW[0], height=PREVIEW[1]))
        self.set_destinations(*wanted.destinations)

    def put(self, one: Laid, enter: Motion = _CUT) -> None:
        self._program.put_sprite(one.command(enter), one.pixels)

    def remove(self, one: Laid) -> None:
        self._program.remove_sprite(RemoveSprite(slot=one.slot))

    def set_destinations(self, *urls: str) -> None:
        self._publisher.set_destinations(
            tuple(Destination(name=url.rpartition("/")[2], url=url, key="") for url in urls)
        )

    def live(self) -> int:
        return sum(one.phase == "live" for one in self._publisher.health())

    def cost(self, seconds: float) -> dict[str, float]:
        """Processor seconds of each named thread for a second of video, over the next `seconds`."""
        before, frames, began_s = self._seconds(), self._encoded(), time.process_time()
        time.sleep(seconds)  # the time that is measured
        video_s = (self._encoded() - frames) / self._wanted.fps
        spent = {name: (took - before.get(name, 0.0)) / video_s for name, took in self._seconds().items()}
        spent[OTHERS] = (time.process_time() - began_s) / video_s - sum(spent.values())
        return spent

    def counts(self) -> Any:
        return self._program.counts().frames

    def stop(self) -> None:
        self._program.stop(3)
        self._publisher.stop(1)
        self._preview.close()

    def _encoded(self) -> int:
        return self._program.counts().frames.encoded

    @staticmethod
    def _seconds() -> dict[str, float]:
        seconds: dict[str, float] = {}
        for thread in threading.enumerate():
            path = Path(f"/proc/self/task/{thread.native_id}/schedstat")
            if path.exists():
                spent_s = int(path.read_text().split()[0]) / 1e9
                seconds[thread.name] = seconds.get(thread.name, 0.0) + spent_s
        return seconds

    def _want_key_frame(self) -> None:
        self._program.want_key_frame()

    def _outlets(self) -> Outlets:
        return Outlets(
            on_tag=self._publisher.offer,
            on_fragment=lambda _fragment: None,
            on_fault=lambda _fault: None,
            on_cleared=lambda _where: None,
            on_frame=self._preview.offer,
            on_first_frame=lambda _media_ns: None,
        )


def _configure(wanted: Wanted) -> Configure:
    return Configure(
        width=wanted.width,
        height=wanted.height,
        fps=wanted.fps,
        video_kbps=wanted.kbps,
        audio_kbps=AUDIO_KBPS,
        preset=wanted.preset,  # type: ignore[arg-type]
        epoch_ns=time.perf_counter_ns(),
    )
