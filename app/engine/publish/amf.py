"""AMF0, the notation of RTMP commands and script data (Adobe "Action Message Format -- AMF 0", 2007)."""

from __future__ import annotations

import struct
from typing import TypeAlias

Value: TypeAlias = "bool | float | str | dict[str, Value] | list[Value] | None"

_MAX_DEPTH = 8
_END_OF_OBJECT = b"\x00\x00\x09"


class AmfError(ValueError):
    """The bytes are not AMF0, or nested deeper than any server has reason to."""


def encode(*values: Value | int) -> bytes:
    """The values one after the other, as the body of a command message; dicts become objects."""
    return b"".join(_encoded(value) for value in values)


def _encoded(value: Value | int) -> bytes:
    if value is None:
        return b"\x05"
    if isinstance(value, bool):
        return b"\x01\x01" if value else b"\x01\x00"
    if isinstance(value, int | float):
        return b"\x00" + struct.pack(">d", value)
    if isinstance(value, str):
        return _encoded_text(value)
    if isinstance(value, dict):
        pairs = b"".join(_name(key) + _encoded(item) for key, item in value.items())
        return b"\x03" + pairs + _END_OF_OBJECT
    return b"\x0a" + struct.pack(">I", len(value)) + b"".join(_encoded(item) for item in value)


def _encoded_text(text: str) -> bytes:
    data = text.encode()
    if len(data) > 0xFFFF:
        return b"\x0c" + struct.pack(">I", len(data)) + data
    return b"\x02" + struct.pack(">H", len(data)) + data


def _name(text: str) -> bytes:
    data = text.encode()
    return struct.pack(">H", len(data)) + data


def decode(data: bytes) -> list[Value]:
    """All values in `data`. Raises `AmfError`, whatever the bytes are."""
    reader = _Reader(data)
    values: list[Value] = []
    while not reader.is_at_end():
        values.append(reader.value(0))
    return values


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def is_at_end(self) -> bool:
        return self._at >= len(self._data)

    def value(self, depth: int) -> Value:
        if depth > _MAX_DEPTH:
            raise AmfError("nested too deeply")
        marker = self._take(1)[0]
        if marker in (3, 8, 10):
            return self._compound(marker, depth)
        return self._scalar(marker)

    def _scalar(self, marker: int) -> Value:
        if marker == 0:
            return self._number()
        if marker == 1:
            return self._take(1) != b"\x00"
        if marker in (5, 6):
            return None
        if marker == 2:
            return self._text(2)
        if marker == 12:
            return self._text(4)
        if marker == 11:
            milliseconds = self._number()
            self._take(2)
            return milliseconds
        raise AmfError(f"marker {marker} is not known")

    def _compound(self, marker: int, depth: int) -> Value:
        if marker == 10:
            count = int.from_bytes(self._take(4))
            if count > len(self._data) - self._at:
                raise AmfError("an array longer than its message")
            return [self.value(depth + 1) for _ in range(count)]
        if marker == 8:
            self._take(4)
        pairs: dict[str, Value] = {}
        while self._data[self._at : self._at + 3] != _END_OF_OBJECT:
            name = self._text(2)
            pairs[name] = self.value(depth + 1)
        self._at += 3
        return pairs

    def _number(self) -> float:
        return float(struct.unpack(">d", self._take(8))[0])

    def _text(self, length_bytes: int) -> str:
        length = int.from_bytes(self._take(length_bytes))
        return self._take(length).decode(errors="replace")

    def _take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise AmfError("cut short")
        self._at += count
        return taken
