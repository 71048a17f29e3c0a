"""Lines of IRC with IRCv3 tags: cut out of a stream of bytes, and taken apart.

Sources: RFC 1459 2.3.1; https://ircv3.net/specs/extensions/message-tags
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MOST_LINE_BYTES = 16 << 10  # 8 KiB of tags, and Twitch's and InspIRCd's longest lines behind them
_ESCAPES = {":": ";", "s": " ", "r": "\r", "n": "\n"}
_ESCAPE = re.compile(r"\\(.?)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `prefix` is who sent it, nick!user@host or a server's name; `command` is upper case."""

    tags: Mapping[str, str]
    prefix: str
    command: str
    params: tuple[str, ...]

    @property
    def nick(self) -> str:
        return self.prefix.partition("!")[0]

    @property
    def is_from_server(self) -> bool:
        return "!" not in self.prefix


class Lines:
    """Cuts bytes into lines. One that is too long is left out up to its end and counted, so memory stays bounded."""

    def __init__(self, most: int = MOST_LINE_BYTES) -> None:
        self._most = most
        self._rest = b""
        self._is_skipping = False
        self.skipped = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The lines that are whole now, without their ends and without empty ones."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        for line in whole:
            if self._is_skipping:
                self._is_skipping = False
            elif len(line) > self._most:
                self.skipped += 1
            elif text := line.strip(b"\r"):
                yield text
        if len(self._rest) > self._most:
            self.skipped += not self._is_skipping
            self._is_skipping = True
            self._rest = b""


def parsed(raw: bytes) -> Line | None:
    """A line taken apart, None when it has no command. Bytes that are not UTF-8 become U+FFFD."""
    text = raw.decode("utf-8", "replace").replace("\0", "")
    tags: Mapping[str, str] = {}
    prefix = ""
    if text.startswith("@"):
        head, _, text = text[1:].partition(" ")
        tags = _tags(head)
    text = text.lstrip(" ")
    if text.startswith(":"):
        prefix, _, text = text[1:].partition(" ")
    middle, has_trailing, trailing = text.lstrip(" ").partition(" :")
    words = middle.split()
    if not words:
        return None
    return Line(tags, prefix, words[0].upper(), (*words[1:], *([trailing] if has_trailing else [])))


def _tags(head: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in head.split(";") if part)
    return {key: _unescaped(value) for key, _, value in pairs}


def _unescaped(value: str) -> str:
    r"""`\s` is a space, `\:` a semicolon; an unknown escape is its letter, a lone backslash at the end is nothing."""
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), value)
