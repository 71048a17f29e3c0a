"""Where a destination's address ends and its secret begins: the one is written and shown, the other is in the key ring.

Platforms hand out address and key apart, or one long address that ends in the key (`rtmp://host/app/KEY?sign=…`).
So: a query is always secret; with a key of its own an address keeps its whole path, since an app may have two parts;
without one, what follows the app is the key, exactly as the engine takes it.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.secret import Secret

# Twitch, YouTube, Facebook: 24 characters and more, digits among them; `_definst_` and `broadcast` are parts of an app.
_SHORTEST_KEY = 16


@dataclass(frozen=True, slots=True)
class Parted:
    """`address` holds no secret; `query` belongs behind it. `query` None and an empty `key` stay as they were."""

    address: str
    query: Secret | None
    key: Secret


def parted(url: str, key: Secret | None = None, *, is_key_kept: bool = False) -> Parted:
    """`url` taken apart; `is_key_kept` says that its key is stored already. A key in both places counts once."""
    head, _, query = url.strip().partition("?")
    scheme, _, rest = head.partition("://")
    host, _, path = rest.partition("/")
    path = path.strip("/")
    app, _, last = path.rpartition("/")
    tail = f"{last}?{query}" if query else last
    typed = key.reveal().strip().lstrip("/") if key else ""
    if typed:
        if app and typed == tail:
            path, query = app, ""
        else:
            path = path.removesuffix(f"/{typed}")
        return Parted(_address(scheme, host, _once_more(path, typed)), Secret(query), Secret(typed))
    if is_key_kept:
        return Parted(_address(scheme, host, path), Secret(query), Secret(""))
    found = tail if app else tail.removeprefix(last)
    return Parted(_address(scheme, host, _once_more(app or path, found)), Secret(""), Secret(found))


def chosen(url: str, key: Secret | None, before: str, has_key: bool) -> Parted | None:
    """What the host means by `url` and `key` when the plan had the address `before`; None: nothing changes.

    The host sees no secret: the address as it was shown stands for the whole that it was.
    """
    was = parted(before, is_key_kept=has_key)
    is_as_shown = bool(before) and url.strip() == was.address
    if key:
        now = parted(url, key)
        return Parted(now.address, was.query or None, now.key) if is_as_shown and has_key else now
    if is_as_shown:
        return None if has_key else was
    return parted(url, is_key_kept=has_key and not _is_whole(url))


def packed(query: Secret, key: Secret) -> Secret:
    """Both as the one secret that a key ring holds; neither contains a space."""
    return Secret(f"?{query.reveal()} {key.reveal()}") if query else key


def unpacked(secret: Secret) -> tuple[Secret, Secret]:
    """Query and key of a packed secret; any other secret is a key."""
    text = secret.reveal()
    query, space, key = text[1:].partition(" ")
    if not text.startswith("?") or not space:
        return Secret(""), secret
    return Secret(query), Secret(key)


def joined(address: str, secret: Secret) -> tuple[str, Secret]:
    """Address and key as the engine takes them; `secret` is packed."""
    query, key = unpacked(secret)
    return (f"{address}?{query.reveal()}" if query else address), key


def _once_more(app: str, key: str) -> str:
    """An app that ends in its own key has it twice: the engine takes a key that stands in both places once."""
    return f"{app}/{key}" if key and app.endswith(f"/{key}") else app


def _address(scheme: str, host: str, path: str) -> str:
    return f"{scheme}://{host.rpartition('@')[2]}{f'/{path}' if path else ''}"


def _is_whole(url: str) -> bool:
    """Whether an address ends in a key by the look of it."""
    head, _, query = url.strip().partition("?")
    app, _, last = head.partition("://")[2].partition("/")[2].strip("/").rpartition("/")
    looks_like_a_key = len(last) >= _SHORTEST_KEY and any(character.isdigit() for character in last)
    return bool(app) and (bool(query) or looks_like_a_key)
