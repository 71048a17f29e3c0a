"""PortAudio, of which a process has one: nothing is asked of it while another thread opens, closes or restarts it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from app.domain.fault import FaultCode
from app.engine.capture.source import SourceFault

_PATIENCE_S = 2.0


def load_sounddevice() -> ModuleType:
    """`SourceFault` where the system has no PortAudio."""
    try:
        # Here, since the import itself fails without libportaudio: that costs the microphone, not the show.
        import sounddevice
    except OSError:
        raise SourceFault(FaultCode.MICROPHONE_ABSENT, "PortAudio is not installed") from None
    module: ModuleType = sounddevice
    return module


class PortAudio:
    """Safe from any thread. A call that hangs in a driver costs the others two seconds and a `microphone-lost`."""

    def __init__(self, load: Callable[[], ModuleType] = load_sounddevice) -> None:
        self._load = load
        self._changed = threading.Condition()
        self._open = 0

    def inputs(self) -> list[tuple[str, int]]:
        """Names and indices of the system's own sound interface; equal names are numbered. May raise `SourceFault`."""
        portaudio = self._load()
        with self._alone():
            try:
                return _inputs(portaudio)
            except portaudio.PortAudioError:
                return []

    def refresh(self) -> None:
        """Sees what was plugged in later, which takes a restart of PortAudio; an open stream would not survive that.

        So a stream that is about to close is waited for, and with one that stays the old list must do.
        """
        portaudio = self._load()
        with self._alone():
            if self._changed.wait_for(lambda: not self._open, _PATIENCE_S):
                # A start that failed the last time has left nothing to end; it is tried again all the same.
                with contextlib.suppress(portaudio.PortAudioError):
                    portaudio._terminate()  # noqa: SLF001  # there is no public name for it
                try:
                    portaudio._initialize()  # noqa: SLF001
                except portaudio.PortAudioError as error:
                    raise SourceFault(FaultCode.MICROPHONE_LOST, type(error).__name__) from None

    @contextlib.contextmanager
    def stream(self, index: int, on_sound: Callable[[int], Callable[..., None]]) -> Iterator[int]:
        """An open input of at most two channels and its rate; `on_sound(rate)` is its callback.

        Raises `SourceFault` when it cannot be opened.
        """
        portaudio = self._load()
        try:
            with self._alone():
                stream, rate = _opened(portaudio, index, on_sound)
                self._open += 1
        except portaudio.PortAudioError as error:
            raise SourceFault(FaultCode.MICROPHONE_LOST, type(error).__name__) from None
        try:
            yield rate
        finally:
            # Counted as open until it is closed, also by a driver that hangs: then PortAudio is never restarted.
            with self._alone():
                with contextlib.suppress(portaudio.PortAudioError):
                    stream.__exit__(None, None, None)
                self._open -= 1
                self._changed.notify_all()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._changed.acquire(timeout=_PATIENCE_S):
            raise SourceFault(FaultCode.MICROPHONE_LOST, "the sound system hangs")
        try:
            yield
        finally:
            self._changed.release()


def _inputs(portaudio: ModuleType) -> list[tuple[str, int]]:
    """Windows shows each device once for every interface: the default one's are taken."""
    interface = portaudio.default.hostapi
    seen: dict[str, int] = {}
    inputs = []
    for index, device in enumerate(portaudio.query_devices()):
        if device["max_input_channels"] <= 0 or device["hostapi"] != interface:
            continue
        name = str(device["name"])
        seen[name] = seen.get(name, 0) + 1
        inputs.append((name if seen[name] == 1 else f"{name} ({seen[name]})", index))
    return inputs


def _opened(
    portaudio: ModuleType, index: int, on_sound: Callable[[int], Callable[..., None]]
) -> tuple[Any, int]:  # sounddevice has no types
    device = portaudio.query_devices(index)
    rate = round(device["default_samplerate"])
    channels = min(2, int(device["max_input_channels"]))
    stream = portaudio.InputStream(
        device=index, channels=channels, samplerate=rate, dtype="float32", callback=on_sound(rate)
    )
    return stream.__enter__(), rate
