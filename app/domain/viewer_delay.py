"""How far viewers are behind the shop: the code that the picture carries, and what its return says."""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

STEP_S = 1.0
"""So long each code stays in the picture."""
MOST_S = 180.0
"""Whoever is further behind is not measured: the code would be taken for a wrong one."""

_PREFIX = "STORECAST "
_DIGITS = 4
# Codes of moments that lie up to eight minutes apart differ by more than one wrong digit or two that were swapped, so
# that a slip of the finger is no code at all.
_STRIDE, _CODES = 3329, 10_000
# Sooner than this no platform gives a picture back: the camera sees the console's own screen. Then what shows a code
# for the first time a second and a half later is a phone.
_LEAST_S, _LEAST_BESIDE_SCREEN_S = 0.4, STEP_S + 0.5
_ENOUGH = 3
# Looked at several times a second, a code is seen so often that more would say nothing new.
_MOST_LOOKS = 40


class How(enum.StrEnum):
    """Where the code was read: off the platform's own playback, off a phone by the camera, off a phone by the host."""

    PLAYBACK = "playback"
    CAMERA = "camera"
    TYPED = "typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewerDelay:
    """Viewers of `destination` (empty: of the show) saw a picture `seconds` late at `at_s` of media time.

    `is_past`: the destination was lost since, and its viewers may be another time behind.
    """

    destination: str
    seconds: float
    how: How
    at_s: float
    is_past: bool = False


def digits_of(second: int) -> str:
    """The code of a second of media time; the same one comes again after three hours."""
    return f"{second * _STRIDE % _CODES:0{_DIGITS}}"


def text_of(digits: str) -> str:
    """What the picture's QR code says."""
    return f"{_PREFIX}{digits}"


def digits_in(text: str) -> str:
    """The digits in what a QR code said; empty for a code that is none of ours."""
    digits = text.removeprefix(_PREFIX)
    is_ours = text.startswith(_PREFIX) and len(digits) == _DIGITS and digits.isascii() and digits.isdigit()
    return digits if is_ours else ""


def typed_digits(text: str) -> str:
    """What somebody typed, with spaces and in any script's digits, as a code; empty while it is none."""
    digits = "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())
    return digits if len(digits) == _DIGITS else ""


class Sightings:
    """When each code went on air, and when viewers saw it; both in seconds of media time."""

    def __init__(self) -> None:
        self._on_air: dict[str, float] = {}
        self._lags: dict[str, list[float]] = {}

    def went_on_air(self, second: int, at_s: float) -> None:
        """The first word counts: an engine that was started again shows the same code once more."""
        self._on_air.setdefault(digits_of(second), at_s)

    def saw(self, digits: str, at_s: float) -> None:
        """A code that was never on air is passed over, and one that went on air later than it was seen."""
        begun_s = self._on_air.get(digits)
        if begun_s is not None and 0 <= at_s - begun_s <= MOST_S:
            lags = self._lags.setdefault(digits, [])
            if len(lags) < _MOST_LOOKS:
                lags.append(at_s - begun_s)

    @property
    def count(self) -> int:
        """Codes that viewers showed."""
        return len(self._firsts())

    @property
    def delay_s(self) -> float | None:
        """The median over the codes; None while there are too few. The first one may have been there for a while."""
        lags = [lag for _, lag in sorted(self._firsts())[1:]]
        return median(lags) if len(lags) >= _ENOUGH else None

    def _firsts(self) -> list[tuple[float, float]]:
        """When each code went on air, and how much later it was seen for the first time: a phone that shows the stream
        within the stream shows it again.
        """
        is_screen_seen = any(min(lags) < _LEAST_S for lags in self._lags.values())
        least_s = _LEAST_BESIDE_SCREEN_S if is_screen_seen else _LEAST_S
        found = [
            (self._on_air[digits], [lag for lag in lags if lag >= least_s])
            for digits, lags in self._lags.items()
        ]
        return [(begun_s, min(lags)) for begun_s, lags in found if lags]

    def typed_delay_s(self, digits: str, at_s: float) -> float | None:
        """What a code says that somebody read at `at_s`, at some moment of its second; None for a wrong one."""
        begun_s = self._on_air.get(digits)
        if begun_s is None or not 0 <= at_s - begun_s <= MOST_S:
            return None
        return max(0.0, at_s - begun_s - STEP_S / 2)


Delays = Mapping[str, ViewerDelay]


def measured(delays: Delays, new: ViewerDelay) -> Delays:
    """The newest measurement of each destination."""
    return {**delays, new.destination: new}


def lost(delays: Delays, destination: str) -> Delays:
    """What is known once a destination's viewers were cut off: what was measured for the whole show ages with it."""
    return {
        name: _past(one) if name in ("", destination) and not one.is_past else one
        for name, one in delays.items()
    }


def longest(delays: Iterable[ViewerDelay]) -> ViewerDelay | None:
    """The one that speaks for all: of those whose viewers are further behind than the others'."""
    return max(delays, key=lambda one: (not one.is_past, one.seconds), default=None)


def _past(one: ViewerDelay) -> ViewerDelay:
    return ViewerDelay(
        destination=one.destination, seconds=one.seconds, how=one.how, at_s=one.at_s, is_past=True
    )
