"""The RTMP chunk stream: messages cut into chunks and put together again (Adobe RTMP 1.0, section 5.3)."""

from __future__ import annotations

import enum
import struct
from dataclasses import dataclass, field

_EXTENDED = 0xFFFFFF
_INITIAL_CHUNK = 128
_HEADER_SIZES = (11, 7, 3, 0)


class MessageType(enum.IntEnum):
    """Message types of RTMP 1.0, sections 5.4 and 7.1."""

    SET_CHUNK_SIZE = 1
    ABORT = 2
    ACKNOWLEDGEMENT = 3
    USER_CONTROL = 4
    WINDOW_SIZE = 5
    PEER_BANDWIDTH = 6
    AUDIO = 8
    VIDEO = 9
    DATA = 18
    COMMAND = 20


class ChunkError(ValueError):
    """The peer does not speak RTMP, or sends a message longer than it may."""


@dataclass(frozen=True, slots=True)
class Message:
    """One RTMP message; `type` is a `MessageType` or a number we do not know, `stream` the message stream
    id.
    """

    type: int
    body: bytes
    timestamp_ms: int = 0
    stream: int = 0


def chunked(message: Message, *, channel: int, chunk_size: int) -> bytes:
    """`message` as chunks on chunk stream `channel` (2 to 63), its timestamp absolute.

    From 0xFFFFFF ms on (4.66 hours) the timestamp goes into the extended field, repeated before each
    continuation.
    """
    timestamp = message.timestamp_ms & 0xFFFFFFFF
    extended = struct.pack(">I", timestamp) if timestamp >= _EXTENDED else b""
    size = len(message.body)
    head = (
        bytes((channel,)) + min(timestamp, _EXTENDED).to_bytes(3) + size.to_bytes(3) + bytes((message.type,))
    )
    head += struct.pack("<I", message.stream) + extended
    if size <= chunk_size:
        return head + message.body
    between = bytes((0xC0 | channel,)) + extended
    pieces = (message.body[at : at + chunk_size] for at in range(0, size, chunk_size))
    return head + between.join(pieces)


def apart(message: Message, *, channel: int, chunk_size: int) -> tuple[bytes, ...]:
    """`message` chunk by chunk: between two of them, and nowhere else, another message may be said."""
    whole = chunked(message, channel=channel, chunk_size=chunk_size)
    is_extended = message.timestamp_ms & 0xFFFFFFFF >= _EXTENDED
    further = 1 + 4 * is_extended + chunk_size
    first = further + _HEADER_SIZES[0]
    return whole[:first], *(whole[at : at + further] for at in range(first, len(whole), further))


@dataclass(slots=True)
class _Channel:
    timestamp: int = 0
    delta: int = 0
    length: int = 0
    type: int = 0
    stream: int = 0
    is_extended: bool = False
    partial: bytearray = field(default_factory=bytearray)


class ChunkReader:
    """Puts messages together from whatever bytes arrive. `max_message` bounds what a hostile peer can make
    us keep.
    """

    def __init__(self, max_message: int = 1 << 20, max_channels: int = 64) -> None:
        self._max_message = max_message
        self._max_channels = max_channels
        self._chunk_size = _INITIAL_CHUNK
        self._buffer = bytearray()
        self._at = 0
        self._channels: dict[int, _Channel] = {}

    def feed(self, data: bytes) -> list[Message]:
        """The messages that `data` completes, chunk sizes and aborts already applied. Raises `ChunkError`."""
        self._buffer += data
        messages = []
        while (start := self._chunk_start()) is not None:
            message = self._chunk(*start)
            if message is not None:
                messages.append(message)
        del self._buffer[: self._at]
        self._at = 0
        return messages

    def _chunk_start(self) -> tuple[_Channel, int, int] | None:
        """Channel, payload's place and payload's size of the next chunk, or None when it is not all here
        yet.
        """
        at = self._at
        here = len(self._buffer) - at
        number = self._buffer[at] & 0x3F if here else 0
        basic = {0: 2, 1: 3}.get(number, 1)
        if here < basic:
            return None
        if basic > 1:
            number = 64 + int.from_bytes(self._buffer[at + 1 : at + basic], "little")
        channel = self._channels.get(number)
        if channel is None:
            channel = self._new_channel(number)
        return self._header(channel, self._buffer[at] >> 6, at + basic)

    def _new_channel(self, number: int) -> _Channel:
        if len(self._channels) >= self._max_channels:
            raise ChunkError("too many chunk streams")
        channel = self._channels[number] = _Channel()
        return channel

    def _header(self, channel: _Channel, kind: int, at: int) -> tuple[_Channel, int, int] | None:
        size = _HEADER_SIZES[kind]
        if len(self._buffer) < at + size:
            return None
        header = bytes(self._buffer[at : at + size])
        stamp = int.from_bytes(header[:3]) if kind < 3 else 0
        is_extended = stamp == _EXTENDED if kind < 3 else channel.is_extended
        payload = at + size + (4 if is_extended else 0)
        length = int.from_bytes(header[3:6]) if kind < 2 else channel.length
        if length > self._max_message:
            raise ChunkError("a message longer than allowed")
        wanted = min(self._chunk_size, length - (len(channel.partial) if kind == 3 else 0))
        if len(self._buffer) < payload + wanted:
            return None
        if is_extended:
            stamp = int.from_bytes(self._buffer[at + size : payload])
        channel.is_extended = is_extended
        _apply(channel, kind, header, stamp)
        return channel, payload, wanted

    def _chunk(self, channel: _Channel, payload: int, wanted: int) -> Message | None:
        channel.partial += self._buffer[payload : payload + wanted]
        self._at = payload + wanted
        if len(channel.partial) < channel.length:
            return None
        message = Message(channel.type, bytes(channel.partial), channel.timestamp, channel.stream)
        channel.partial.clear()
        self._obey(message)
        return message

    def _obey(self, message: Message) -> None:
        value = int.from_bytes(message.body[:4])
        if message.type == MessageType.SET_CHUNK_SIZE:
            if not 1 <= value <= 0xFFFFFF:
                raise ChunkError("an impossible chunk size")
            self._chunk_size = value
        elif message.type == MessageType.ABORT and value in self._channels:
            self._channels[value].partial.clear()


def _apply(channel: _Channel, kind: int, header: bytes, stamp: int) -> None:
    if kind == 3:
        if not channel.partial:
            channel.timestamp = (channel.timestamp + channel.delta) & 0xFFFFFFFF
        return
    channel.partial.clear()
    channel.delta = stamp if kind else 0
    channel.timestamp = stamp if kind == 0 else (channel.timestamp + stamp) & 0xFFFFFFFF
    if kind < 2:
        channel.length = int.from_bytes(header[3:6])
        channel.type = header[6]
    if kind == 0:
        channel.stream = int.from_bytes(header[7:11], "little")
