"""The one door to PyAV, 18 on Python 3.11 and 19 above: its log silent, writing to memory only."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TypeAlias

import av
import av.error
import av.logging

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer
    from av.packet import Packet as AnyPacket

    # PyAV's type names the stream that a packet came from; what leaves an encoder has none.
    Packet: TypeAlias = AnyPacket[Any]

# FFmpeg's lines quote paths and URLs, and a Python log callback deadlocks when a container closes.
av.logging.set_level(None)

FFmpegError = av.error.FFmpegError


class Ratio(Protocol):
    """What a time base has in common: `Fraction` in PyAV 18, `AVRational` in PyAV 19."""

    @property
    def numerator(self) -> int: ...

    @property
    def denominator(self) -> int: ...


def nanoseconds(pts: int | None, time_base: Ratio | None) -> int | None:
    """A time stamp in nanoseconds; None when the stream does not say."""
    if pts is None or time_base is None or not time_base.denominator:
        return None
    return pts * time_base.numerator * 1_000_000_000 // time_base.denominator


def open_reader(file: BinaryIO) -> InputContainer:
    """Reads an opened file; never a name, so neither a protocol nor a playlist can reach elsewhere.

    `OSError` and `FFmpegError` for what is no media file.
    """
    return av.open(file, "r", io_open=_refuse)


def _refuse(url: str, flags: int, options: object) -> BinaryIO:
    raise FileNotFoundError("a media file may not name another file")


class Memory(io.RawIOBase):
    """Where a muxer writes; `take` returns what came since the last call."""

    def __init__(self) -> None:
        super().__init__()
        self._bytes = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        chunk = bytes(data)  # type: ignore[call-overload]  # PyAV hands over any buffer
        self._bytes += chunk
        return len(chunk)

    def take(self) -> bytes:
        taken = bytes(self._bytes)
        self._bytes.clear()
        return taken


def open_writer(memory: Memory, container: str, options: dict[str, str] | None = None) -> OutputContainer:
    """A muxer of format `container` that writes into `memory`."""
    return av.open(memory, "w", format=container, options=options or {})


def copied(packet: Packet) -> Packet:
    """A packet of one's own: muxing rescales its stamps in place."""
    copy: Packet = av.Packet(bytes(packet))
    copy.pts, copy.dts, copy.duration = packet.pts, packet.dts, packet.duration
    copy.time_base, copy.is_keyframe = packet.time_base, packet.is_keyframe
    return copy
