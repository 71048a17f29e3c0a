"""The publishing side of one RTMP session, without any input or output of its own (Adobe RTMP 1.0, section
7).
"""

from __future__ import annotations

import enum
import struct

from app.domain.secret import Secret
from app.engine.publish import amf
from app.engine.publish.chunks import ChunkError, ChunkReader, Message, MessageType, apart, chunked
from app.engine.publish.status import Refusal, refusal_of
from app.engine.publish.url import Address
from app.engine.tag import Tag, TagType

CHUNK_SIZE = 4096
"""What every ingest is used to from OBS; a larger one saves nothing measurable."""

WINDOW = 16 * 1024
"""We ask the server to acknowledge each 16 KiB, several times a second, to see that its program (not only
its kernel) still reads; the usual 2.5 MB would say so every five seconds.
"""

HANDSHAKE_SIZE = 1536
HANDSHAKE_SENT = 1 + 2 * HANDSHAKE_SIZE
"""Bytes before the first chunk, which acknowledgements do not count."""

_VERSION = 3
_NGINX_RESET = 0xF0000000
_MOST_AT_ONCE = 1 << 24
_CONTROL, _SYSTEM, _AUDIO, _VIDEO, _SOURCE = 2, 3, 4, 6, 8
_CONNECT, _RELEASE, _FC_PUBLISH, _CREATE, _PUBLISH = 1, 2, 3, 4, 5
_PING, _PONG = 6, 7
_BALLAST = "onUplinkTrial"
_CHANNELS = {TagType.AUDIO: _AUDIO, TagType.VIDEO: _VIDEO, TagType.SCRIPT: _AUDIO}


class Step(enum.Enum):
    """How far the dialogue has come; each step waits for one answer of the server.

    Only a session whose goal is `CONNECTED` comes there: it names no stream and puts nobody on air.
    """

    HANDSHAKE = enum.auto()
    CONNECT = enum.auto()
    CONNECTED = enum.auto()
    CREATE = enum.auto()
    PUBLISH = enum.auto()
    PUBLISHED = enum.auto()


