"""Destination addresses: what a host may type, taken apart, or refused in plain words."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from app.domain.fault import Fault, FaultCode
from app.domain.secret import Secret

_PORTS = {"rtmp": 1935, "rtmps": 443}
_MOST_CHARACTERS = 2048
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?")
_FORBIDDEN = set('\\|"<>^`{}#')


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where to publish. `host` is a name in ASCII or an IP address; `stream` is the key, the only secret
    part.
    """

    host: str
    port: int
    is_tls: bool
    app: str = field(repr=False)
    tc_url: str = field(repr=False)
    stream: Secret


class _Refused(ValueError):
    """Says what is wrong; never quotes anything that was typed, since any of it may be the key."""


def parse(name: str, url: str, key: Secret) -> Address | Fault:
    """The address of the destination called `name`, or a `URL_INVALID` fault that never quotes the key.

    With an empty `key` the last part of the path is the key, as platforms that hand out one long URL mean
    it, or the query when there is no second part; a key that stands in both places is used once.
    """
    try:
        return _address(url.strip(), key.reveal().strip().lstrip("/"))
    except _Refused as refusal:
        return Fault(FaultCode.URL_INVALID, f"destination:{name}", detail=str(refusal))


def _address(url: str, key: str) -> Address:
    _check_characters(url, "address")
    _check_characters(key, "stream key", allowed=_FORBIDDEN)
    parts = _split(url)
    host, port = _host(parts), _port(parts)
    app, stream = _app_and_stream(parts, key)
    netloc = f"[{host}]" if ":" in host else host
    explicit = f":{port}" if parts.port is not None else ""
    tc_url = f"{parts.scheme}://{netloc}{explicit}/{app}"
    is_tls = parts.scheme == "rtmps"
    return Address(host=host, port=port, is_tls=is_tls, app=app, tc_url=tc_url, stream=Secret(stream))


def _check_characters(text: str, what: str, allowed: set[str] | frozenset[str] = frozenset()) -> None:
    if len(text) > _MOST_CHARACTERS:
        raise _Refused(f"the {what} is too long")
    for char in text:
        if char.isspace() or unicodedata.category(char)[0] in "CZ":
            raise _Refused(f"the {what} contains a space or an invisible character")
        if char in _FORBIDDEN - allowed:
            raise _Refused(f"the {what} contains a character that no address has")


def _split(url: str) -> SplitResult:
    scheme, separator, _ = url.partition("://")
    if not separator or scheme.lower() not in _PORTS:
        raise _Refused("the address must begin with rtmp:// or rtmps://")
    try:
        parts = urlsplit(url)
        has_user = parts.username is not None or parts.password is not None
    except ValueError:
        raise _Refused("the server's name is not valid") from None
    if has_user or "@" in parts.netloc:
        raise _Refused("the address must not contain a user name or password (the part before @)")
    return parts


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        raise _Refused("the port must be a number from 1 to 65535") from None
    if port == 0 or parts.netloc.endswith(":"):
        raise _Refused("the port must be a number from 1 to 65535")
    return port or _PORTS[parts.scheme]


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if not host:
        raise _Refused("the address has no server name")
    if parts.netloc.startswith("[") or host.rpartition(".")[2].isdigit() or ":" in host:
        return _ip_address(host)
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise _Refused("the server's name is not valid") from None
    labels = ascii_host.rstrip(".").split(".")
    if len(ascii_host) > 253 or not _HOST.fullmatch(ascii_host) or any(len(label) > 63 for label in labels):
        raise _Refused("the server's name is not valid")
    if re.fullmatch(r"0x[0-9a-f]*", labels[-1]):
        raise _Refused("the server's IP address is not valid")
    return ascii_host


def _ip_address(host: str) -> str:
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        raise _Refused("the server's IP address is not valid") from None


def _app_and_stream(parts: SplitResult, key: str) -> tuple[str, str]:
    path = parts.path.strip("/")
    query = f"?{parts.query}" if parts.query else ""
    if not path:
        raise _Refused("the address has no application after the server's name, such as /live")
    app, _, last = path.rpartition("/")
    if not key:
        if not app and not query:
            raise _Refused("the stream key is missing")
        return (app, last + query) if app else (last, query)  # Bilibili's key is a query and nothing else
    if app and key == last + query:
        return app, key
    if app and key == last:
        return app + query, key
    if path.endswith("/" + key):
        return path.removesuffix("/" + key) + query, key
    return path + query, key
