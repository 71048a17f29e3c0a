"""How long a platform keeps a show's room open while nothing arrives, and which one will close next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Ingest:
    """A platform by the domains that it takes streams at; silent for `ends_after_s`, it ends the show."""

    name: str
    domains: tuple[str, ...]
    ends_after_s: float


# The shortest that is told: who counts on less is never surprised. What no platform has written down is not
# guessed; a show file's `ends_after_s` says it for any address. docs/reliability.md names the sources.
KNOWN = (
    Ingest("Kuaishou", ("kuaishou.com", "gifshow.com", "yximgs.com"), 60.0),
    Ingest("Twitch", ("twitch.tv", "contribute.live-video.net"), 90.0),
    Ingest("Mux", ("live.mux.com", "global-live.mux.com"), 60.0),
)


def ends_after_s(url: str) -> float | None:
    """Seconds of silence after which the platform behind `url` ends the show; None: not known."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return None
    for ingest in KNOWN:
        if any(host == domain or host.endswith(f".{domain}") for domain in ingest.domains):
            return ingest.ends_after_s
    return None


@dataclass(frozen=True, slots=True)
class Closing:
    """A destination whose platform will end the show in `left_s`; 0: it may have done so."""

    name: str
    left_s: float


def closing(lost_ns: Mapping[str, int], ends_after_s: Mapping[str, float], now_ns: int) -> Closing | None:
    """The destination that is nearest to its end, of those that were live, are away, and whose limit is known."""
    found = [
        Closing(name, max(0.0, ends_after_s[name] - (now_ns - since_ns) / 1e9))
        for name, since_ns in lost_ns.items()
        if name in ends_after_s
    ]
    return min(found, key=lambda one: one.left_s, default=None)
