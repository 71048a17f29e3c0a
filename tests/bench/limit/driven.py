"""The real engine process, told a show as a console tells it: clip, sprites, destinations, recording, preview."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.fault import Fault
from app.engine.client import EngineClient
from app.engine.messages import (
    AnyReport,
    Configure,
    Destination,
    FirstFrame,
    Health,
    Hello,
    Record,
    SetCamera,
    SetDestinations,
    SetMicrophone,
    SetPreview,
)
from tests.bench.limit.floor import AUDIO_KBPS, KBPS
from tests.bench.limit.sprites import Laid, digits
from tests.engine.publish.stage import until

PREVIEW = (640, 360)
_READ_PREVIEW_S = 1 / 30


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One engine's show; `source` is of the camera and, for files, of the microphone."""

    source: str
    width: int = 1280
    height: int = 720
    fps: int = 30
    kbps: int = KBPS
    preset: str = "low-latency"
    sprites: Sequence[Laid] = ()
    destinations: Sequence[str] = ()
    recording: str = ""
    has_preview: bool = True


@dataclass
class _Heard:
    pid: int = 0
    first_frame_s: float = 0.0
    health: Health | None = None
    faults: list[str] = field(default_factory=list)


class Driven:
    """Started with its construction; the countdown's digits change each second, the preview is read as by a window."""

    def __init__(self, folder: Path, wanted: Wanted) -> None:
        self._wanted = wanted
        self._heard = _Heard()
        self.epoch_ns = time.perf_counter_ns()
        self._client = EngineClient(folder, self._hear, self._fault)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._be_a_console, name="console")
        self._tell()
        self.began_s = time.monotonic()
        self._client.start()
        self._thread.start()

    @property
    def pid(self) -> int:
        return self._heard.pid

    @property
    def health(self) -> Health:
        assert self._heard.health is not None
        return self._heard.health

    @property
    def first_frame_s(self) -> float:
        """From the start of the process to its word that the first frame is encoded."""
        return self._heard.first_frame_s

    @property
    def peak_rss_mb(self) -> float:
        """Of this program alone: `ru_maxrss` of a child begins with what its parent held when it forked."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024 / 1e6

    def wait_until_live(self) -> None:
        """Until every destination is live; raises after 30 s."""

        def is_live() -> bool:
            health = self._heard.health
            wanted = len(self._wanted.destinations)
            return bool(
                health
                and self.first_frame_s
                and sum(one.phase == "live" for one in health.destinations) == wanted
            )

        until(is_live, 30, f"live: {self._heard.faults} {self._heard.health}")

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()
        self._client.stop(10)

    def _tell(self) -> None:
        wanted, client = self._wanted, self._client
        client.send(
            Configure(
                width=wanted.width,
                height=wanted.height,
                fps=wanted.fps,
                video_kbps=wanted.kbps,
                audio_kbps=AUDIO_KBPS,
                preset=wanted.preset,  # type: ignore[arg-type]
                epoch_ns=self.epoch_ns,
            )
        )
        client.send(SetCamera(source=wanted.source))
        client.send(SetMicrophone(source=wanted.source))
        for one in wanted.sprites:
            client.put_sprite(one.command(), one.pixels.tobytes())
        if wanted.has_preview:
            client.send(SetPreview(width=PREVIEW[0], height=PREVIEW[1]))
        places = enumerate(wanted.destinations)
        all_of_them = tuple(Destination(name=f"d{number}", url=url, key="") for number, url in places)
        client.send(SetDestinations(destinations=all_of_them))
        client.send(Record(folder=wanted.recording))

    def _be_a_console(self) -> None:
        second = 0
        while not self._stopping.wait(_READ_PREVIEW_S):
            self._client.picture()
            since_s = int(time.monotonic() - self.began_s)
            if self._wanted.sprites and since_s != second:
                second = since_s
                one = digits(self._wanted.width, self._wanted.height, second % 60)
                self._client.put_sprite(one.command(), one.pixels.tobytes())

    def _hear(self, report: AnyReport) -> None:
        match report:
            case Hello():
                self._heard.pid = report.pid
            case FirstFrame():
                self._heard.first_frame_s = time.monotonic() - self.began_s
            case Health():
                self._heard.health = report

    def _fault(self, where: str, fault: Fault | None) -> None:
        if fault:
            self._heard.faults.append(f"{where}: {fault.code} {fault.detail}")
