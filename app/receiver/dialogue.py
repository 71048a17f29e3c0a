"""The receiving side of one RTMP session, without any input or output of its own (Adobe RTMP 1.0, section
7).
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Callable

from app.engine.publish import amf
from app.engine.publish.chunks import ChunkError, ChunkReader, Message, MessageType, chunked

_HANDSHAKE = 1536
_VERSION = 3
_CHUNK_SIZE = 4096
_WINDOW = 2_500_000
_MEDIA = (MessageType.AUDIO, MessageType.VIDEO, MessageType.DATA)
_MOST_MESSAGE = 8 << 20


class Verdict(enum.Enum):
    """What to say to a publisher: yes, the name is taken, no, nothing and hang up, nothing at all."""

    ACCEPT = enum.auto()
    BAD_NAME = enum.auto()
    DENY = enum.auto()
    HANG_UP = enum.auto()
    SILENCE = enum.auto()


_ANSWERS = {
    Verdict.ACCEPT: ("status", "NetStream.Publish.Start", "Publishing"),
    Verdict.BAD_NAME: ("error", "NetStream.Publish.BadName", "Already publishing"),
    Verdict.DENY: ("error", "NetStream.Publish.Denied", "Not allowed: {name}"),
}


class Dialogue:
    """Give it what arrives, send what `outgoing` returns, hang up when `wants_close`.

    `judge(app, name)` decides on a publisher, `media(message)` gets what it sends. Raises `ChunkError` and
    `amf.AmfError` for what is not RTMP.
    """

    def __init__(
        self, nonce: bytes, judge: Callable[[str, str], Verdict], media: Callable[[Message], None]
    ) -> None:
        self._nonce = nonce
        self._judge = judge
        self._media = media
        self._reader = ChunkReader(_MOST_MESSAGE)
        self._greeting = bytearray()
        self._is_greeted = False
        self._has_answered = False
        self._out = bytearray()
        self._app = ""
        self._received = 0
        self._reported = 0
        self._window = _WINDOW
        self.acknowledges = True
        self.pongs = 0
        self.is_publishing = False
        self.has_ended = False
        self.wants_close = False

    def outgoing(self) -> bytes:
        out = bytes(self._out)
        self._out.clear()
        return out

    def receive(self, data: bytes) -> None:
        if not self._is_greeted:
            data = self._greet(data)
        if not data:
            return
        self._received += len(data)
        for message in self._reader.feed(data):
            self._handle(message)
        if self.acknowledges and self._received - self._reported >= self._window:
            self._reported = self._received
            self._control(MessageType.ACKNOWLEDGEMENT, struct.pack(">I", self._received & 0xFFFFFFFF))

    def ping(self, stamp: int) -> None:
        """Asks the publisher for a sign of life."""
        self._control(MessageType.USER_CONTROL, struct.pack(">HI", 6, stamp))

    def _greet(self, data: bytes) -> bytes:
        self._greeting += data
        if self._greeting and self._greeting[0] != _VERSION:
            raise ChunkError("the handshake is not RTMP's")
        if not self._has_answered and len(self._greeting) > _HANDSHAKE:
            self._has_answered = True
            echo = bytes(self._greeting[1 : 1 + _HANDSHAKE])
            self._out += b"\x03" + bytes(8) + self._nonce + echo
        if len(self._greeting) < 1 + 2 * _HANDSHAKE:
            return b""
        self._is_greeted = True
        return bytes(self._greeting[1 + 2 * _HANDSHAKE :])

    def _handle(self, message: Message) -> None:
        if message.type == MessageType.COMMAND:
            self._command(amf.decode(message.body))
        elif message.type == MessageType.WINDOW_SIZE:
            self._window = max(int.from_bytes(message.body[:4]), 1)
        elif message.type == MessageType.USER_CONTROL:
            self.pongs += message.body[:2] == struct.pack(">H", 7)
        elif message.type in _MEDIA and self.is_publishing:
            self._media(message)

    def _command(self, values: list[amf.Value]) -> None:
        name, transaction, *rest = values if len(values) > 1 else ("", 0.0)
        if name == "connect" and rest and isinstance(rest[0], dict):
            self._app = str(rest[0].get("app", ""))
            self._control(MessageType.WINDOW_SIZE, struct.pack(">I", _WINDOW))
            self._control(MessageType.SET_CHUNK_SIZE, struct.pack(">I", _CHUNK_SIZE))
            accepted: amf.Value = {"level": "status", "code": "NetConnection.Connect.Success"}
            self._say("_result", transaction, None, accepted)
        elif name == "createStream":
            self._say("_result", transaction, None, 1.0)
        elif name == "publish" and len(rest) > 1:
            self._publish(str(rest[1]))
        elif name in ("FCUnpublish", "deleteStream"):
            self.has_ended = True
            self.is_publishing = False

    def _publish(self, name: str) -> None:
        verdict = self._judge(self._app, name)
        self.is_publishing = verdict is Verdict.ACCEPT
        self.wants_close = verdict in (Verdict.HANG_UP, Verdict.DENY)
        if verdict in _ANSWERS:
            level, code, words = _ANSWERS[verdict]
            status: amf.Value = {"level": level, "code": code, "description": words.format(name=name)}
            self._say("onStatus", 0.0, None, status, stream=1)

    def _say(self, *values: amf.Value, stream: int = 0) -> None:
        message = Message(MessageType.COMMAND, amf.encode(*values), stream=stream)
        self._out += chunked(message, channel=3, chunk_size=128 if not self._app else _CHUNK_SIZE)

    def _control(self, kind: MessageType, body: bytes) -> None:
        self._out += chunked(Message(kind, body), channel=2, chunk_size=128)
