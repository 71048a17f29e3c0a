"""What is wrong with an address that cannot be a destination's."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.settings.destination_plan import is_address
from widgets.words.addresses import AddressWords


def refusal(url: str, words: AddressWords) -> str:
    """What to change; empty when the address may be taken."""
    if is_address(url):
        return ""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme.lower() not in ("rtmp", "rtmps"):
        return words.scheme
    if "@" in rest.partition("/")[0]:
        return words.user
    try:
        parts = urlsplit(url)
    except ValueError:  # half of an IPv6 address
        return words.server
    try:
        _ = parts.port
    except ValueError:
        return words.port
    return words.sign if parts.hostname else words.server
