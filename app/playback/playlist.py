"""What an HLS playlist says (RFC 8216), as far as a live show needs it."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urljoin

from app.playback.fetch import Unplayable

MAGIC = b"#EXTM3U"
_MOST_SEGMENTS = 1000
_ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^",]*)')
_LEAST_TARGET_S, _MOST_TARGET_S = 0.5, 60.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the stream; `begins_anew` when its stamps have nothing to do with those before."""

    number: int
    url: str
    seconds: float
    head_url: str
    begins_anew: bool


@dataclass(frozen=True, slots=True)
class Playlist:
    """Either the address of the playlist to follow, or the segments of one. A stream that has ended has no more."""

    target_s: float
    segments: tuple[Segment, ...]
    variant_url: str = ""
    has_ended: bool = False

    @property
    def first(self) -> Segment | None:
        """Where a player begins: three target durations before the end, or as early as there is (RFC 8216, 6.3.3)."""
        behind_s = 0.0
        for segment in reversed(self.segments):
            behind_s += segment.seconds
            if behind_s >= 3 * self.target_s:
                return segment
        return self.segments[0] if self.segments else None


def parsed(text: str, base: str) -> Playlist:
    """Raises `Unplayable` for what is no playlist, or one that is encrypted or in parts of files."""
    if not text.startswith(MAGIC.decode()):
        raise Unplayable("format", is_final=True)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    try:
        variant = _variant(lines, base)
        return Playlist(0.0, (), variant) if variant else _media(lines, base)
    except ValueError:
        raise Unplayable("format", is_final=True) from None


def _media(lines: list[str], base: str) -> Playlist:
    target_s, number, seconds, head_url = _MOST_TARGET_S, 0, 0.0, ""
    # A server that lets viewers go back lists hours; what is live stands at the end.
    segments: deque[Segment] = deque(maxlen=_MOST_SEGMENTS)
    begins_anew = False
    for line in lines:
        name, _, value = line.partition(":")
        match name:
            case "#EXT-X-TARGETDURATION":
                target_s = min(_MOST_TARGET_S, max(_LEAST_TARGET_S, float(value)))
            case "#EXT-X-MEDIA-SEQUENCE":
                number = int(value)
            case "#EXTINF":
                seconds = min(_MOST_TARGET_S, max(0.0, float(value.split(",")[0])))
            case "#EXT-X-DISCONTINUITY":
                begins_anew = True
            case "#EXT-X-MAP":
                head_url = urljoin(base, _attributes(value).get("URI", ""))
            case "#EXT-X-KEY" if _attributes(value).get("METHOD") != "NONE":
                raise Unplayable("encrypted", is_final=True)
            case "#EXT-X-BYTERANGE":
                raise Unplayable("format", is_final=True)
            case _ if not line.startswith("#"):
                url = urljoin(base, line)
                segments.append(Segment(number, url, seconds, head_url, begins_anew))
                number, begins_anew = number + 1, False
    return Playlist(target_s, tuple(segments), has_ended="#EXT-X-ENDLIST" in lines)


def _variant(lines: list[str], base: str) -> str:
    """The smallest picture that still shows the code well: of 480 lines or more, else the largest; empty for none."""
    found: list[tuple[bool, int, int, str]] = []
    for line, after in pairwise(lines):
        if line.startswith("#EXT-X-STREAM-INF:") and not after.startswith("#"):
            said = _attributes(line.partition(":")[2])
            height = int(said.get("RESOLUTION", "0x0").lower().partition("x")[2] or 0)
            rate = int(said.get("BANDWIDTH", "0"))
            is_small = 0 < height < 480
            found.append((is_small, -rate if is_small else rate, len(found), urljoin(base, after)))
    return min(found)[3] if found else ""


def _attributes(text: str) -> dict[str, str]:
    return {name: value.strip('"') for name, value in _ATTRIBUTE.findall(text)}