class PublishSession:
    """Give it what arrives (`receive`), send what it says (`outgoing`); `step` and `refusal` tell how it
    stands.

    `acknowledgements` counts the server's RTMP acknowledgements and `acknowledged` the bytes they cover.
    Belongs to one thread. `nonce` is the handshake's random part, 1528 bytes.
    """

    def __init__(self, address: Address, nonce: bytes, goal: Step = Step.PUBLISHED) -> None:
        self._address = address
        self._goal = goal
        # Servers may quote what they refuse: the key, or the query that some addresses carry.
        self._secrets = (address.stream, Secret(address.app.partition("?")[2]))
        self._reader = ChunkReader()
        self._greeting = bytearray()
        self._out = bytearray(b"\x03" + bytes(8) + nonce)
        self._chunk_size = 128
        self._stream = 0
        self._received = 0
        self._reported = 0
        self._window = 0
        self._last_ack = 0
        self.acknowledged = 0
        self.acknowledgements = 0
        self.step = Step.HANDSHAKE
        self.refusal: Refusal | None = None

    def outgoing(self) -> bytes:
        """Takes the bytes to send now; empty when there are none."""
        out = bytes(self._out)
        self._out.clear()
        return out

    def receive(self, data: bytes) -> None:
        """Goes as far as `data` allows. Raises `ChunkError` or `amf.AmfError` when the peer speaks no RTMP."""
        if self.step is Step.HANDSHAKE:
            data = self._greet(data)
        if self.step is Step.HANDSHAKE or not data:
            return
        self._received += len(data)
        for message in self._reader.feed(data):
            self._handle(message)
        self._acknowledge()

    def packet(self, tag: Tag, timestamp_ms: int) -> bytes:
        """`tag` as chunks for the wire; script data gets the `@setDataFrame` that makes servers keep it."""
        body = tag.body
        if tag.type is TagType.SCRIPT:
            body = amf.encode("@setDataFrame") + body
        message = Message(int(tag.type), body, timestamp_ms, self._stream)
        return chunked(message, channel=_CHANNELS[tag.type], chunk_size=self._chunk_size)

    def ballast(self, words: str) -> tuple[bytes, ...]:
        """`words` as script data that no stream is there for, in chunks. nginx-rtmp looks for a handler of that name
        and has none; SRS, MediaMTX and our own receiver wait for commands and read over the rest.
        """
        message = Message(MessageType.DATA, amf.encode(_BALLAST, words))
        return apart(message, channel=_SYSTEM, chunk_size=self._chunk_size)

    def farewell(self) -> bytes:
        """The words that free the name at once: FCUnpublish and deleteStream."""
        self._command(_SYSTEM, 0, "FCUnpublish", 6, None, self._address.stream.reveal())
        self._command(_SYSTEM, 0, "deleteStream", 7, None, self._stream)
        return self.outgoing()

    def _greet(self, data: bytes) -> bytes:
        self._greeting += data
        if self._greeting and self._greeting[0] != _VERSION:
            raise ChunkError("the handshake is not RTMP's")
        whole = 1 + 2 * HANDSHAKE_SIZE
        if len(self._greeting) < whole:
            return b""
        self._out += self._greeting[1 : 1 + HANDSHAKE_SIZE]
        self._control(MessageType.SET_CHUNK_SIZE, CHUNK_SIZE)
        self._chunk_size = CHUNK_SIZE
        self._control(MessageType.WINDOW_SIZE, WINDOW)
        about = {
            "app": self._address.app,
            "type": "nonprivate",
            "flashVer": "FMLE/3.0 (compatible; Storecast)",
            "tcUrl": self._address.tc_url,
        }
        self._command(_SYSTEM, 0, "connect", _CONNECT, dict(about))
        self.step = Step.CONNECT
        return bytes(self._greeting[whole:])

    def _handle(self, message: Message) -> None:
        value = int.from_bytes(message.body[:4])
        if message.type == MessageType.COMMAND:
            self._answered(amf.decode(message.body))
        elif message.type == MessageType.WINDOW_SIZE:
            self._window = value
        elif message.type == MessageType.ACKNOWLEDGEMENT:
            self._count_acknowledgement(value)
        elif message.type == MessageType.USER_CONTROL and message.body[:2] == struct.pack(">H", _PING):
            pong = struct.pack(">H", _PONG) + message.body[2:6]
            pong_message = Message(MessageType.USER_CONTROL, pong)
            self._out += chunked(pong_message, channel=_CONTROL, chunk_size=self._chunk_size)

    def _answered(self, values: list[amf.Value]) -> None:
        name, transaction, *rest = [*values, None, None][: max(2, len(values))]
        information = rest[1] if len(rest) > 1 else None
        is_ours = (self.step, transaction) in ((Step.CONNECT, _CONNECT), (Step.CREATE, _CREATE))
        if name == "_result" and is_ours:
            self._next_step(information)
        elif name == "_error" and is_ours:
            self.refusal = refusal_of(information, *self._secrets)
        elif name == "onStatus":
            self._status(information)
        elif name == "close":
            self.refusal = refusal_of(None)

    def _next_step(self, information: amf.Value) -> None:
        stream = self._address.stream.reveal()
        if self.step is Step.CONNECT and self._goal is Step.CONNECTED:
            self.step = Step.CONNECTED
            return
        if self.step is Step.CONNECT:
            self._command(_SYSTEM, 0, "releaseStream", _RELEASE, None, stream)
            self._command(_SYSTEM, 0, "FCPublish", _FC_PUBLISH, None, stream)
            self._command(_SYSTEM, 0, "createStream", _CREATE, None)
            self.step = Step.CREATE
            return
        if not isinstance(information, float) or not 0 <= information <= 0xFFFFFFFF:
            raise ChunkError("createStream was answered without a stream")
        self._stream = int(information)
        self._command(_SOURCE, self._stream, "publish", _PUBLISH, None, stream, "live")
        self.step = Step.PUBLISH

    def _status(self, information: amf.Value) -> None:
        status = information if isinstance(information, dict) else {}
        if status.get("level") == "error":
            self.refusal = refusal_of(information, *self._secrets)
        elif status.get("code") == "NetStream.Publish.Start" and self.step is Step.PUBLISH:
            self.step = Step.PUBLISHED

    def _count_acknowledgement(self, sequence: int) -> None:
        gained = (sequence - self._last_ack) & 0xFFFFFFFF
        if gained > _MOST_AT_ONCE:
            # Not the wrap at 2^32: nginx-rtmp sets its counter back to zero a little earlier.
            gained = max(_NGINX_RESET - self._last_ack, 0) + sequence
        self.acknowledged += min(gained, _MOST_AT_ONCE)
        self._last_ack = sequence
        self.acknowledgements += 1

    def _acknowledge(self) -> None:
        if self._window and self._received - self._reported >= self._window:
            self._reported = self._received
            self._control(MessageType.ACKNOWLEDGEMENT, self._received & 0xFFFFFFFF)

    def _control(self, kind: MessageType, value: int) -> None:
        message = Message(kind, struct.pack(">I", value))
        self._out += chunked(message, channel=_CONTROL, chunk_size=self._chunk_size)

    def _command(self, channel: int, stream: int, *values: amf.Value | int) -> None:
        message = Message(MessageType.COMMAND, amf.encode(*values), stream=stream)
        self._out += chunked(message, channel=channel, chunk_size=self._chunk_size)
