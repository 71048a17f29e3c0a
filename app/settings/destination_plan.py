"""The destinations of a show file, each checked; a form that edits them keeps to the same rules."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from app.settings.address import parted
from app.settings.canvas_plan import is_second
from app.settings.secrets import is_reference
from app.settings.show_file import DestinationTable, Problem, ShowTable, check_unique, within


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
    _check_once(tables)
    for index, table in enumerate(tables):
        if not is_name(table.name):
            where = ("destination", index, "name")
            raise Problem(where, "must be a name in one line, without invisible characters")
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


def is_name(name: str) -> bool:
    """Whether a destination may be called so: a name that can be seen, in one line."""
    return bool(name.strip()) and not any(_is_invisible(one) for one in name)


def is_address(url: str) -> bool:
    """Whether a destination may have this address; the engine looks closer."""
    try:
        _check_url((), url)
    except Problem:
        return False
    return True


def _is_invisible(character: str) -> bool:
    """Controls, new lines, zero-width characters and those that turn the direction of writing."""
    category = unicodedata.category(character)
    return category[0] == "C" or category in ("Zl", "Zp")


def _check_once(tables: Sequence[DestinationTable]) -> None:
    """Raises `Problem` at the second of two that would publish the same stream twice.

    Without any key nothing is published yet, and two that are set up after each other may share an address till then.
    """
    seen: dict[tuple[str, str, str, str], str] = {}
    for index, table in enumerate(tables):
        part = parted(table.url, is_key_kept=bool(table.key))
        query = part.query.reveal() if part.query else ""
        if not table.key and not part.key:
            continue
        other = seen.setdefault((part.address, query, part.key.reveal(), table.key), table.name)
        if other != table.name:
            raise Problem(
                ("destination", index, "url"), f"has address and key of {other!r}; remove one of them"
            )


def _check_url(path: tuple[str | int, ...], url: str) -> None:
    """The scheme and a host; the engine looks closer and never quotes the rest, which may hold a key."""
    try:
        parts = urlsplit(url)
        has_host, _ = bool(parts.hostname), parts.port
    except ValueError:
        raise Problem(path, "is not an address such as rtmp://host/app") from None
    if parts.scheme not in ("rtmp", "rtmps"):
        raise Problem(path, "must begin with rtmp:// or rtmps://")
    if not has_host or "|" in url:
        raise Problem(path, "is not an address such as rtmp://host/app")
    if "@" in parts.netloc:
        raise Problem(path, "must not hold a user and a password; the stream key belongs into key")
    if "#" in url:
        raise Problem(path, "must not hold a #; what follows it never reaches a server")
    if any(one.isspace() or _is_invisible(one) for one in url):
        raise Problem(path, "holds a space or an invisible character; type it once more by hand")


def _check_playback(path: tuple[str | int, ...], url: str) -> None:
    """As `_check_url`: what it ends in may be a token."""
    try:
        parts = urlsplit(url)
        is_web, _ = parts.scheme in ("http", "https") and bool(parts.hostname), parts.port
    except ValueError:
        is_web = False
    if not is_web or any(one.isspace() or _is_invisible(one) for one in url):
        raise Problem(
            path, "must be where viewers get the stream, such as https://host/live.flv or live.m3u8"
        )
