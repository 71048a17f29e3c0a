"""The destinations of a show file, each checked; a form that edits them keeps to the same rules."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.settings.canvas_plan import is_second
from app.settings.secrets import is_reference
from app.settings.show_file import DestinationTable, Problem, ShowTable, check_unique, within

_NO_ADDRESS_HAS = frozenset("@#")  # a password before the server's name; a fragment


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationPlan:
    """Where to publish; `key` names the stream key (`keyring:NAME`, `env:NAME`) or is empty: the address ends in it.
    `ends_after_s` is the silence after which the platform ends the show, None where it is not known. `playback` is
    where viewers get it, as HTTP-FLV or HLS, or empty. `canvas` is the orientation that it asked for, `is_second`
    whether that is the second canvas."""

    name: str
    url: str = field(repr=False)
    key: str = ""
    ends_after_s: float | None = None
    playback: str = field(default="", repr=False)
    canvas: str = ""
    is_second: bool = False


def destinations_of(tables: Sequence[DestinationTable], show: ShowTable) -> tuple[DestinationPlan, ...]:
    check_unique("destination", "name", [table.name for table in tables])
    for index, table in enumerate(tables):
        _check_url(("destination", index, "url"), table.url)
        if table.key and not is_reference(table.key):
            where = ("destination", index, "key")
            raise Problem(where, "must be keyring:NAME or env:NAME; a show file never holds the key itself")
        if table.ends_after_s is not None:
            within(("destination", index, "ends_after_s"), table.ends_after_s, 1, 86_400)
        if table.playback:
            _check_playback(("destination", index, "playback"), table.playback)
    return tuple(
        DestinationPlan(
            name=table.name,
            url=table.url,
            key=table.key,
            ends_after_s=table.ends_after_s,
            playback=table.playback,
            canvas=table.canvas,
            is_second=is_second(index, table, show),
        )
        for index, table in enumerate(tables)
    )


def is_address(url: str) -> bool:
    """Whether a destination may have this address; the engine looks closer."""
    try:
        _check_url((), url)
    except Problem:
        return False
    return _NO_ADDRESS_HAS.isdisjoint(url)


def _check_url(path: tuple[str | int, ...], url: str) -> None:
    """The scheme and a host; the engine looks closer and never quotes the rest, which may hold a key."""
    try:
        parts = urlsplit(url)
        has_host, _ = bool(parts.hostname), parts.port
    except ValueError:
        raise Problem(path, "is not an address such as rtmp://host/app") from None
    if parts.scheme not in ("rtmp", "rtmps"):
        raise Problem(path, "must begin with rtmp:// or rtmps://")
    if not has_host or re.search(r"[\s\x00-\x1f|]", url):
        raise Problem(path, "is not an address such as rtmp://host/app")


def _check_playback(path: tuple[str | int, ...], url: str) -> None:
    """As `_check_url`: what it ends in may be a token."""
    try:
        parts = urlsplit(url)
        is_web, _ = parts.scheme in ("http", "https") and bool(parts.hostname), parts.port
    except ValueError:
        is_web = False
    if not is_web or re.search(r"[\s\x00-\x1f]", url):
        raise Problem(
            path, "must be where viewers get the stream, such as https://host/live.flv or live.m3u8"
        )
