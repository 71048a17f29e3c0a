"""Finds the line of a key in a TOML text, so that an error can point at it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_HEADER = re.compile(r"\s*(\[\[|\[)\s*([\w.\-\"']+)\s*\]")
_KEY = re.compile(r"\s*([\w\-]+|\"[^\"]*\"|'[^']*')\s*(?:\.[\w.\-]+\s*)?=")


def line_of(text: str, path: tuple[str | int, ...]) -> int:
    """The line, from 1, of the key at `path` such as ("destination", 0, "url"); of its table if the key is absent."""
    table = tuple(part for part in path[:2] if isinstance(part, int) or part == path[0])
    key = next((str(part) for part in path[len(table) :]), str(path[0]) if len(path) == 1 else "")
    best = 1
    for number, here, name in _lines(text):
        if here == table and not name:
            best = number
        if name == key and here in (table, ()) and (here == table or len(path) == 1):
            return number
    return best


def _lines(text: str) -> Iterator[tuple[int, tuple[str | int, ...], str]]:
    """Line number, table path and key of every header (key "") and assignment outside multi-line strings."""
    here: tuple[str | int, ...] = ()
    seen: dict[str, int] = {}
    fence = ""
    # Not `splitlines`: to an editor, a line separator in a name begins no line.
    for number, line in enumerate(text.split("\n"), 1):
        if fence:
            fence = "" if fence in line else fence
            continue
        if header := _HEADER.match(line):
            name = header[2].strip("\"'")
            if header[1] == "[[":
                seen[name] = seen.get(name, -1) + 1
            here = (name, seen[name]) if header[1] == "[[" else (name,)
            yield number, here, ""
        elif key := _KEY.match(line):
            yield number, here, key[1].strip("\"'")
        fence = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
