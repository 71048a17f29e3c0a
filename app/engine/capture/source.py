"""What a camera or microphone is to the rest of the engine, and the registry of their kinds."""

from __future__ import annotations

import importlib
import pkgutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Generic, Literal, Protocol, TypeVar, runtime_checkable

from app.domain.fault import FaultCode
from app.engine.capture.lens import Locks
from app.engine.messages import Device
from app.engine.planes import Planes, Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """The programme that sources work for; tick `n` is due `n / fps` seconds after `epoch_ns`."""

    width: int
    height: int
    fps: int
    epoch_ns: int

    def due_ns(self, tick: int) -> int:
        """When tick `tick` is due, on CLOCK_MONOTONIC."""
        return self.epoch_ns + tick * 1_000_000_000 // self.fps

    def tick_at(self, at_ns: int) -> int:
        """The newest tick that was due at `at_ns`."""
        return ((at_ns - self.epoch_ns) * self.fps + self.fps - 1) // 1_000_000_000


@dataclass(frozen=True, slots=True)
class Framing:
    """How a camera's picture is laid into its place; `rotate` clockwise degrees.

    `zoom` from 1, `pan_x` and `pan_y` from -1 to 1, are of the turned and mirrored picture.
    """

    fit: Literal["fit", "fill"] = "fill"
    is_mirrored: bool = False
    rotate: Literal[0, 90, 180, 270] = 0
    zoom: float = 1.0
    pan_x: float = 0.0
    pan_y: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of any even size. `planes` belongs to the source and is never written to by others.

    `is_laid`: drawn for the canvas, so that no framing touches it. `middle`: where in the width the host stands, as far
    as the source knows; a canvas that shows a part of the width shows that part.
    """

    planes: Planes
    captured_ns: int
    is_laid: bool = False
    middle: float = 0.5


class SourceFault(Exception):
    """Ends a source's `run`: the code of the fault to show, and a detail without secrets."""

    def __init__(self, code: FaultCode, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@runtime_checkable
class Lockable(Protocol):
    """A camera whose exposure and white balance can be held; `is_lock_refused` once it would not."""

    locks: Locks

    @property
    def is_lock_refused(self) -> bool: ...


@runtime_checkable
class Awaited(Protocol):
    """A camera that may be away for as long as it likes, and is there for whoever comes: it is not tried again.

    `silence` is what is wrong then.
    """

    silence: FaultCode


@runtime_checkable
class Timeless(Protocol):
    """A camera that asks nothing of the programme's epoch: it runs on when another programme of that size begins."""

    is_timeless: bool


@runtime_checkable
class Movable(Protocol):
    """A microphone that goes on for the next programme, whose blocks are counted from another epoch."""

    def move_to(self, epoch_ns: int) -> None: ...


class CameraSource(Protocol):
    """A camera. Built anew for each try; `run` may stall for ever, `picture` never waits."""

    def run(self, stopping: threading.Event) -> None:
        """Opens, reads until `stopping`, closes. In a thread of its own; raises `SourceFault`."""

    def picture(self, at_ns: int) -> Picture | None:
        """The picture for the tick due at `at_ns`; None before the first. Programme thread."""


class MicrophoneSource(Protocol):
    """A microphone. As `CameraSource`; `delay_ns` is how long after its moment a block can be asked for."""

    delay_ns: int

    def run(self, stopping: threading.Event) -> None:
        """Opens, reads until `stopping`, closes. In a thread of its own; raises `SourceFault`."""

    def block(self, first_sample: int) -> Samples | None:
        """1024 samples from `first_sample` after the epoch; None for a gap. Programme thread."""


S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Kind(Generic[S]):
    """One kind: `open(argument, canvas)`, where `argument` follows the colon in `kind:argument`."""

    open: Callable[[str, Canvas], S]
    devices: Callable[[], tuple[Device, ...]]


class Registry(Generic[S]):
    """Kinds by name; filled by decorators while the modules of `package` are imported."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind[S]] = {}

    def register(
        self, name: str, devices: Callable[[], tuple[Device, ...]] = tuple
    ) -> Callable[[Callable[[str, Canvas], S]], Callable[[str, Canvas], S]]:
        """Class decorator. `devices` lists what can be chosen, empty for sources that are no hardware."""

        def enter(source: Callable[[str, Canvas], S]) -> Callable[[str, Canvas], S]:
            self._kinds[name] = Kind(source, devices)
            return source

        return enter

    def open(self, source: str, canvas: Canvas) -> S:
        """The source named `kind` or `kind:argument`; `KeyError` for a kind that nobody registered."""
        kind, _, argument = source.partition(":")
        return self._kinds[kind].open(argument, canvas)

    def devices(self) -> tuple[Device, ...]:
        """Everything that can be chosen now. May take seconds: never on the programme thread."""
        return tuple(device for kind in self._kinds.values() for device in kind.devices())

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._kinds))


def discover(package: ModuleType) -> None:
    """Imports every module of `package`, so that each registers its source."""
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")


camera_kinds: Registry[CameraSource] = Registry()
microphone_kinds: Registry[MicrophoneSource] = Registry()
