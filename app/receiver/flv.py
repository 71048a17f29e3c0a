"""Writes received messages as an FLV file (Adobe FLV 10.1, annex E)."""

from __future__ import annotations

import struct
from pathlib import Path

from app.engine.publish.chunks import Message

_HEADER = b"FLV\x01\x05\x00\x00\x00\x09\x00\x00\x00\x00"
_SET_DATA_FRAME = b"\x02\x00\x0d@setDataFrame"


class FlvFile:
    """One session's stream; `close` it. Raises `OSError` as files do."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=0)
        self._file.write(_HEADER)

    def write(self, message: Message) -> None:
        body = message.body.removeprefix(_SET_DATA_FRAME)
        stamp = message.timestamp_ms
        head = bytes((message.type,)) + len(body).to_bytes(3) + (stamp & 0xFFFFFF).to_bytes(3)
        head += bytes((stamp >> 24 & 0xFF,)) + bytes(3)
        self._file.write(head + body + struct.pack(">I", len(head) + len(body)))

    def close(self) -> None:
        self._file.close()
